// How a warp goes through its share of a list of runs. Device code.
#pragma once

#include "relayout/engine/kernel/tensor_move.hpp"
#include "relayout/engine/share.hpp"

namespace relayout::engine {

constexpr int warp_size = 32;

__device__ inline int lane_index() { return static_cast<int>(threadIdx.x) & (warp_size - 1); }
__device__ inline int warp_index() { return static_cast<int>(threadIdx.x) / warp_size; }

struct Runs {
  const TableRun* runs;
  std::int64_t count;
  std::int64_t row_count;
};

__device__ inline Runs runs_of(const MoveTable* table, const TableList& list) {
  const auto* begin = reinterpret_cast<const std::byte*>(table) + list.offset;
  return {reinterpret_cast<const TableRun*>(begin), list.count, list.row_count};
}

__device__ inline Runs runs_of(const MoveTable* table, ListName name) {
  switch (name) {
    case ListName::sends:
      return runs_of(table, table->sends);
    case ListName::receives:
      return runs_of(table, table->receives);
    case ListName::own:
      break;
  }
  return runs_of(table, table->own);
}

__device__ inline std::int64_t row_in(const TableRun& run, RowField field) {
  switch (field) {
    case RowField::local:
      return run.local_row;
    case RowField::remote:
      return run.remote_row;
    case RowField::packed:
      break;
  }
  return run.first;
}

// The run that holds a row of the list: the last one whose first row is not past it. All lanes ask together: 32 probes
// a step. Requires: 0 <= row < row_count.
__device__ inline std::int64_t find_run(const Runs& list, std::int64_t row) {
  std::int64_t begin = 0;
  std::int64_t end = list.count;
  while (end - begin > 1) {
    const std::int64_t step = ceil_div<std::int64_t>(end - begin, warp_size);
    const std::int64_t probe = begin + (lane_index() + 1) * step;
    const bool ahead = probe < end && list.runs[probe].first <= row;
    const int steps = __popc(__ballot_sync(0xffffffffU, ahead));
    begin += steps * step;
    end = at_most(begin + step, end);
  }
  return begin;
}

// Calls take(run, Span) for the parts of runs that a share of the list's bytes holds, in order; the span counts bytes
// from the run's first row on, rows without gaps. All lanes of a warp call it with the same arguments.
template <class Take>
__device__ void walk(const Runs& list, const Span& share, std::int64_t row_bytes, Take&& take) {
  if (share.empty()) return;
  std::int64_t index = find_run(list, floor_div(share.begin, row_bytes));
  TableRun run = list.runs[index];
  std::int64_t position = share.begin;
  while (position < share.end) {
    const TableRun next = list.runs[index + 1];
    const std::int64_t end = at_most(next.first * row_bytes, share.end);
    take(run, Span{position - run.first * row_bytes, end - run.first * row_bytes});
    position = end;
    run = next;
    ++index;
  }
}

// A row's place, without its tensor.
struct RowPlaces {
  const std::byte* from;
  std::byte* to;
  std::int64_t from_stride;
  std::int64_t to_stride;
  std::int64_t row_bytes;
};

// Calls copy(from, to, size) for whole stretches: one where both sides' rows lie without gaps, else one a row.
template <class Copy>
__device__ void for_each_stretch(const RowPlaces& places, const Span& bytes, Copy&& copy) {
  if (places.from_stride == places.row_bytes && places.to_stride == places.row_bytes) {
    copy(places.from + bytes.begin, places.to + bytes.begin, bytes.size());
    return;
  }
  std::int64_t position = bytes.begin;
  std::int64_t row = floor_div(position, places.row_bytes);
  while (position < bytes.end) {
    const std::int64_t in_row = position - row * places.row_bytes;
    const std::int64_t size = at_most(places.row_bytes - in_row, bytes.end - position);
    copy(places.from + row * places.from_stride + in_row, places.to + row * places.to_stride + in_row, size);
    position += size;
    ++row;
  }
}

}  // namespace relayout::engine
