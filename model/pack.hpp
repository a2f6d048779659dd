// A pack: what is split. Sequences one after another, each in a slot at least as long as the sequence.
//
//   lengths 3 5 0, slots 4 6 2      token     0 1 2 3 | 4 5 6 7 8 9 | 10 11
//                                   sequence  0 0 0 . | 1 1 1 1 1 . |  .  .      . = carried padding
//
// Carried padding is placed and moved like any token; only a view tells it from a valid one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "relayout/model/result.hpp"
#include "relayout/model/span.hpp"

namespace relayout {

// Immutable and shared: a copy costs one reference count. Safe to read from any thread.
// Invariants: 1. 0 <= length(q) <= slot(q).size(). 2. slots lie end to end from token 0 to token_count().
// 3. token_count() <= max_side_rows.
class Pack {
 public:
  // No sequence, no token.
  Pack();

  // Slots equal to the lengths. Errors: "bad_lengths" with the sequence and its length.
  // Cost: O(sequences), as for all makers.
  [[nodiscard]] static Result<Pack> from_lengths(std::vector<std::int64_t> lengths);
  // Errors: also "bad_slots" where a slot is shorter than its sequence or the counts differ.
  [[nodiscard]] static Result<Pack> from_lengths(std::vector<std::int64_t> lengths, std::vector<std::int64_t> slots);
  // Prefix sums, from 0: S + 1 numbers for S sequences. Errors: "bad_cu_seqlens" where they fall or do not start at 0.
  [[nodiscard]] static Result<Pack> from_cu_seqlens(std::span<const std::int64_t> cu_seqlens);
  [[nodiscard]] static Result<Pack> from_cu_seqlens(std::span<const std::int64_t> cu_seqlens,
                                                    std::span<const std::int64_t> cu_seqlens_padded);

  [[nodiscard]] std::int64_t sequence_count() const { return static_cast<std::int64_t>(data_->lengths.size()); }
  [[nodiscard]] std::int64_t token_count() const { return data_->cu_slots.back(); }
  [[nodiscard]] std::int64_t length(std::int64_t sequence) const { return data_->lengths[index(sequence)]; }
  // The tokens of a sequence's slot, carried padding included.
  [[nodiscard]] Span slot(std::int64_t sequence) const {
    return {data_->cu_slots[index(sequence)], data_->cu_slots[index(sequence) + 1]};
  }
  [[nodiscard]] std::span<const std::int64_t> lengths() const { return data_->lengths; }
  [[nodiscard]] std::span<const std::int64_t> cu_seqlens_padded() const { return data_->cu_slots; }
  [[nodiscard]] std::vector<std::int64_t> slots() const;
  [[nodiscard]] std::vector<std::int64_t> cu_seqlens() const;
  // True where some slot is longer than its sequence.
  [[nodiscard]] bool has_carried_padding() const { return data_->has_carried_padding; }
  // The sequence whose slot holds a token. Requires: 0 <= token < token_count(). Cost: O(log sequences).
  [[nodiscard]] std::int64_t sequence_of(std::int64_t token) const;
  // A digest of lengths and slots, computed once; a word of every fingerprint.
  [[nodiscard]] std::uint64_t digest() const { return data_->digest; }

  friend bool operator==(const Pack& a, const Pack& b) {
    return a.data_ == b.data_ || (a.data_->lengths == b.data_->lengths && a.data_->cu_slots == b.data_->cu_slots);
  }

 private:
  struct Data {
    std::vector<std::int64_t> lengths;
    std::vector<std::int64_t> cu_slots;
    bool has_carried_padding = false;
    std::uint64_t digest = 0;
  };
  explicit Pack(Data data);
  static std::size_t index(std::int64_t sequence) { return static_cast<std::size_t>(sequence); }

  std::shared_ptr<const Data> data_;
};

}  // namespace relayout
