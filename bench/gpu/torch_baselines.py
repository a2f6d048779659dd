"""PyTorch's own all-to-all, all-gather and point-to-point on the cases of `relayout bench --json`.

    torchrun --nproc-per-node 2 bench/gpu/torch_baselines.py core.json --relayout build/relayout --out with_torch.json

Plans come from `relayout plan`; times are taken as `relayout bench` takes them: CUDA events around each call, after a
meeting of all ranks and a head start for the host; the slowest rank's of each call; the median. Buffers go round more
than twice the L2. It is a run of its own on the same GPUs: compare its a2av with the one of `relayout bench` first.
"""

import argparse
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys

import torch
import torch.distributed as dist

import torch_routes

REPETITIONS = 50
WARM_UPS = 5
MOST_MICROSECONDS = 200_000  # of one way in one case
FEWEST = 7
CACHE_BYTES = 60 << 20
HEAD_START_CYCLES = 300_000  # about 150 us
RUNS_AT_ONCE = 64  # of a peer in one group: NCCL was seen to hang on more than 256 operations


def plan_of(case, relayout):
    lengths = [str(length) for count, length in case['lengths'] for _ in range(count)]
    command = [relayout, 'plan', '--lengths', ','.join(lengths), '--source', case['source'], '--target',
               case['target'], '--json']
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def names(tokens, row_bytes):
    """Rows that name their token in every word."""
    words = torch.arange(row_bytes // 8, device='cuda')
    return tokens[:, None] * 1_000_003 + words[None, :]


class Case:
    """The buffers of one case on this rank."""

    def __init__(self, plan, case, rank):
        self.plan, self.rank, self.row_bytes = plan, rank, case['row_bytes']
        most = max(plan['source_row_counts'])
        tokens = torch.tensor(torch_routes.row_tokens(plan, rank, 'source'), dtype=torch.int64, device='cuda')
        sets = min(max(-(-2 * CACHE_BYTES // case['asked_bytes']), 1), 16)
        self.inputs = []
        for _ in range(sets):
            rows = torch.zeros(most, self.row_bytes // 8, dtype=torch.int64, device='cuda')
            rows[:len(tokens)] = names(tokens, self.row_bytes)
            self.inputs.append(rows.view(torch.bfloat16))
        self.output_rows = plan['target_row_counts'][rank]
        self.tokens = torch.tensor(torch_routes.row_tokens(plan, rank, 'target'), dtype=torch.int64, device='cuda')

    def wrong_rows(self, output):
        held = self.tokens >= 0
        found = output.view(torch.int64)[held]
        return int((found != names(self.tokens[held], self.row_bytes)).any(dim=1).sum())


class AllToAll:
    """index_select, all_to_all_single, index_copy: as Megatron-LM's context_parallel_layout does it."""
    name = 'torch a2av'

    def __init__(self, case):
        self.case, routes = case, torch_routes.routes(case.plan, case.rank)
        self.send_index = torch.tensor(routes.send_rows, dtype=torch.int64, device='cuda')
        self.receive_index = torch.tensor(routes.receive_rows, dtype=torch.int64, device='cuda')
        self.splits = {'output_split_sizes': routes.receive_splits, 'input_split_sizes': routes.send_splits}

    def __call__(self, rows):
        sent = rows.index_select(0, self.send_index)
        received = rows.new_empty(len(self.receive_index), rows.shape[1])
        dist.all_to_all_single(received, sent, **self.splits)
        output = rows.new_empty(self.case.output_rows, rows.shape[1])
        return output.index_copy_(0, self.receive_index, received)


class AllGather:
    """all_gather_into_tensor, then the rows that belong here."""
    name = 'torch allgather'

    def __init__(self, case):
        self.index = torch.tensor(torch_routes.gather_index(case.plan, case.rank), dtype=torch.int64, device='cuda')
        self.world_size = dist.get_world_size()

    def __call__(self, rows):
        everything = rows.new_empty(self.world_size * rows.shape[0], rows.shape[1])
        dist.all_gather_into_tensor(everything, rows)
        return everything.index_select(0, self.index)


class PointToPoint:
    """isend and irecv a run in batches, then torch.cat: as radixark/miles pull request 957 does it."""
    name = 'torch p2p_cat'

    def __init__(self, case):
        plan, rank = case.plan, case.rank
        self.sends, self.receives = torch_routes.sends(plan, rank), torch_routes.receives(plan, rank)
        self.parts = torch_routes.parts(plan, rank)
        send_groups = torch_routes.groups(self.sends, RUNS_AT_ONCE)
        receive_groups = torch_routes.groups(self.receives, RUNS_AT_ONCE)
        self.groups = [(send_groups.get(i, []), receive_groups.get(i, []))
                       for i in sorted({*send_groups, *receive_groups})]

    def __call__(self, rows):
        received = [rows.new_empty(run.count, rows.shape[1]) for run in self.receives]
        for outgoing, incoming in self.groups:
            sent = [self.sends[i] for i in outgoing]
            operations = [dist.P2POp(dist.isend, rows[run.row:run.row + run.count], run.peer) for run in sent]
            operations += [dist.P2POp(dist.irecv, received[i], self.receives[i].peer) for i in incoming]
            for work in dist.batch_isend_irecv(operations):
                work.wait()
        pieces = []
        for part in self.parts:
            if part.kind == 'received':
                pieces.append(received[part.index])
            elif part.kind == 'own':
                pieces.append(rows[part.index:part.index + part.count])
            else:
                pieces.append(rows.new_zeros(part.count, rows.shape[1]))
        return torch.cat(pieces)


class StartingLine:
    """Nobody's call begins before everybody came."""

    def __init__(self):
        self.word = torch.zeros(1, device='cuda')

    def __call__(self):
        torch.cuda._sleep(HEAD_START_CYCLES)
        dist.all_reduce(self.word)


def everybody(value):
    values = [None] * dist.get_world_size()
    dist.all_gather_object(values, value)
    return values


def timed(line, way, rows):
    began, ended = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    line()
    began.record()
    way(rows)
    ended.record()
    return began, ended


def slowest(events):
    """Call by call the slowest rank's microseconds."""
    torch.cuda.synchronize()
    return [max(times) for times in zip(*everybody([1000 * a.elapsed_time(b) for a, b in events]))]


def measure(case, ways):
    """What every way took and whether it was right: {name: (times, wrong rows, extra bytes)}."""
    line, right = StartingLine(), {}
    for way in ways:
        before = torch.cuda.memory_allocated()
        torch.cuda.reset_peak_memory_stats()
        output = way(case.inputs[0])
        extra = torch.cuda.max_memory_allocated() - before - output.numel() * output.element_size()
        right[way.name] = (sum(everybody(case.wrong_rows(output))), extra)
        del output
        for i in range(WARM_UPS):
            way(case.inputs[i % len(case.inputs)])
    first = {way.name: slowest([timed(line, way, case.inputs[0])])[0] for way in ways}
    repetitions = {name: min(REPETITIONS, max(FEWEST, int(MOST_MICROSECONDS / time)))
                   for name, time in first.items()}
    events = {way.name: [] for way in ways}
    for repetition in range(REPETITIONS):
        for way in ways:
            if repetition < repetitions[way.name]:
                events[way.name].append(timed(line, way, case.inputs[repetition % len(case.inputs)]))
        torch.cuda.synchronize()
    return {name: (slowest(found), *right[name]) for name, found in events.items()}


def way_entry(name, figures, case, limits):
    times, wrong, extra = figures
    time = statistics.median(times)
    busbw = case['wire_bytes'] / time / 1000
    return {'way': name, 'time_us': time, 'least_us': min(times), 'algbw': case['size'] / time / 1000, 'busbw': busbw,
            'efficiency': busbw / max(limits['copy_engine'], limits['sm_store'], 1e-9), 'wrong_rows': wrong,
            'extra_bytes': extra, 'most_ctas': -1, 'copies': 0, 'kernels': [], 'run': 'torch'}


def wanted(case, arguments):
    return (not case['narrow_row_bytes'] and case['slice'] in arguments.slice.split(',')
            and case['direction'] in arguments.direction.split(',') and case['row_bytes'] % 8 == 0)


def arguments_of(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('results', type=pathlib.Path, help='what `relayout bench --json` printed')
    parser.add_argument('--relayout', default='relayout', help='the program')
    parser.add_argument('--out', type=pathlib.Path, required=True, help='the same document with the new ways in it')
    parser.add_argument('--slice', default='core')
    parser.add_argument('--direction', default='forward')
    return parser.parse_args(argv)


def main(argv):
    arguments = arguments_of(argv)
    torch.cuda.set_device(int(os.environ['LOCAL_RANK']))
    dist.init_process_group('nccl')
    rank = dist.get_rank()
    results = json.loads(arguments.results.read_text())
    if results['ranks'] != dist.get_world_size():
        sys.exit(f"{arguments.results}: measured by {results['ranks']} ranks, here are {dist.get_world_size()}")
    all_right = True
    for case in (one for one in results['cases'] if wanted(one, arguments)):
        mine = Case(plan_of(case, arguments.relayout), case, rank)
        figures = measure(mine, [way(mine) for way in (AllToAll, AllGather, PointToPoint)])
        entries = [way_entry(name, found, case, results['limits_gb_per_s']) for name, found in figures.items()]
        case['ways'] = [way for way in case['ways'] if way.get('run') != 'torch'] + entries
        all_right = all_right and all(entry['wrong_rows'] == 0 for entry in entries)
        if rank == 0:
            line = ', '.join(f"{entry['way']} {entry['time_us']:.0f}" for entry in entries)
            print(f"{case['pack']}, {case['asked_bytes'] >> 20} MiB, to {case['target']}: {line} us", file=sys.stderr)
        del mine
        torch.cuda.empty_cache()
    results['torch'] = torch.__version__
    results['torch_nccl'] = '.'.join(str(part) for part in torch.cuda.nccl.version())
    results['torch_command'] = shlex.join(['torchrun', *sys.argv])
    if rank == 0:
        arguments.out.write_text(json.dumps(results) + '\n')
    dist.destroy_process_group()
    return 0 if all_right else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
