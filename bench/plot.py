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
    """Bars: one rank's routes in Python, one rank's program here."""
    python = results['baseline'][-1]['milliseconds']
    chosen = [(name, entry) for name, entry in ((e['name'], e) for e in results['benchmarks'])
              if name in ('one_rank_new_pack/zigzag:remainder=pad/contiguous:remainder=balanced/sequences=4096/cp=8',
                          'one_rank_warm/zigzag/contiguous/sequences=4096/cp=8')]
    names = ['Python, index lists'] + [name.split('/')[0].replace('_', ' ') for name, _ in chosen]
    values = [python] + [entry['cpu_time'] * 1e-6 for _, entry in chosen]
    figure, panel = pyplot.subplots(figsize=(7, 2.4))
    bars = panel.barh(names, values, color=['#888888', '#4477aa', '#4477aa'])
    panel.bar_label(bars, labels=[f' {value:.3g} ms' for value in values])
    panel.set(xscale='log', xlabel='milliseconds, one core', xlim=(min(values) / 3, max(values) * 8),
              title='One rank, 1M tokens, 4,096 documents, cp 8, zigzag to contiguous')
    panel.invert_yaxis()
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
