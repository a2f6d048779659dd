// What the verdicts rest on: poison between rows that shows every stray byte, and rows that cannot be mistaken.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "relayout/sim/mix.hpp"
#include "relayout/sim/payload.hpp"
#include "relayout/sim/tensor_buffer.hpp"
#include "relayout/sim/tensor_spec.hpp"

namespace relayout::proptest {
namespace {

using sim::Payload;
using sim::TensorBuffer;

constexpr std::int64_t row_count = 5;

// [rows, hidden] dense and with gaps; [batch, rows, hidden] dense, with gaps between rows, and between batches;
// [rows, batch, hidden] dense and with gaps of both kinds.
std::vector<TensorShape> shapes() {
  return {dense_rows(3),
          {.row_bytes = 3, .row_stride = 7, .outer_count = 1, .outer_stride = 0},
          {.row_bytes = 3, .row_stride = 3, .outer_count = 4, .outer_stride = 15},
          {.row_bytes = 3, .row_stride = 5, .outer_count = 4, .outer_stride = 25},
          {.row_bytes = 3, .row_stride = 3, .outer_count = 4, .outer_stride = 19},
          {.row_bytes = 3, .row_stride = 12, .outer_count = 4, .outer_stride = 3},
          {.row_bytes = 3, .row_stride = 23, .outer_count = 4, .outer_stride = 5}};
}

std::set<std::int64_t> row_offsets(const TensorShape& shape) {
  std::set<std::int64_t> offsets;
  for (std::int64_t outer = 0; outer < shape.outer_count; ++outer) {
    for (std::int64_t row = 0; row < row_count; ++row) {
      for (std::int64_t byte = 0; byte < shape.row_bytes; ++byte) offsets.insert(shape.offset(outer, row) + byte);
    }
  }
  return offsets;
}

TEST(TensorBuffer, shows_every_stray_byte_and_no_byte_of_a_row) {
  for (const TensorShape& shape : shapes()) {
    const std::set<std::int64_t> in_rows = row_offsets(shape);
    for (std::int64_t offset = -64; offset < sim::extent(shape, row_count) + 64; ++offset) {
      TensorBuffer buffer(shape, row_count);
      EXPECT_EQ(buffer.broken_gap(), std::nullopt);
      *(buffer.at(0, 0) + offset) = std::byte{1};
      const auto found = buffer.broken_gap();
      EXPECT_EQ(found, in_rows.contains(offset) ? std::nullopt : std::optional(offset));
    }
  }
}

TEST(TensorBuffer, of_no_row_is_all_guard) {
  TensorBuffer buffer(dense_rows(8), 0);
  EXPECT_EQ(buffer.broken_gap(), std::nullopt);
  *buffer.at(0, 0) = std::byte{1};
  EXPECT_EQ(buffer.broken_gap(), 0);
}

TEST(TensorBuffer, packs_and_unpacks_between_any_two_shapes) {
  const std::vector<relayout::Run> runs = {{3, 0, 2}, {0, 2, 1}, {2, 3, 1}};  // four of the five rows
  for (const TensorShape& source_shape : shapes()) {
    for (const TensorShape& target_shape : shapes()) {
      if (source_shape.outer_count != target_shape.outer_count) continue;
      sim::TensorBuffers source;
      sim::TensorBuffers target;
      source.emplace_back(source_shape, row_count);
      target.emplace_back(target_shape, row_count);
      const Payload payload({.seed = 1, .direction = Direction::forward, .tensor = 0});
      payload.write(source[0], std::vector<Piece>{{100, 0, row_count}});
      std::vector<std::byte> message(static_cast<std::size_t>(4 * 3 * source_shape.outer_count));
      pack_rows(source, runs, message);
      unpack_rows(message, runs, target);
      EXPECT_EQ(payload.first_wrong(target[0], std::vector<Piece>{{103, 3, 2}, {100, 0, 1}, {102, 2, 1}}),
                std::nullopt);
      const auto missing = payload.first_wrong(target[0], std::vector<Piece>{{101, 1, 1}});
      ASSERT_TRUE(missing.has_value());
      EXPECT_EQ(payload.describe(target[0], {.outer = 0, .row = 1}, 200), "nothing (it was never written)");
      EXPECT_EQ(target[0].broken_gap(), std::nullopt);
    }
  }
}

std::string row_text(const TensorBuffer& buffer, const Payload::Place& place) {
  const auto* first = reinterpret_cast<const char*>(buffer.at(place.outer, place.row));
  return {first, static_cast<std::size_t>(buffer.shape().row_bytes)};
}

TEST(Payload, has_no_two_rows_alike_and_no_row_of_padding_like_a_token) {
  TensorBuffer buffer({.row_bytes = 8, .row_stride = 8, .outer_count = 2, .outer_stride = 8 * 6'000}, 6'000);
  const Payload payload({.seed = 7, .direction = Direction::backward, .tensor = 1});
  payload.write(buffer, std::vector<Piece>{{0, 0, 5'000}});
  payload.write_noise(buffer, std::vector<Span>{{5'000, 6'000}});
  std::set<std::string> seen;
  for (std::int64_t outer = 0; outer < 2; ++outer) {
    for (std::int64_t row = 0; row < 6'000; ++row) seen.insert(row_text(buffer, {.outer = outer, .row = row}));
  }
  EXPECT_EQ(seen.size(), 12'000U);
}

TEST(Payload, differs_between_directions_tensors_and_seeds) {
  const auto first_row = [](const sim::PayloadKey& key) {
    TensorBuffer buffer(dense_rows(20), 1);
    Payload(key).write(buffer, std::vector<Piece>{{3, 0, 1}});
    return row_text(buffer, {.outer = 0, .row = 0});
  };
  std::set<std::string> seen;
  for (const std::uint64_t seed : {1U, 2U}) {
    for (const Direction direction : {Direction::forward, Direction::backward}) {
      for (const std::int64_t tensor : {0, 1})
        seen.insert(first_row({.seed = seed, .direction = direction, .tensor = tensor}));
    }
  }
  EXPECT_EQ(seen.size(), 8U);
}

TEST(Payload, says_what_a_row_holds) {
  TensorBuffer buffer(dense_rows(12), 4);
  const Payload payload({.seed = 1, .direction = Direction::forward, .tensor = 0});
  payload.write(buffer, std::vector<Piece>{{17, 0, 1}});
  payload.write_noise(buffer, std::vector<Span>{{1, 2}});
  std::fill_n(buffer.at(0, 2), 12, std::byte{0x1f});
  const auto describe = [&](std::int64_t row) { return payload.describe(buffer, {.outer = 0, .row = row}, 100); };
  EXPECT_EQ(describe(0), "token 17");
  EXPECT_EQ(describe(1), "the temporary padding of row 1");
  EXPECT_EQ(describe(2), "bytes 1f 1f 1f 1f 1f 1f 1f 1f");
  EXPECT_EQ(describe(3), "nothing (it was never written)");
  *(buffer.at(0, 0) + 11) ^= std::byte{1};  // a torn row is no token
  EXPECT_EQ(describe(0).substr(0, 5), "bytes");
}

TEST(Mix, is_undone_by_unmix) {
  for (std::uint64_t value = 0; value < 10'000; ++value) {
    EXPECT_EQ(sim::unmix(sim::mix(value * 0x123456789abcdefU)), value * 0x123456789abcdefU);
  }
}

}  // namespace
}  // namespace relayout::proptest
