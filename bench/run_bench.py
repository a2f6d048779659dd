"""Measures planner, checks and simulator, and the Python baseline in the same run: run_bench.py <relayout_bench>.

Writes bench/results/latest.json (figures, machine, compiler, command; no name of a host or a folder), the plots beside
it, and the table in bench/README.md. --quick measures a moment each: to see that all of it runs. --draw draws the
figures of an earlier run again.
"""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

import baseline_planner

RESULTS = pathlib.Path(__file__).resolve().parent / 'results'
LATEST = 'latest.json'
HEADLINE = 'one_rank_warm/zigzag/contiguous/sequences=4096/cp=8'
KEPT = ('name', 'iterations', 'real_time', 'cpu_time', 'time_unit', 'allocations', 'items', 'time_per_item', 'runs',
        'items_per_second', 'messages', 'rows_sent')
# Seconds and repetitions of a benchmark. What takes microseconds is measured in many short repetitions, of which some
# fall in moments when others leave the machine alone; the long list of the scaling plots gets less each.
STAGES = [('^(one_rank|all_ranks)_warm', 0.001, 300), ('-^(scaling|simulate|one_rank_warm|all_ranks_warm)', 0.02, 25),
          ('^simulate', 0.2, 5), ('^scaling', 0.05, 1)]


def measure(program, quick):
    figures, context = [], {}
    for pattern, seconds, repetitions in STAGES:
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder) / 'out.json'
            subprocess.run([program, f'--benchmark_filter={pattern}', f'--benchmark_out={out}',
                            '--benchmark_out_format=json', f'--benchmark_min_time={seconds * (0.01 if quick else 1)}',
                            f'--benchmark_repetitions={1 if quick else repetitions}'], check=True)
            answer = json.loads(out.read_text(encoding='utf-8'))
        context = answer['context']
        figures += summaries(entry for entry in answer['benchmarks'] if entry['run_type'] == 'iteration')
    return figures, context


def summaries(entries):
    """Of the repetitions of each benchmark the one in the middle, by the time that it is about, and the fastest."""
    by_name = {}
    for entry in entries:
        by_name.setdefault(entry['name'], []).append(entry)
    for name, repetitions in by_name.items():
        time = 'real_time' if name.endswith('/real_time') else 'cpu_time'
        repetitions.sort(key=lambda entry: entry[time])
        yield kept(repetitions[len(repetitions) // 2]) | {'fastest': kept(repetitions[0])}


def kept(entry):
    return {key: round_off(entry[key]) for key in KEPT if key in entry}


def round_off(value):
    """Four figures: more would not be the same in the next run."""
    return float(f'{value:.4g}') if isinstance(value, float) else value


def cpu_name():
    for line in pathlib.Path('/proc/cpuinfo').read_text(encoding='utf-8').splitlines():
        if line.startswith('model name'):
            return line.partition(':')[2].strip()
    return platform.processor()


def collect(program, quick):
    figures, context = measure(program, quick)
    baseline = baseline_planner.timings()
    return {
        'command': 'bench/run_bench.py build/laptop/bench/relayout_bench' + (' --quick' if quick else ''),
        'machine': {'cpu': cpu_name(), 'cores': os.cpu_count(), 'mhz': context['mhz_per_cpu'],
                    'load_average': context['load_avg']},
        'build': {key: context[key] for key in ('version', 'compiler', 'assertions') if key in context},
        'python': platform.python_version(),
        'benchmarks': figures,
        'baseline': baseline,
    }


def promised(name, field='cpu_time', scale=1.0):
    return lambda by_name: by_name[name][field] * scale


def grown(source_target):
    """One rank of 1,024 against one of 8."""
    name = f'growing_group/{source_target}/sequences=4096/cp='
    return lambda by_name: by_name[f'{name}1024']['cpu_time'] / by_name[f'{name}8']['cpu_time']


PADDED = 'zigzag:remainder=pad/contiguous:remainder=balanced/sequences=4096/cp=8'
SIMULATED = 'simulate/zigzag:remainder=balanced/contiguous:remainder=balanced/sequences={}/cp={}/process_time/real_time'
# What is measured, what it shall be, and how it follows from the figures.
PROMISES = [
    ('one rank warm, zigzag to contiguous, us', '< 50', promised(HEADLINE, scale=1e-3)),
    ('the same, lengths padded, us', '< 50', promised(f'one_rank_warm/{PADDED}', scale=1e-3)),
    ('allocations of it', '0', promised(f'one_rank_warm/{PADDED}', 'allocations')),
    ('one rank from the lengths of a new pack, us', '', promised(f'one_rank_new_pack/{PADDED}', scale=1e-3)),
    ('all ranks warm, aligned, ns a (move + sequence)', '< 5',
     promised('all_ranks_warm/zigzag/contiguous/sequences=4096/cp=8', 'time_per_item', 1e9)),
    ('the same, lengths padded', '< 5', promised(f'all_ranks_warm/{PADDED}', 'time_per_item', 1e9)),
    ('the same, a plan in new memory', '', promised(f'all_ranks/{PADDED}', 'time_per_item', 1e9)),
    ('one rank of 1,024 / one of 8, exact', '< 3', grown('zigzag/sequential')),
    ('one rank of 1,024 / one of 8, pad', '< 3', grown('zigzag:remainder=pad/sequential:remainder=pad')),
    ('one rank of 1,024 / one of 8, balanced', '< 3',
     grown('zigzag:remainder=balanced/sequential:remainder=balanced')),
    ('random cases a second, laws and oracle', '> 20,000', promised('random_cases/checked', 'items_per_second')),
    ('the same, with simulation', '> 5,000', promised('random_cases/checked_and_simulated', 'items_per_second')),
    ('1,024 simulated ranks, 16 documents, ms', '< 150', promised(SIMULATED.format(16, 1024), 'real_time')),
    ('the same, processor time of both cores, ms', '', promised(SIMULATED.format(16, 1024))),
    ('16,384 simulated ranks, 16 documents, ms', 'ends', promised(SIMULATED.format(16, 16384), 'real_time')),
]


def three_digits(value):
    return f'{value:,.0f}' if value >= 100 or value == 0 else f'{value:.3g}'


def table(results):
    """The promises and what was measured, as Markdown."""
    by_name = {figure['name']: figure for figure in results['benchmarks']}
    fastest = {name: figure['fastest'] for name, figure in by_name.items()}
    machine, build = results['machine'], results['build']
    yield f'{machine["cpu"]}, {machine["cores"]} cores at {machine["mhz"]} MHz; {build["compiler"]}, ' \
          f'assertions {build["assertions"]}; Python {results["python"]}; load average meanwhile: ' \
          f'{machine["load_average"][0]:.1f}.'
    yield ''
    yield '| measured | to reach | in the middle | fastest |'
    yield '|---|---|---|---|'
    for what, target, figure in PROMISES:
        yield f'| {what} | {target} | {three_digits(figure(by_name))} | {three_digits(figure(fastest))} |'
    python = results['baseline'][-1]
    warm = by_name[HEADLINE]['cpu_time'] * 1e-6
    least = f'{python["fastest"]:.3g}' if 'fastest' in python else ''  # earlier documents do not say it
    yield f'| one rank in Python with index lists, ms | | {python["milliseconds"]:.3g} | {least} |'
    yield f'| Python / one rank warm | | {python["milliseconds"] / warm:,.0f} | |'


def write_table(results, page):
    """Renews what stands between the two marks."""
    text = page.read_text(encoding='utf-8')
    before, mark, rest = text.partition('<!-- figures -->\n')
    _, end, after = rest.partition('<!-- end of figures -->')
    assert mark and end, f'{page.name} has no place for the figures'
    page.write_text(before + mark + '\n'.join(table(results)) + '\n' + end + after, encoding='utf-8')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('program', nargs='?', help='relayout_bench, as built by the preset laptop')
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--draw', action='store_true')
    parser.add_argument('--results', type=pathlib.Path, default=RESULTS)
    arguments = parser.parse_args()
    if bool(arguments.program) == arguments.draw:
        parser.error('give relayout_bench, or --draw')
    arguments.results.mkdir(parents=True, exist_ok=True)
    latest = arguments.results / LATEST
    if not arguments.draw:
        results = collect(arguments.program, arguments.quick)
        latest.write_text(json.dumps(results, indent=1) + '\n', encoding='utf-8')
    results = json.loads(latest.read_text(encoding='utf-8'))
    print('\n'.join(table(results)))
    if arguments.results == RESULTS:
        write_table(results, RESULTS.parent / 'README.md')
    try:
        import plot  # needs matplotlib, which nothing else does
    except ImportError:
        print('no plots: matplotlib is missing (Debian: apt-get install python3-matplotlib)', file=sys.stderr)
        return
    plot.draw_all(results, arguments.results)


if __name__ == '__main__':
    main()
