"""Makes tables and pictures of bench/gpu/README.md, and the headline of bench/README.md, from results.

    python3 bench/plot_gpu.py bench/results/gpu_h200_x2.json [slices.json] [prepare.json] ..

The first is the core set by `relayout bench --json`; then other slices, and what `relayout_gpu_prepare` printed.
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

import gpu_tables  # noqa: E402
from gpu_tables import nominal_mib, selected, times  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent
PACKS = ['1 long', '16 even', '256 even', '4096 even', '1 long, 63 short', '256 odd']
DRAWN = ['auto', 'window, plain', 'sendrecv, plain', 'a2av_registered', 'a2av', 'allgather']


def title_of(results, case, rest=''):
    where = f"{results['ranks']} x {results['device']}, NCCL {results['nccl']}"
    return f"{where}: {case['source']} to {case['target']}{rest}"


def finish(figure, panel, title):
    """Title and legend above the panels."""
    figure.suptitle(title, y=0.99)
    figure.legend(*panel.get_legend_handles_labels(), loc='upper center', bbox_to_anchor=(0.5, 0.95), ncol=8,
                  frameon=False)
    figure.tight_layout(rect=(0, 0, 1, 0.94))


def draw(results, target, path):
    """One panel a size: bytes of the busiest rank over time, beside what the wire can carry."""
    cases = selected(results, target, 'forward')
    sizes = sorted({nominal_mib(case) for case in cases})
    figure, panels = pyplot.subplots(1, len(sizes), figsize=(14, 4.5), sharey=True, squeeze=False)
    panels = panels[0]
    for panel, size in zip(panels, sizes):
        here = {case['pack']: case for case in cases if nominal_mib(case) == size}
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
    finish(figure, panels[0], title_of(results, cases[0]))
    figure.savefig(path, metadata={'Date': None})


def draw_overlap(results, path):
    """One panel a pack: what share of the shorter of move and product is hidden."""
    cases = [case for case in gpu_tables.of_slice(results, 'overlap') if case.get('overlaps')]
    figure, panels = pyplot.subplots(1, len(cases), figsize=(14, 3.9), sharex=True, squeeze=False)
    columns = gpu_tables.overlap_columns(cases[0])
    height = 0.8 / len(columns)
    for panel, case in zip(panels[0], cases):
        overlaps = gpu_tables.ordered_overlaps(case)
        ways = [way['way'] for way in overlaps]
        for index, (key, name) in enumerate(columns):
            found = [gpu_tables.overlaps_of(way)[key] for way in overlaps]
            label = 'move first' if name == 'overlap' else name
            panel.barh([place + (index + 0.5) * height - 0.4 for place in range(len(ways))], found, 0.9 * height,
                       label=label)
        panel.set_yticks(range(len(ways)), ways)
        panel.invert_yaxis()
        panel.set(title=case['pack'], xlabel='time saved / the shorter of the two alone')
    sizes = ', '.join(str(size) for size in sorted({nominal_mib(case) for case in cases}))
    finish(figure, panels[0][0], title_of(results, cases[0], f', {sizes} MiB a rank, beside a matrix product'))
    figure.savefig(path, metadata={'Date': None})


def machine(results):
    limits = results['limits_gb_per_s']
    driver = f", driver {results['driver']}" if 'driver' in results else ''
    command = f"; `{results['command']}`" if 'command' in results else ''
    pytorch = (f" PyTorch {results['torch']} with NCCL {results['torch_nccl']}, in a run of its own on the same "
               'machine.' if 'torch' in results else '')
    wrong = sum(max(way['wrong_rows'], 0) for case in results['cases'] for way in case['ways'])
    ways = sorted({way for case in results['cases'] for way in gpu_tables.wrong_ways(case)})
    unseen = sum(way['wrong_rows'] < 0 for case in results['cases'] for way in case['ways'])
    return (f"{results['ranks']} x {results['device']}, NCCL {results['nccl']}, CUDA {results['cuda']}{driver}"
            f"{command}. Limits measured in the same run, all ranks busy, GB/s: copy engine "
            f"{limits['copy_engine']:.0f}, SM stores {limits['sm_store']:.0f}, local copy "
            f"{limits['local_copy']:.0f}.{pytorch} Rows compared: {wrong} wrong"
            + (f", all of {', '.join(ways)} (times in brackets)" if ways else '')
            + (f', {unseen} times not compared.' if unseen else '.'))


def between(path, marks, body):
    """Puts the body between the two marks of a page."""
    page = FOLDER / path
    pattern = f'({re.escape(marks[0])}\n).*({re.escape(marks[1])})'
    text, count = re.subn(pattern, lambda found: found[1] + body + found[2], page.read_text(), flags=re.DOTALL)
    if count != 1:
        sys.exit(f'{page}: expected {marks[0]} and {marks[1]} once, found them {count} times')
    page.write_text(text)


def body_of(documents):
    parts = []
    for document in documents:
        if document['schema'].startswith('relayout.prepare/'):
            parts.append(gpu_tables.prepare(document))
            continue
        parts.append(machine(document) + '\n')
        parts += [make(document) for make in (gpu_tables.core, gpu_tables.footprint, gpu_tables.slices,
                                              gpu_tables.labels, gpu_tables.overlap)]
        if any(case.get('overlaps') for case in document['cases']):
            draw_overlap(document, FOLDER / 'results' / 'gpu_overlap.svg')
            parts.append('![beside a matrix product](../results/gpu_overlap.svg)\n')
    return '\n'.join(part for part in parts if part)


def main():
    documents = [json.loads(pathlib.Path(path).read_text()) for path in sys.argv[1:]]
    documents = [gpu_tables.prepared(document) if 'cases' in document else document for document in documents]
    core = documents[0]
    between('gpu/README.md', ('<!-- results -->', '<!-- end -->'), body_of(documents))
    between('README.md', ('<!-- gpu -->', '<!-- end of gpu -->'), gpu_tables.headline(core))
    for target in ('contiguous', 'sequential'):
        if selected(core, target, 'forward'):
            draw(core, target, FOLDER / 'results' / f'gpu_{target}.svg')


if __name__ == '__main__':
    main()
