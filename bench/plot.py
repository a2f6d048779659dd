"""Draws what run_bench.py measured."""

import matplotlib

matplotlib.use('svg')
matplotlib.rcParams.update({'svg.hashsalt': 'relayout', 'svg.fonttype': 'none', 'font.size': 9, 'axes.grid': True,
                            'grid.alpha': 0.3})
from matplotlib import pyplot  # noqa: E402  the backend is chosen first

GROUPS = [2, 8, 64, 1024]
MARKERS = 'osv^D*P'


def points(results, prefix):
    """name -> {(sequences, cp): figure} of the benchmarks `prefix/source/target/sequences=../cp=..`."""
    found = {}
    for figure in results['benchmarks']:
        head, *rest = figure['name'].split('/')
        if head == prefix:
            source, target, sequences, cp = rest
            key = (int(sequences.partition('=')[2]), int(cp.partition('=')[2]))
            found.setdefault(f'{source} \u2192 {target}', {})[key] = figure
    return found


def draw_grid(results, prefix, value, labels):
    """One panel a group size; sequences along, a line a pair of layouts."""
    figure, panels = pyplot.subplots(1, len(GROUPS), figsize=(13, 4.6), sharey=True)
    for panel, cp in zip(panels, GROUPS):
        for marker, (pair, figures) in zip(MARKERS, points(results, prefix).items()):
            chosen = sorted((sequences, value(entry)) for (sequences, size), entry in figures.items() if size == cp)
            panel.plot(*zip(*chosen), marker=marker, markersize=4, linewidth=1, label=pair)
        panel.set(xscale='log', yscale='log', xlabel='sequences', title=f'cp {cp}')
    panels[0].set_ylabel(labels[1])
    figure.suptitle(labels[0])
    figure.legend(*panels[0].get_legend_handles_labels(), loc='lower center', ncol=3, fontsize=7, frameon=False)
    figure.tight_layout(rect=(0, 0.13, 1, 1))
    return figure


def draw_baseline(results):
    """One rank's routes in Python, one rank's program here. Dots: bars on a logarithmic axis begin nowhere."""
    python = results['baseline'][-1]['milliseconds']
    found = {entry['name']: entry['cpu_time'] * 1e-6 for entry in results['benchmarks']}
    rows = {
        'Python, index lists': python,
        'here, a new pack': found['one_rank_new_pack/zigzag:remainder=pad/contiguous:remainder=balanced/'
                                  'sequences=4096/cp=8'],
        'here, warm': found['one_rank_warm/zigzag/contiguous/sequences=4096/cp=8'],
    }
    figure, panel = pyplot.subplots(figsize=(7, 2.4))
    panel.scatter(rows.values(), rows.keys(), s=50, color=['#888888', '#4477aa', '#4477aa'], zorder=3)
    for name, value in rows.items():
        panel.annotate(f'{value:.3g} ms', (value, name), xytext=(8, 0), textcoords='offset points', va='center')
    panel.set(xscale='log', xlabel=f"milliseconds, one core of {results['machine']['cpu']}", xlim=(0.01, 200),
              ylim=(2.6, -0.6), title='One rank, 1M tokens, 4,096 documents, cp 8, zigzag to contiguous')
    figure.tight_layout()
    return figure


def draw_all(results, folder):
    drawings = {
        'one_rank': draw_grid(results, 'scaling_rank', lambda entry: entry['cpu_time'] * 1e-3,
                              ("One rank's program, a million tokens, warm", 'microseconds')),
        'all_ranks': draw_grid(results, 'scaling_plan', lambda entry: entry['time_per_item'] * 1e9,
                               ('Plan of all ranks, a million tokens', 'nanoseconds a (move + sequence)')),
        'baseline': draw_baseline(results),
    }
    for name, drawing in drawings.items():
        drawing.savefig(folder / f'{name}.svg', metadata={'Date': None})
        print(f'drew {name}.svg')
    return drawings
