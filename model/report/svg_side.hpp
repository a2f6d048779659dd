// One side of a drawing: its ranks as blocks of rows, one beside the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "relayout/model/report/picture.hpp"
#include "relayout/model/report/svg.hpp"

namespace relayout::report {

inline constexpr std::size_t drawn_ranks = 64;
inline constexpr double block_height = 46;

// What decides how wide a row may be drawn.
struct Room {
  double width = 0;
  double widest_row = 0;
};

// The width of a row at which all drawn ranks of a side fit the room.
[[nodiscard]] double row_width(const PictureSide& side, const Room& room);

// Where the blocks of a side stand.
class SideFrame {
 public:
  // Centred on `centre`.
  struct Place {
    double row_width = 0;
    double centre = 0;
    double top = 0;
  };
  SideFrame(const PictureSide& side, const Place& place);

  [[nodiscard]] double left() const { return blocks_.empty() ? place_.centre : blocks_.front().x; }
  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double top() const { return place_.top; }
  [[nodiscard]] double bottom() const { return place_.top + block_height; }
  [[nodiscard]] double row_width() const { return place_.row_width; }
  [[nodiscard]] const std::vector<Box>& blocks() const { return blocks_; }
  // The left edge of a row; nothing where the rank or the row is not drawn.
  [[nodiscard]] std::optional<double> row_left(std::int32_t world_rank, std::int64_t row) const;

 private:
  struct Named {
    std::int32_t world_rank;
    std::size_t index;
  };
  const PictureSide& side_;
  Place place_;
  double width_ = 0;
  std::vector<Box> blocks_;
  std::vector<Named> by_world_rank_;
};

// Where rank labels stand, and between which edges they keep.
enum class Labels : std::uint8_t { above, below };
struct LabelRoom {
  Labels labels = Labels::above;
  double left = 0;
  double right = 0;
};

// The padding that a side came out with: what is thinner than a pixel may be drawn nowhere.
struct DrawnPadding {
  bool carried = false;
  bool temporary = false;
};

// Labels keep apart: where there is no room for all, every second, fourth, .. rank has one.
DrawnPadding draw_side(Svg& svg, const SideFrame& frame, const PictureSide& side, const Pack& pack,
                       const LabelRoom& room);

}  // namespace relayout::report
