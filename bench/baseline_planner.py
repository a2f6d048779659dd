"""What a trainer's route builder in Python costs: the baseline that the planner's speed is shown against.

A restatement, written for this purpose, of the usual way to move rows from zigzag to contiguous: intersect the
intervals that each rank holds, and write every token's row down in a list for each peer. Megatron-LM's route builder
(dev branch, context_parallel_layout/routes.py) is of this kind, and takes as long: bench/README.md has both.

  baseline_planner.py --time                    milliseconds for each of the three packs, as JSON
  baseline_planner.py --routes LENGTHS CP       the routes of all ranks, for relayout verify
"""

import argparse
import json
import statistics
import time

PACKS = [(1 << 17, 64), (1 << 17, 1024), (1 << 20, 4096)]  # tokens, documents
CP = 8
MASK = (1 << 64) - 1


def documents(token_count, sequence_count, multiple):
    """The lengths that bench/setting.cpp makes: many short documents, few long ones."""
    state = 1

    def below(bound):
        nonlocal state
        state = (state + 0x9e3779b97f4a7c15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xbf58476d1ce4e5b9) & MASK
        z = ((z ^ (z >> 27)) * 0x94d049bb133111eb) & MASK
        return (z ^ (z >> 31)) % bound

    weights = [(1 + below(1024)) * (1 + below(1024)) * (1 + below(1024)) for _ in range(sequence_count)]
    total = sum(weights)
    units = token_count // multiple - sequence_count
    shares = [weight * units // total for weight in weights]
    left = units - sum(shares)
    return [(1 + share + (1 if i < left else 0)) * multiple for i, share in enumerate(shares)]


def zigzag_intervals(cu_seqlens, cp, rank):
    """What a rank holds of each sequence: its early and its late chunk, as (begin, end, first local row)."""
    intervals = []
    row = 0
    for begin, end in zip(cu_seqlens, cu_seqlens[1:]):
        chunk = (end - begin) // (2 * cp)
        early = begin + rank * chunk
        late = begin + (2 * cp - 1 - rank) * chunk
        intervals.append((early, early + chunk, row))
        intervals.append((late, late + chunk, row + chunk))
        row += 2 * chunk
    return intervals


def contiguous_intervals(token_count, cp, rank):
    share = token_count // cp
    return [(rank * share, (rank + 1) * share, 0)]


def overlaps(ours, theirs):
    """What two ranks both hold, as (first of their rows, first of ours, rows), in the order of their rows."""
    found = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        our_begin, our_end, our_row = ours[i]
        their_begin, their_end, their_row = theirs[j]
        begin = max(our_begin, their_begin)
        end = min(our_end, their_end)
        if begin < end:
            found.append((their_row + begin - their_begin, our_row + begin - our_begin, end - begin))
        if our_end <= their_end:
            i += 1
        else:
            j += 1
    found.sort()
    return found


def index_of(ours, peers):
    """Our rows, token by token, peer after peer; how many each peer has; and whether they are in place, so that
    a trainer needs no index."""
    rows, splits = [], []
    for theirs in peers:
        before = len(rows)
        for _, row, count in overlaps(ours, theirs):
            rows.extend(range(row, row + count))
        splits.append(len(rows) - before)
    return rows, splits, all(place == row for place, row in enumerate(rows))


def build_routes(lengths, cp, rank):
    """One rank's share of an all-to-all-v: index select, splits, index copy."""
    cu_seqlens = [0]
    for length in lengths:
        assert length % (2 * cp) == 0, f'{length} tokens do not divide by {2 * cp}'
        cu_seqlens.append(cu_seqlens[-1] + length)
    zigzag = [zigzag_intervals(cu_seqlens, cp, peer) for peer in range(cp)]
    contiguous = [contiguous_intervals(cu_seqlens[-1], cp, peer) for peer in range(cp)]
    send_rows, send_splits, _ = index_of(zigzag[rank], contiguous)
    receive_rows, receive_splits, _ = index_of(contiguous[rank], zigzag)
    return {'rank': rank, 'send_rows': send_rows, 'send_splits': send_splits, 'receive_rows': receive_rows,
            'receive_splits': receive_splits}


def milliseconds(lengths, repetitions=15):
    """The one in the middle, and the fastest."""
    times = []
    for _ in range(repetitions):
        began = time.process_time()
        build_routes(lengths, CP, CP // 2)
        times.append((time.process_time() - began) * 1e3)
    return {'milliseconds': round(statistics.median(times), 3), 'fastest': round(min(times), 3)}


def timings():
    return [{'tokens': tokens, 'documents': count, 'cp': CP} | milliseconds(documents(tokens, count, 2 * CP))
            for tokens, count in PACKS]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument('--time', action='store_true')
    what.add_argument('--routes', nargs=2, metavar=('LENGTHS', 'CP'))
    arguments = parser.parse_args()
    if arguments.time:
        print(json.dumps(timings()))
        return
    lengths = [int(length) for length in arguments.routes[0].split(',')]
    cp = int(arguments.routes[1])
    ranks = [build_routes(lengths, cp, rank) for rank in range(cp)]
    print(json.dumps({'schema': 'relayout.routes/1', 'lengths': lengths, 'source': f'zigzag:cp={cp}',
                      'target': f'contiguous:cp={cp}', 'ranks': ranks}))


if __name__ == '__main__':
    main()
