#!/usr/bin/env python3
"""The engine over processes of this machine's GPUs: ranks that die, and "nodes" that share the machine.

engine_gpu_test.py RELAYOUT [--gpus N] [--json FILE]

Deaths: for each executor, and before, during and between moves and between replays of a graph, the last rank kills
itself; every survivor must name it and end with status 0. Nodes: NCCL_HOSTID makes NCCL take groups of processes for
machines of their own, which share the GPUs; validate must hold there, by send and receive and by hybrid.
Exit 77 where fewer than two GPUs are seen."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

EXECUTORS = ('sendrecv', 'window', 'copy_engine')
TIMES = ('before', 'during', 'between', 'replay')
SKIPPED = 77
LIMIT = 240  # seconds, of one launch: every wait inside has a shorter one


def gpu_count():
    try:
        names = subprocess.run(['nvidia-smi', '-L'], capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return 0
    return sum(line.startswith('GPU ') for line in names.splitlines())


class Launch:
    """Processes of one run, as torchrun would start them: `nodes` groups of `per_node` ranks."""

    def __init__(self, nodes, per_node):
        self.nodes, self.per_node = nodes, per_node

    def environment(self, rank, folder):
        node, local = divmod(rank, self.per_node)
        values = dict(os.environ, RANK=str(rank), WORLD_SIZE=str(self.nodes * self.per_node), LOCAL_RANK=str(local),
                      MASTER_ADDR='127.0.0.1', MASTER_PORT='29500', RELAYOUT_RENDEZVOUS=f'file:{folder}/lobby')
        if self.nodes > 1:
            # Two ranks of one GPU count their channels apart unless they are told how many there are.
            values.update(NCCL_HOSTID=f'node{node}', NCCL_IB_DISABLE='1', NCCL_NCHANNELS_PER_NET_PEER='1')
        return values

    def run(self, command):
        """(exit status, output) by rank; None for a process that had to be killed."""
        with tempfile.TemporaryDirectory() as folder:
            started = [subprocess.Popen(command, env=self.environment(rank, folder), stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
                       for rank in range(self.nodes * self.per_node)]
            results, end = [], time.monotonic() + LIMIT
            for process in started:
                try:
                    output, _ = process.communicate(timeout=max(1, end - time.monotonic()))
                    results.append((process.returncode, output))
                except subprocess.TimeoutExpired:
                    process.kill()
                    results.append((None, process.communicate()[0]))
            return results


def report(name, fine, results):
    print(f'{"holds" if fine else "FAILS"}  {name}')
    for rank, (status, output) in enumerate(results):
        if not fine:
            print(f'  rank {rank}: status {status}\n    ' + output.strip().replace('\n', '\n    '))
    sys.stdout.flush()
    return {'name': name, 'holds': fine,
            'ranks': [{'status': status, 'says': output.strip()[-2000:]} for status, output in results]}


def deaths(relayout, ranks):
    for executor in EXECUTORS:
        for when in TIMES:
            results = Launch(1, ranks).run([relayout, 'validate', '--die', when, '--executor', executor, '--patience',
                                            '10'])
            fine = results[-1][0] == -9 and all(status == 0 for status, _ in results[:-1])
            yield report(f'{executor}, a rank dies {when}', fine, results)


def nodes(relayout, gpus):
    # Nodes of one GPU each; two nodes of all GPUs, the second of which are the same GPUs again.
    for launch, left_out in ((Launch(2, 1), 'no node has two ranks'), (Launch(2, gpus), None)):
        results = launch.run([relayout, 'validate', '--cases', '10', '--replays', '2', '--patience', '60'])
        fine = all(status == 0 for status, _ in results)
        expected = 'executors sendrecv\n' if left_out else 'executors sendrecv, hybrid\n'
        fine = fine and expected in results[0][1]
        yield report(f'{launch.nodes} nodes of {launch.per_node}', fine, results)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('relayout', type=pathlib.Path)
    parser.add_argument('--gpus', type=int, default=gpu_count())
    parser.add_argument('--json', type=pathlib.Path, help='write what every rank said')
    options = parser.parse_args()
    if options.gpus < 2:
        print(f'engine_gpu_test: {options.gpus} GPUs are seen, two are needed', file=sys.stderr)
        return SKIPPED
    relayout = str(options.relayout.resolve())
    trials = [*deaths(relayout, options.gpus), *nodes(relayout, options.gpus)]
    if options.json:
        options.json.write_text(json.dumps(trials, indent=1) + '\n', encoding='utf-8')
    held = sum(trial['holds'] for trial in trials)
    print(f'{held} of {len(trials)} hold')
    return 0 if held == len(trials) else 1


if __name__ == '__main__':
    sys.exit(main())
