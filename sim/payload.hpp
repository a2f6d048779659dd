// What rows hold, so that a row out of place cannot look like the right one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "relayout/model/piece_table.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/model/span.hpp"
#include "relayout/sim/tensor_buffer.hpp"

namespace relayout::sim {

// Which rows are meant: a seed, the way they go, and the tensor's number.
struct PayloadKey {
  std::uint64_t seed = 0;
  Direction direction = Direction::forward;
  std::int64_t tensor = 0;
};

// The bytes of each token's row: 8-byte words that start at a scrambled token number and count on by an odd step, cut
// at the row's end. Forward they are the activations, backward, under other scrambling, the random gradients.
// Ensures: of one tensor and outer index no two tokens' rows are alike where a row has 8 bytes or more.
class Payload {
 public:
  explicit Payload(const PayloadKey& key);

  // Each piece's tokens, in its rows.
  void write(TensorBuffer& buffer, std::span<const Piece> pieces) const;
  // Numbers that are no token's, for rows of temporary padding that must not leave their rank.
  void write_noise(TensorBuffer& buffer, std::span<const Span> rows) const;

  // The first row, by outer index and piece, that does not hold its token.
  struct WrongRow {
    std::int64_t outer = 0;
    std::int64_t row = 0;
    std::int64_t token = 0;
  };
  [[nodiscard]] std::optional<WrongRow> first_wrong(const TensorBuffer& buffer, std::span<const Piece> pieces) const;

  // What a row holds, in words: "token 12", "nothing (it was never written)", "bytes 9f 00 ..".
  struct Place {
    std::int64_t outer = 0;
    std::int64_t row = 0;
  };
  [[nodiscard]] std::string describe(const TensorBuffer& buffer, const Place& place, std::int64_t token_count) const;

 private:
  [[nodiscard]] std::uint64_t salt(std::int64_t outer) const;
  std::uint64_t salt_;
};

// The rows below row_count that no piece covers, by sorting alone.
[[nodiscard]] std::vector<Span> rows_without_token(std::span<const Piece> pieces, std::int64_t row_count);

// The first of these rows, by outer index, that is not `pattern`.
[[nodiscard]] std::optional<Payload::Place> first_unlike(const TensorBuffer& buffer, std::span<const Span> rows,
                                                         std::span<const std::byte> pattern);

}  // namespace relayout::sim
