"""The three ways of torch_baselines.py over plain lists: every token arrives, and what is damaged is seen."""

import copy
import unittest

import torch_routes


def plan_of(moves, source_row_counts, target_row_counts):
    names = ('token', 'count', 'source_rank', 'source_row', 'target_rank', 'target_row')
    return {'moves': [dict(zip(names, move)) for move in moves], 'source_row_counts': source_row_counts,
            'target_row_counts': target_row_counts}


# One sequence of 8, zigzag over 2 ranks (0 1 6 7 | 2 3 4 5) to contiguous (0 1 2 3 | 4 5 6 7).
ZIGZAG = plan_of([(0, 2, 0, 0, 0, 0), (2, 2, 1, 0, 0, 2), (4, 2, 1, 2, 1, 0), (6, 2, 0, 2, 1, 2)], [4, 4], [4, 4])
# 5 tokens over 3 ranks with padding in the target: 0 1 2 | 3 4 | - to 0 . | 1 2 3 | 4 . .
UNEVEN = plan_of([(0, 1, 0, 0, 0, 0), (1, 2, 0, 1, 1, 0), (3, 1, 1, 0, 1, 2), (4, 1, 1, 1, 2, 0)], [3, 2, 0],
                 [2, 3, 3])
PLANS = (ZIGZAG, UNEVEN)


def inputs_of(plan):
    return [torch_routes.row_tokens(plan, rank, 'source') for rank in range(torch_routes.rank_count(plan))]


def pieces(rows, splits):
    ends = [sum(splits[:i + 1]) for i in range(len(splits))]
    return [rows[end - split:end] for end, split in zip(ends, splits)]


def all_to_all(plan, inputs):
    every = [torch_routes.routes(plan, rank) for rank in range(torch_routes.rank_count(plan))]
    sent = [pieces([rows[row] for row in one.send_rows], one.send_splits)
            for rows, one in zip(inputs, every)]
    outputs = []
    for rank, one in enumerate(every):
        buffer = [row for source in sent for row in source[rank]]
        output = [-1] * plan['target_row_counts'][rank]
        for row, target in zip(buffer, one.receive_rows):
            output[target] = row
        outputs.append(output)
    return outputs


def all_gather(plan, inputs):
    most = max(plan['source_row_counts'])
    everything = [row for rows in inputs for row in rows + [-1] * (most - len(rows))]
    return [[everything[i] for i in torch_routes.gather_index(plan, rank)]
            for rank in range(torch_routes.rank_count(plan))]


def point_to_point(plan, inputs):
    outputs = []
    for rank in range(torch_routes.rank_count(plan)):
        runs = torch_routes.receives(plan, rank)
        met = {}
        received = []
        for run in runs:  # the k-th run from a peer is that peer's k-th run to this rank
            theirs = [send for send in torch_routes.sends(plan, run.peer) if send.peer == rank][met.get(run.peer, 0)]
            met[run.peer] = met.get(run.peer, 0) + 1
            assert theirs.count == run.count
            received.append(inputs[run.peer][theirs.row:theirs.row + theirs.count])
        output = []
        for part in torch_routes.parts(plan, rank):
            output += {'received': lambda p: received[p.index], 'padding': lambda p: [-1] * p.count,
                       'own': lambda p: inputs[rank][p.index:p.index + p.count]}[part.kind](part)
        outputs.append(output)
    return outputs


def wrong_rows(plan, outputs):
    """Rows of tokens that hold another; padding may hold anything."""
    wanted = [torch_routes.row_tokens(plan, rank, 'target') for rank in range(torch_routes.rank_count(plan))]
    return sum(1 for mine, want in zip(outputs, wanted) for row, token in zip(mine, want)
               if token >= 0 and row != token)


class Ways(unittest.TestCase):
    def test_every_token_arrives(self):
        for plan in PLANS:
            for way in (all_to_all, all_gather, point_to_point):
                outputs = way(plan, inputs_of(plan))
                self.assertEqual([len(output) for output in outputs], plan['target_row_counts'], way.__name__)
                self.assertEqual(wrong_rows(plan, outputs), 0, way.__name__)

    def test_rows_that_went_elsewhere_are_seen(self):
        for way in (all_to_all, all_gather, point_to_point):
            damaged = copy.deepcopy(ZIGZAG)
            damaged['moves'][1]['source_row'], damaged['moves'][2]['source_row'] = 2, 0
            self.assertEqual(wrong_rows(ZIGZAG, way(damaged, inputs_of(ZIGZAG))), 4, way.__name__)

    def test_both_ends_cut_groups_alike(self):
        runs = [torch_routes.Run(peer, 0, 1) for peer in (1, 2, 1, 1, 2, 1, 1)]
        self.assertEqual(torch_routes.groups(runs, 2), {0: [0, 1, 2, 4], 1: [3, 5], 2: [6]})


if __name__ == '__main__':
    unittest.main()
