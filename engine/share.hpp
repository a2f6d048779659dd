// How workers share a list of rows, and how bytes are copied in words: the engine's own index arithmetic, written once
// for host tests and kernels.
#pragma once

#include <cstdint>

#include "relayout/model/integer.hpp"
#include "relayout/model/span.hpp"

namespace relayout::engine {

struct Worker {
  std::int64_t index = 0;
  std::int64_t count = 1;
};

inline constexpr std::int64_t share_bytes = 512;  // borders of shares are multiples of it: a warp's 16-byte words

// A worker's part of `length` bytes. Requires: 0 <= index < count.
// Ensures: the shares of workers 0 .. count-1 are [0, length) one after another; any two differ by less than 1,024
// bytes: by a block, and by what the last block lacks.
RELAYOUT_HOST_DEVICE constexpr Span share_of(std::int64_t length, const Worker& worker) {
  const std::int64_t blocks = ceil_div(length, share_bytes);
  const std::int64_t each = floor_div(blocks, worker.count);
  const std::int64_t rest = floor_mod(blocks, worker.count);
  const std::int64_t begin = worker.index * each + at_most(worker.index, rest);
  const std::int64_t end = begin + each + select(worker.index < rest, 1, 0);
  return {at_most(begin * share_bytes, length), at_most(end * share_bytes, length)};
}

// What one worker does of two lists, laid end to end: rows for peers, then rows that stay.
struct Shares {
  Span remote;
  Span own;
};
struct TwoLengths {
  std::int64_t remote = 0;
  std::int64_t own = 0;
};

// Requires: 0 <= index < count.
// Ensures: the remote parts of all workers are [0, remote) one after another, the own parts [0, own).
RELAYOUT_HOST_DEVICE constexpr Shares shares_of(const TwoLengths& length, const Worker& worker) {
  const std::int64_t remote_end = round_up(length.remote, share_bytes);  // own parts begin at a border too
  const Span share = share_of(remote_end + length.own, worker);
  return {
      .remote = {at_most(share.begin, length.remote), at_most(share.end, length.remote)},
      .own = {at_least(share.begin - remote_end, std::int64_t{0}), at_least(share.end - remote_end, std::int64_t{0})}};
}

// A copy in words: `head` single bytes, then words of `word` bytes, then the rest in single bytes.
struct WordCopy {
  std::int64_t word = 1;
  std::int64_t head = 0;
  std::int64_t word_count = 0;
};

// The largest power of two, up to 16, that divides the value.
RELAYOUT_HOST_DEVICE constexpr std::int64_t word_of(std::uint64_t value) {
  const std::uint64_t low = (value | 16U) & (~(value | 16U) + 1U);
  return static_cast<std::int64_t>(low);
}

struct CopyAddresses {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

// Requires: size >= 0.
// Ensures: where there is a word, from and to are multiples of it after `head` bytes; head < word;
// head + word * word_count <= size < head + word * (word_count + 1).
RELAYOUT_HOST_DEVICE constexpr WordCopy word_copy(const CopyAddresses& address, std::int64_t size) {
  const std::int64_t word = word_of(address.from ^ address.to);
  const auto past = static_cast<std::int64_t>(address.to & static_cast<std::uint64_t>(word - 1));
  const std::int64_t head = at_most(select(past == 0, 0, word - past), size);
  return {.word = word, .head = head, .word_count = floor_div(size - head, word)};
}

}  // namespace relayout::engine
