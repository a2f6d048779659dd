#include "relayout/sim/payload.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "relayout/model/integer.hpp"
#include "relayout/model/limits.hpp"
#include "relayout/sim/mix.hpp"

namespace relayout::sim {
namespace {

constexpr std::int64_t word_bytes = 8;
constexpr std::uint64_t step = 0x9e3779b97f4a7c15U;
constexpr std::uint64_t noise_mark = std::uint64_t{1} << 63U;  // no token number has this bit

void write_row(std::byte* row, std::int64_t row_bytes, std::uint64_t word) {
  std::int64_t at = 0;
  for (; at + word_bytes <= row_bytes; at += word_bytes, word += step) std::memcpy(row + at, &word, word_bytes);
  if (at < row_bytes) std::memcpy(row + at, &word, static_cast<std::size_t>(row_bytes - at));
}

bool holds_row(const std::byte* row, std::int64_t row_bytes, std::uint64_t word) {
  std::uint64_t difference = 0;
  std::uint64_t found = 0;
  std::int64_t at = 0;
  for (; at + word_bytes <= row_bytes; at += word_bytes, word += step) {
    std::memcpy(&found, row + at, word_bytes);
    difference |= found ^ word;
  }
  const bool tail_alike =
      at == row_bytes || std::memcmp(row + at, &word, static_cast<std::size_t>(row_bytes - at)) == 0;
  return difference == 0 && tail_alike;
}

std::uint64_t number(std::int64_t value) { return static_cast<std::uint64_t>(value); }

}  // namespace

Payload::Payload(const PayloadKey& key)
    : salt_(mix(mix(key.seed) + 2 * number(key.tensor) + (key.direction == Direction::forward ? 0 : 1))) {}

std::uint64_t Payload::salt(std::int64_t outer) const { return mix(salt_ + number(outer)); }

void Payload::write(TensorBuffer& buffer, std::span<const Piece> pieces) const {
  const TensorShape shape = buffer.shape();
  for (std::int64_t outer = 0; outer < shape.outer_count; ++outer) {
    const std::uint64_t outer_salt = salt(outer);
    for (const Piece& piece : pieces) {
      std::byte* row = buffer.at(outer, piece.row);
      for (std::int64_t i = 0; i < piece.count; ++i, row += shape.row_stride) {
        write_row(row, shape.row_bytes, mix(number(piece.token + i) ^ outer_salt));
      }
    }
  }
}

void Payload::write_noise(TensorBuffer& buffer, std::span<const Span> rows) const {
  const TensorShape shape = buffer.shape();
  for (std::int64_t outer = 0; outer < shape.outer_count; ++outer) {
    for (const Span& span : rows) {
      for (std::int64_t row = span.begin; row < span.end; ++row) {
        write_row(buffer.at(outer, row), shape.row_bytes, mix((number(row) | noise_mark) ^ salt(outer)));
      }
    }
  }
}

std::optional<Payload::WrongRow> Payload::first_wrong(const TensorBuffer& buffer, std::span<const Piece> pieces) const {
  const TensorShape shape = buffer.shape();
  for (std::int64_t outer = 0; outer < shape.outer_count; ++outer) {
    const std::uint64_t outer_salt = salt(outer);
    for (const Piece& piece : pieces) {
      const std::byte* row = buffer.at(outer, piece.row);
      for (std::int64_t i = 0; i < piece.count; ++i, row += shape.row_stride) {
        if (holds_row(row, shape.row_bytes, mix(number(piece.token + i) ^ outer_salt))) continue;
        return WrongRow{.outer = outer, .row = piece.row + i, .token = piece.token + i};
      }
    }
  }
  return std::nullopt;
}

std::string Payload::describe(const TensorBuffer& buffer, const Place& place, std::int64_t token_count) const {
  const std::span row(buffer.at(place.outer, place.row), static_cast<std::size_t>(buffer.shape().row_bytes));
  if (std::all_of(row.begin(), row.end(), [](std::byte byte) { return byte == poison; })) {
    return "nothing (it was never written)";
  }
  if (buffer.shape().row_bytes >= word_bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, row.data(), word_bytes);
    const std::uint64_t token = unmix(word) ^ salt(place.outer);
    if (token < number(token_count) && holds_row(row.data(), buffer.shape().row_bytes, word)) {
      return "token " + std::to_string(token);
    }
    if ((token & noise_mark) != 0 && (token ^ noise_mark) < number(max_side_rows)) {
      return "the temporary padding of row " + std::to_string(token ^ noise_mark);
    }
  }
  static constexpr std::array digits = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  std::string text = "bytes";
  for (const std::byte byte : row.first(std::min<std::size_t>(row.size(), 8))) {
    text += {' ', digits[std::to_integer<std::size_t>(byte >> 4)],
             digits[std::to_integer<std::size_t>(byte & std::byte{15})]};
  }
  return text;
}

std::vector<Span> rows_without_token(std::span<const Piece> pieces, std::int64_t row_count) {
  std::vector<Span> covered;
  for (const Piece& piece : pieces) covered.push_back({piece.row, piece.row + piece.count});
  std::sort(covered.begin(), covered.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  std::vector<Span> result;
  std::int64_t row = 0;
  for (const Span& span : covered) {
    if (row < span.begin) result.push_back({row, span.begin});
    row = at_least(row, span.end);
  }
  if (row < row_count) result.push_back({row, row_count});
  return result;
}

std::optional<Payload::Place> first_unlike(const TensorBuffer& buffer, std::span<const Span> rows,
                                           std::span<const std::byte> pattern) {
  for (std::int64_t outer = 0; outer < buffer.shape().outer_count; ++outer) {
    for (const Span& span : rows) {
      for (std::int64_t row = span.begin; row < span.end; ++row) {
        if (std::memcmp(buffer.at(outer, row), pattern.data(), pattern.size()) != 0) {
          return Payload::Place{.outer = outer, .row = row};
        }
      }
    }
  }
  return std::nullopt;
}

}  // namespace relayout::sim
