#include "relayout/model/pack.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/limits.hpp"

namespace relayout {
namespace {

// Differences of prefix sums, which are named `what` in errors.
Result<std::vector<std::int64_t>> steps(std::span<const std::int64_t> sums, const char* what) {
  if (sums.empty()) return make_error("bad_cu_seqlens", what, " is empty; it starts at 0, so `0` alone is no sequence");
  if (sums.front() != 0) return make_error("bad_cu_seqlens", what, " starts at ", sums.front(), ", expected 0");
  std::vector<std::int64_t> result;
  result.reserve(sums.size() - 1);
  for (std::size_t i = 1; i < sums.size(); ++i) {
    if (sums[i] < sums[i - 1]) {
      return make_error("bad_cu_seqlens", what, " falls from ", sums[i - 1], " to ", sums[i], " at index ", i,
                        "; prefix sums never fall");
    }
    result.push_back(sums[i] - sums[i - 1]);
  }
  return result;
}

}  // namespace

Pack::Pack() : Pack(Data{.lengths = {}, .cu_slots = {0}}) {}

Pack::Pack(Data data) {
  Digest digest;
  digest.list(data.lengths);
  digest.list(data.cu_slots);
  data.digest = digest.value();
  data_ = std::make_shared<const Data>(std::move(data));
}

Result<Pack> Pack::from_lengths(std::vector<std::int64_t> lengths) {
  std::vector<std::int64_t> slots = lengths;
  return from_lengths(std::move(lengths), std::move(slots));
}

Result<Pack> Pack::from_lengths(std::vector<std::int64_t> lengths, std::vector<std::int64_t> slots) {
  if (slots.size() != lengths.size()) {
    return make_error("bad_slots", lengths.size(), " lengths but ", slots.size(),
                      " slots; every sequence has one slot");
  }
  Data data;
  data.cu_slots.reserve(lengths.size() + 1);
  data.cu_slots.push_back(0);
  for (std::size_t q = 0; q < lengths.size(); ++q) {
    if (lengths[q] < 0) return make_error("bad_lengths", "sequence ", q, " has length ", lengths[q], ", expected >= 0");
    if (slots[q] < lengths[q]) {
      return make_error("bad_slots", "sequence ", q, " has ", lengths[q], " tokens in a slot of ", slots[q],
                        "; a slot is at least as long as its sequence");
    }
    if (slots[q] > max_side_rows - data.cu_slots.back()) {
      return make_error("too_many_rows", "the pack passes 2^40 = ", max_side_rows, " tokens at sequence ", q,
                        " with a slot of ", slots[q]);
    }
    data.has_carried_padding = data.has_carried_padding || slots[q] != lengths[q];
    data.cu_slots.push_back(data.cu_slots.back() + slots[q]);
  }
  data.lengths = std::move(lengths);
  return Pack(std::move(data));
}

Result<Pack> Pack::from_cu_seqlens(std::span<const std::int64_t> cu_seqlens) {
  return from_cu_seqlens(cu_seqlens, cu_seqlens);
}

Result<Pack> Pack::from_cu_seqlens(std::span<const std::int64_t> cu_seqlens,
                                   std::span<const std::int64_t> cu_seqlens_padded) {
  auto lengths = steps(cu_seqlens, "cu_seqlens");
  if (!lengths) return lengths.error();
  auto slots = steps(cu_seqlens_padded, "cu_seqlens_padded");
  if (!slots) return slots.error();
  return from_lengths(std::move(lengths).value(), std::move(slots).value());
}

std::vector<std::int64_t> Pack::slots() const {
  std::vector<std::int64_t> result;
  result.reserve(data_->lengths.size());
  for (std::int64_t q = 0; q < sequence_count(); ++q) result.push_back(slot(q).size());
  return result;
}

std::vector<std::int64_t> Pack::cu_seqlens() const {
  std::vector<std::int64_t> result{0};
  result.reserve(data_->lengths.size() + 1);
  for (const std::int64_t length : data_->lengths) result.push_back(result.back() + length);
  return result;
}

std::int64_t Pack::sequence_of(std::int64_t token) const {
  assert(0 <= token);
  assert(token < token_count());
  const auto after = std::upper_bound(data_->cu_slots.begin(), data_->cu_slots.end(), token);
  return after - data_->cu_slots.begin() - 1;
}

}  // namespace relayout
