"""Draws what run_bench.py measured."""

import math

import matplotlib

matplotlib.use('svg')
matplotlib.rcParams.update({'svg.hashsalt': 'relayout', 'svg.fonttype': 'none', 'font.size': 9, 'axes.grid': True,
                            'grid.alpha': 0.3})
from matplotlib import pyplot  # noqa: E402  the backend is chosen first

GROUPS = [2, 8, 64, 1024]
MARKERS = 'osv^D*P'
# Layouts that cut the pack as a whole; the others work on each sequence.
OF_THE_PACK = ('flat-zigzag', 'contiguous', 'striped')


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


def looks_at_sequences(pair):
    return any(layout.partition(':')[0] not in OF_THE_PACK for layout in pair.split(' \u2192 '))


def planned_items(pair, figures, key):
    """Moves, and the sequences where a layout of the pair looks at them. Items were counted with them, in four figures:
    where none looks, the moves of any pack are those of one sequence."""
    sequences, cp = key
    return figures[key]['items'] if looks_at_sequences(pair) else figures[1, cp]['items'] - 1


def draw_grid(results, prefix, value, labels):
    """One panel a group size; sequences along, a line a pair of layouts. `value` takes pair, figures and key."""
    figure, panels = pyplot.subplots(1, len(GROUPS), figsize=(13, 4.6), sharey=True)
    every = []
    for panel, cp in zip(panels, GROUPS):
        for marker, (pair, figures) in zip(MARKERS, points(results, prefix).items()):
            chosen = sorted((key[0], value(pair, figures, key)) for key in figures if key[1] == cp)
            every += [y for _, y in chosen]
            panel.plot(*zip(*chosen), marker=marker, markersize=4, linewidth=1, label=pair)
        panel.set(xscale='log', yscale='log', xlabel='sequences', title=f'cp {cp}')
    # Whole decades: all ticks that carry a number are powers of ten.
    panels[0].set(ylabel=labels[1], ylim=(10 ** math.floor(math.log10(min(every))),
                                          10 ** math.ceil(math.log10(max(every)))))
    figure.suptitle(f"{labels[0]}; {results['machine']['cpu']}, one core")
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
        'one_rank': draw_grid(results, 'scaling_rank', lambda _, figures, key: figures[key]['cpu_time'] * 1e-3,
                              ("One rank's program, a million tokens, warm", 'microseconds')),
        'all_ranks': draw_grid(results, 'scaling_plan',
                               lambda pair, figures, key: figures[key]['cpu_time'] / planned_items(pair, figures, key),
                               ('Plan of all ranks, a million tokens',
                                'nanoseconds a (move + sequence);\na move of what looks at no sequence')),
        'baseline': draw_baseline(results),
    }
    for name, drawing in drawings.items():
        drawing.savefig(folder / f'{name}.svg', metadata={'Date': None})
        print(f'drew {name}.svg')
    return drawings
