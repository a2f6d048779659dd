"""Makes table and pictures of bench/gpu/README.md from the results of `relayout bench --json`.

    python3 bench/plot_gpu.py bench/results/gpu_h200_x2.json
"""

import json
import pathlib
import re
import sys

import matplotlib

matplotlib.use('svg')
matplotlib.rcParams.update({'svg.hashsalt': 'relayout', 'svg.fonttype': 'none', 'font.size': 9, 'axes.grid': True,
                            'grid.alpha': 0.3})
from matplotlib import pyplot  # noqa: E402  the backend is chosen first

FOLDER = pathlib.Path(__file__).resolve().parent
PACKS = ['1 long', '16 even', '256 even', '4096 even', '1 long, 63 short', '256 odd']
DRAWN = ['auto', 'window, plain', 'sendrecv, plain', 'a2av_registered', 'a2av', 'allgather']
MEBIBYTE = 1 << 20


def nominal_mib(case, results):
    """The size that was asked for: padding makes a rank's buffer a little larger."""
    sizes = sorted({c['size'] // MEBIBYTE for c in results['cases'] if c['pack'] == '1 long'})
    return max(size for size in sizes if size <= case['size'] // MEBIBYTE)


def selected(results, target, direction):
    return [c for c in results['cases'] if c['direction'] == direction and
            (c['target'] if direction == 'forward' else c['source']).startswith(target)]


def times(case):
    return {way['way']: way['time_us'] for way in case['ways']}


def table(results):
    """Forward, both pairs: time of each way, and how often auto fits into the others' time."""
    heads = ['MiB a rank', 'pack', 'auto picks', 'auto', 'window', 'window, plain', 'copy_engine', 'sendrecv, plain',
             'a2av_registered', 'a2av', 'allgather', 'p2p_cat', 'a2av / auto', 'registered / auto',
             'a2av / plain window']
    lines = []
    for target in ('contiguous', 'sequential'):
        cases = selected(results, target, 'forward')
        lines += ['', f"`{cases[0]['source']}` to `{cases[0]['target']}`, microseconds:", '',
                  '| ' + ' | '.join(heads) + ' |', '|' + '---|' * len(heads)]
        for case in cases:
            time = times(case)
            cells = [str(nominal_mib(case, results)), case['pack'], case['auto'].partition(':')[0]]
            cells += [f'{time[way]:.0f}' if way in time else '' for way in heads[3:12]]
            cells += [f"{time['a2av'] / time['auto']:.2f}", f"{time['a2av_registered'] / time['auto']:.2f}",
                      f"{time['a2av'] / time['window, plain']:.2f}"]
            lines.append('| ' + ' | '.join(cells) + ' |')
    return '\n'.join(lines).strip()


def draw(results, target, path):
    """One panel a size: bytes of the busiest rank over time, beside what the wire can carry."""
    cases = selected(results, target, 'forward')
    sizes = sorted({nominal_mib(case, results) for case in cases})
    figure, panels = pyplot.subplots(1, len(sizes), figsize=(14, 4.2), sharey=True)
    for panel, size in zip(panels, sizes):
        here = {case['pack']: case for case in cases if nominal_mib(case, results) == size}
        packs = [pack for pack in PACKS if pack in here]
        for index, way in enumerate(DRAWN):
            speeds = [here[pack]['wire_bytes'] / times(here[pack])[way] / 1000 for pack in packs]
            places = [place + (index - 2.5) * 0.14 for place in range(len(packs))]
            panel.bar(places, speeds, 0.13, label=way)
        for name, style in (('copy_engine', '--'), ('sm_store', ':')):
            panel.axhline(results['limits_gb_per_s'][name], color='black', linestyle=style, linewidth=1,
                          label=f"limit: {name.replace('_', ' ')}")
        panel.set_title(f'{size} MiB a rank')
        panel.set_xticks(range(len(packs)), [pack.replace(', ', ',\n') for pack in packs], rotation=60)
    panels[0].set_ylabel('GB/s on the wire, busiest rank')
    figure.legend(*panels[0].get_legend_handles_labels(), loc='upper center', ncol=8, frameon=False)
    figure.tight_layout(rect=(0, 0, 1, 0.92))
    figure.savefig(path, metadata={'Date': None})


def main():
    results = json.loads(pathlib.Path(sys.argv[1]).read_text())
    limits = results['limits_gb_per_s']
    head = (f"{results['ranks']} x {results['device']}, NCCL {results['nccl']}, CUDA {results['cuda']}, driver "
            f"{results['driver']}; `{results['command']}`. Limits measured in the same run, all ranks busy, GB/s: copy "
            f"engine {limits['copy_engine']:.0f}, SM stores {limits['sm_store']:.0f}, local copy "
            f"{limits['local_copy']:.0f}. Rows compared in every case: "
            f"{sum(way['wrong_rows'] for case in results['cases'] for way in case['ways'])} wrong.")
    page = FOLDER / 'gpu' / 'README.md'
    body = f'{head}\n\n{table(results)}\n'
    text = re.sub(r'(<!-- results -->\n).*(<!-- end -->)', lambda found: found[1] + body + found[2], page.read_text(),
                  flags=re.DOTALL)
    page.write_text(text)
    for target in ('contiguous', 'sequential'):
        draw(results, target, FOLDER / 'results' / f'gpu_{target}.svg')


if __name__ == '__main__':
    main()
