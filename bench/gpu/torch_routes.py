"""From a plan (`relayout plan --json`) to what PyTorch's collectives are told. Needs no PyTorch.

    relayout plan --lengths 5,7 --source zigzag:remainder=pad --target contiguous:remainder=pad --cp 2 --json \
        | python3 bench/gpu/torch_routes.py | relayout verify -
"""

import json
import sys
from typing import NamedTuple


class Routes(NamedTuple):
    """An all-to-all-v of one rank: rows by peer in rank order, own ones in their place."""
    send_rows: list
    send_splits: list
    receive_rows: list
    receive_splits: list


class Run(NamedTuple):
    peer: int
    row: int
    count: int


class Part(NamedTuple):
    """Consecutive rows of an output: the index-th received run, rows that stay, or padding."""
    kind: str
    index: int  # of the run received; the first row of the input; of no meaning
    row: int
    count: int


def rank_count(plan):
    return max(len(plan['source_row_counts']), len(plan['target_row_counts']))


def _splits(moves, peer_of, count):
    splits = [0] * count
    for move in moves:
        splits[peer_of(move)] += move['count']
    return splits


def _rows(moves, name):
    return [move[name] + i for move in moves for i in range(move['count'])]


def routes(plan, rank):
    """Both ends list a pair's rows by ascending token."""
    count = rank_count(plan)
    sent = sorted((m for m in plan['moves'] if m['source_rank'] == rank), key=lambda m: (m['target_rank'], m['token']))
    received = sorted((m for m in plan['moves'] if m['target_rank'] == rank),
                      key=lambda m: (m['source_rank'], m['token']))
    return Routes(_rows(sent, 'source_row'), _splits(sent, lambda m: m['target_rank'], count),
                  _rows(received, 'target_row'), _splits(received, lambda m: m['source_rank'], count))


def gather_index(plan, rank):
    """For each row of the output its row among all ranks' inputs, each of as many rows as the fullest; padding: 0."""
    most = max(plan['source_row_counts'])
    index = [0] * plan['target_row_counts'][rank]
    for move in plan['moves']:
        if move['target_rank'] == rank:
            for i in range(move['count']):
                index[move['target_row'] + i] = move['source_rank'] * most + move['source_row'] + i
    return index


def sends(plan, rank):
    """A run a move to another rank, by ascending token."""
    return [Run(m['target_rank'], m['source_row'], m['count']) for m in plan['moves']
            if m['source_rank'] == rank and m['target_rank'] != rank]


def receives(plan, rank):
    return [Run(m['source_rank'], m['target_row'], m['count']) for m in plan['moves']
            if m['target_rank'] == rank and m['source_rank'] != rank]


def parts(plan, rank):
    """The output from its first row to its last, as torch.cat puts it together."""
    found = [Part('received', i, run.row, run.count) for i, run in enumerate(receives(plan, rank))]
    found += [Part('own', m['source_row'], m['target_row'], m['count']) for m in plan['moves']
              if m['source_rank'] == rank == m['target_rank']]
    whole, row = [], 0
    for part in sorted(found, key=lambda part: part.row):
        if part.row > row:
            whole.append(Part('padding', 0, row, part.row - row))
        whole.append(part)
        row = part.row + part.count
    if row < plan['target_row_counts'][rank]:
        whole.append(Part('padding', 0, row, plan['target_row_counts'][rank] - row))
    return whole


def groups(runs, at_once):
    """Runs in groups with at most so many of each peer: both ends of a pair cut their runs alike."""
    met, grouped = {}, {}
    for index, run in enumerate(runs):
        place = met.get(run.peer, 0)
        met[run.peer] = place + 1
        grouped.setdefault(place // at_once, []).append(index)
    return grouped


def row_tokens(plan, rank, side):
    """The token of every row of a rank on one side, -1 where there is none."""
    tokens = [-1] * plan[f'{side}_row_counts'][rank]
    for move in plan['moves']:
        if move[f'{side}_rank'] == rank:
            for i in range(move['count']):
                tokens[move[f'{side}_row'] + i] = move['token'] + i
    return tokens


def routes_document(plan):
    """All ranks' routes as relayout.routes/1, for `relayout verify`."""
    ranks = []
    for rank in range(rank_count(plan)):
        ranks.append({'rank': rank, **routes(plan, rank)._asdict()})
    return {'schema': 'relayout.routes/1', 'lengths': plan['lengths'], 'source': plan['source'],
            'target': plan['target'], 'ranks': ranks}


if __name__ == '__main__':
    print(json.dumps(routes_document(json.load(sys.stdin))))
