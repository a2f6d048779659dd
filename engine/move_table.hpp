// A rank program as one block of bytes, in the form kernels read: what is uploaded. Plain structs: device code sees
// them.
//
// The block begins with a MoveTable, which says where its lists are and how long. Kernels find everything from the
// block's address alone, so that a captured CUDA graph moves whatever program was last uploaded to that address.
//
//   | MoveTable | sends | receives | own | target fills | source fills | members |
#pragma once

#include <cstdint>

namespace relayout::engine {

// A run of the rank program, and the rows of its list ahead of it: its place in a packed buffer. A list ends with a
// run of no rows, whose `first` is the number of all rows.
struct TableRun {
  std::int64_t local_row;
  std::int64_t remote_row;
  std::int64_t first;
  std::int32_t peer;  // rank of the communicator; this rank itself in `own`
  std::int32_t unused;
};

// `count` entries from `offset` on, without the one that ends the list.
struct TableList {
  std::int64_t offset;  // bytes, from the block's begin
  std::int64_t count;
  std::int64_t row_count;
};

struct MoveTable {
  std::uint64_t fingerprint;
  std::int64_t size_bytes;  // of the whole block
  TableList sends;          // local: source row, remote: target row of the peer
  TableList receives;       // local: target row, remote: source row of the peer
  TableList own;            // local: source row, remote: target row
  TableList target_fills;   // local: target row
  TableList source_fills;   // local: source row
  TableList members;        // std::int32_t: ranks of the communicator that take part, this one left out
};

}  // namespace relayout::engine
