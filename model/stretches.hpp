// Where all tokens of a placement live, stretch after stretch: what joining two placements walks over.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "relayout/model/locator.hpp"
#include "relayout/model/placement.hpp"

namespace relayout {

// Tokens in consecutive rows of one rank, from the end of the stretch before on: token + row_offset is the row.
struct Stretch {
  std::int64_t end;
  std::int64_t row_offset;
  std::int32_t world_rank;
};

// Gives its answers a handful at a time, so that they are read while the first cache holds them, and so that walking
// and reading are short loops of their own. Not thread-safe.
class Stretches {
 public:
  // `side` must outlive it.
  explicit Stretches(const Placement& side);
  Stretches(const Stretches&) = delete;
  Stretches& operator=(const Stretches&) = delete;

  // The next stretches: ascending, end to end and maximal; empty when all tokens have been told of. They stand until
  // the next call. Cost: O(1) a stretch and a sequence.
  [[nodiscard]] std::span<const Stretch> next();

 private:
  static constexpr std::size_t handful = 128;

  [[nodiscard]] Stretch* fill(Stretch* out);
  template <class Known>
  [[nodiscard]] Stretch* walk(const Known& known, Stretch* out);
  [[nodiscard]] std::int64_t pass_rows(std::int64_t natural, std::int64_t count);
  [[nodiscard]] Stretch* locate(Stretch* out);

  const Placement& side_;
  std::array<Stretch, handful> stretches_;
  std::optional<Stretch> held_back_;  // the latest one, while it may go on
  // Where the walk is: ahead of a chunk of a scope.
  std::int64_t scope_ = 0;
  std::int64_t chunk_ = 0;
  std::vector<std::int64_t> rows_;  // uneven rows: those of each rank so far
  std::optional<Locator> locator_;  // for shares of tp and custom layouts, which are not walked
  std::span<const Located> located_;
  Piece all_{};
};

}  // namespace relayout
