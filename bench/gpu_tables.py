"""Tables of what `relayout bench --json` and `relayout_gpu_prepare` measured, for plot_gpu.py."""

MEBIBYTE = 1 << 20
WAYS = ['auto', 'window', 'window, plain', 'copy_engine', 'sendrecv, plain', 'a2av_registered', 'a2av', 'allgather',
        'p2p_cat', 'torch a2av', 'torch allgather', 'torch p2p_cat']


def times(case):
    return {way['way']: way['time_us'] for way in case['ways']}


def wrong_ways(case):
    return {way['way'] for way in case['ways'] if way['wrong_rows'] > 0}


def cell(case, way):
    """A time; in brackets where rows were wrong."""
    time = times(case)
    if way not in time:
        return ''
    return f'({time[way]:.0f})' if way in wrong_ways(case) else f'{time[way]:.0f}'


def nominal_mib(case):
    """The size that was asked for: padding makes a rank's buffer a little larger."""
    return case['asked_bytes'] // MEBIBYTE


def prepared(results):
    """Older documents do not say these: all of their cases are of the core set, and one long one has no padding."""
    sizes = sorted({case['size'] for case in results['cases'] if case['pack'] == '1 long'})
    for case in results['cases']:
        case.setdefault('slice', 'core')
        case.setdefault('labels', 'as is')
        case.setdefault('asked_bytes', max((size for size in sizes if size <= case['size']), default=case['size']))
    return results


def of_slice(results, name, **keys):
    """Cases of a slice in which each of `keys` has the given value, or begins with it."""
    return [case for case in results['cases'] if case['slice'] == name and
            all(case[key].startswith(value) for key, value in keys.items())]


def selected(results, target, direction):
    return of_slice(results, 'core', direction=direction, **{'target' if direction == 'forward' else 'source': target})


def table(heads, rows):
    lines = ['| ' + ' | '.join(heads) + ' |', '|' + '---|' * len(heads)]
    return '\n'.join(lines + ['| ' + ' | '.join(str(cell) for cell in row) + ' |' for row in rows])


def ratio(time, one, other):
    return f'{time[one] / time[other]:.2f}' if one in time and other in time else ''


def case_rows(cases, ways, lead):
    """A row a case: what `lead` says of it, the time of each way, and how often auto and window fit into a2av."""
    for case in cases:
        time = times(case)
        yield [*lead(case), *(cell(case, way) for way in ways), ratio(time, 'a2av', 'auto'),
               ratio(time, 'a2av_registered', 'auto'), ratio(time, 'a2av', 'window, plain')]


def times_table(cases, leads, lead):
    there = {way for case in cases for way in times(case)}
    ways = [way for way in WAYS if way in there]
    heads = leads + ways + ['a2av / auto', 'registered / auto', 'a2av / plain window']
    return table(heads, case_rows(cases, ways, lead))


def core(results):
    parts = []
    for target in ('contiguous', 'sequential'):
        cases = selected(results, target, 'forward')
        if cases:
            parts.append(f"`{cases[0]['source']}` to `{cases[0]['target']}`, microseconds:\n")
            parts.append(times_table(cases, ['MiB a rank', 'pack', 'auto picks'], lambda case: [
                nominal_mib(case), case['pack'], case['auto'].partition(':')[0]]) + '\n')
    return '\n'.join(parts)


def footprint(results):
    """Multiprocessors and memory of each way, at the largest core case of 256 MiB or less."""
    cases = [case for case in selected(results, 'contiguous', 'forward') if nominal_mib(case) <= 256]
    if not cases or 'most_ctas' not in cases[0]['ways'][0]:
        return ''
    rows = []
    for name in WAYS:
        found = [(way, case) for case in cases for way in case['ways'] if way['way'] == name]
        if not found:
            continue
        way, case = max(found, key=lambda pair: (nominal_mib(pair[1]), pair[1]['pack'] == '256 even'))
        grids = ' + '.join(str(kernel['ctas']) for kernel in way['kernels']) or 'not known'
        rows.append([name, f"{nominal_mib(case)} MiB, {case['pack']}", grids, way['copies'],
                     f"{way['extra_bytes'] / MEBIBYTE:.0f}"])
    return ('CTAs of the kernels of one call, one after another, and device memory beside input and output:\n\n'
            + table(['way', 'case', 'CTAs', 'copies', 'extra MiB'], rows) + '\n')


def slices(results):
    parts = []
    for name in ('hidden', 'relabelled', 'tp', 'tensors'):
        cases = of_slice(results, name)
        if cases:
            parts.append(f'Slice `{name}`, microseconds:\n')
            parts.append(times_table(cases, ['source', 'target', 'row bytes', 'MiB a rank', 'pack', 'direction'],
                                     lambda case: [f"`{case['source']}`", f"`{case['target']}`",
                                                   '+'.join(map(str, [case['row_bytes'], *case['narrow_row_bytes']])),
                                                   nominal_mib(case), case['pack'], case['direction']]) + '\n')
    return '\n'.join(parts)


def labels(results):
    """The same move with the names of ranks as they are, and with the best."""
    def key(case):
        return case['pack'], case['direction'], case['asked_bytes'], case['row_bytes']

    cases = of_slice(results, 'relabelled')
    best = {key(case): case for case in cases if case['labels'] == 'best'}
    rows = []
    for case in cases:
        if case['labels'] == 'best' or key(case) not in best:
            continue
        other = best[key(case)]
        before, after = times(case), times(other)
        layout = other['target' if case['direction'] == 'forward' else 'source']
        rows.append([nominal_mib(case), case['pack'], case['direction'], f'`{layout}`',
                     f"{case['wire_bytes'] / max(other['wire_bytes'], 1):.2f}",
                     *(f'{before[way] / after[way]:.2f}' if way in before and way in after else ''
                       for way in ('auto', 'window', 'copy_engine', 'a2av'))])
    if not rows:
        return ''
    return ('Zigzag to sequential, time as it is / time with the best names of ranks:\n\n'
            + table(['MiB a rank', 'pack', 'direction', 'best', 'wire bytes', 'auto', 'window', 'copy_engine', 'a2av'],
                    rows) + '\n')


def overlap_columns(case):
    """What was started first, and how many multiprocessors the product left; with a name."""
    def name(first, left):
        return 'product first' if first == 'product' else f'{left} SMs left' if left else 'overlap'
    return [((one['first'], one['multiprocessors_left']), name(one['first'], one['multiprocessors_left']))
            for one in case['overlaps'][0]['together']]


def ordered_overlaps(case):
    """The ways beside a product, in the order of all tables and pictures."""
    found = {way['way']: way for way in case['overlaps']}
    return [found[way] for way in sorted(found, key=[*WAYS, *found].index)]


def overlaps_of(way):
    return {(one['first'], one['multiprocessors_left']): one['overlap'] for one in way['together']}


def overlap(results):
    cases = [case for case in of_slice(results, 'overlap') if case.get('overlaps')]
    if not cases:
        return ''
    columns = overlap_columns(cases[0])
    rows = [[case['pack'], way['way'], f"{way['move_us']:.0f}", f"{way['product_us']:.0f}",
             *(f'{overlaps_of(way)[key]:.2f}' for key, _ in columns)]
            for case in cases for way in ordered_overlaps(case)]
    return ('Beside a matrix product of about the same duration (bf16, cuBLAS), 256 MiB a rank: time saved / the '
            'shorter of the two alone. The move is started first, on a stream of high priority, also beside a product '
            'that leaves multiprocessors free; then with the product started first.\n\n'
            + table(['pack', 'way', 'move alone, us', 'product alone, us', *(name for _, name in columns)], rows)
            + '\n')


def prepare(document):
    times_rows = [[one['pack'], *(f"{one[name]['median']:.0f} ({one[name]['most']:.0f})" for name in
                                  ('program_us', 'prepare_us', 'program_and_prepare_us', 'from_lengths_us'))]
                  for one in document['packs']]
    call_rows = [[one['pack'], way['way'], f"{way['enqueue_us']['median']:.0f}",
                  *(f"{way[name][count]}" for name in ('calls_of_a_new_plan', 'calls_later')
                    for count in ('synchronisations', 'memory', 'heap'))]
                 for one in document['packs'] for way in one['ways']]
    first = document['packs'][0]
    return (f"Host, {first['token_count']:,} tokens, {first['sequence_count']} sequences, {document['ranks']} x "
            f"{document['device']}; microseconds, the middle and in brackets the most of {document['repetitions']}:\n\n"
            + table(['pack', 'program', 'Engine::prepare', 'both', 'pack and placements before them'], times_rows)
            + '\n\nCalls on the host of one forward and one backward: waits for the device, CUDA memory, heap; of a '
              'plan that was just prepared, and later:\n\n'
            + table(['pack', 'way', 'enqueue, us', 'waits', 'memory', 'heap', 'later: waits', 'memory', 'heap'],
                    call_rows) + '\n')


def headline(results):
    """A few rows for bench/README.md."""
    cases = [case for case in selected(results, 'contiguous', 'forward')
             if case['pack'] in ('1 long', '256 even') and nominal_mib(case) in (8, 32, 256)]
    ways = ['auto', 'window, plain', 'a2av_registered', 'a2av', 'allgather', 'p2p_cat']
    rows = []
    for case in cases:
        time = times(case)
        rows.append([nominal_mib(case), case['pack'], *(cell(case, way) for way in ways),
                     ratio(time, 'a2av', 'auto')])
    return (f"{results['ranks']} x {results['device']}, zigzag to contiguous, microseconds:\n\n"
            + table(['MiB a rank', 'pack', *ways, 'a2av / auto'], rows) + '\n')
