#include "relayout/model/report/svg_side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "relayout/model/integer.hpp"
#include "relayout/model/report/palette.hpp"
#include "relayout/model/report/stripes.hpp"
#include "relayout/model/report/svg_text.hpp"

namespace relayout::report {

namespace {

constexpr double widest_gap = 26;
constexpr double empty_width = 38;  // of a rank without rows
constexpr double letter_width = 8;
constexpr double single_row_width = 15;  // from here on every row has a cell of its own

std::size_t drawn_count(const PictureSide& side) { return std::min(side.table.ranks.size(), drawn_ranks); }

double gap_of(const PictureSide& side) {
  return std::min(widest_gap, 160.0 / static_cast<double>(std::max<std::size_t>(drawn_count(side), 1)));
}

double empty_width_of(const PictureSide& side) { return std::min(empty_width, 1.5 * gap_of(side)); }

std::string row_title(const Stripe& stripe) {
  const std::string rows = fmt::format("rows {}..{}", stripe.rows.begin, stripe.rows.end - 1);
  switch (stripe.kind) {
    case RowKind::valid:
      return fmt::format("{}: sequence {}", rows, stripe.sequence);
    case RowKind::carried_padding:
      return fmt::format("{}: carried padding of sequence {}", rows, stripe.sequence);
    case RowKind::temporary_padding:
      return fmt::format("{}: temporary padding", rows);
    case RowKind::unknown:
      break;
  }
  return fmt::format("{}: tokens that the pack does not have", rows);
}

Look look_of(const Stripe& stripe) {
  switch (stripe.kind) {
    case RowKind::valid:
      return {"cell", fmt::format("fill=\"{}\"", colour_of(stripe.sequence).fill), row_title(stripe)};
    case RowKind::carried_padding:
      return {"cell carried", fmt::format("fill=\"{}\"", colour_of(stripe.sequence).fill), row_title(stripe)};
    case RowKind::temporary_padding:
      return {"temporary", "", row_title(stripe)};
    case RowKind::unknown:
      break;
  }
  return {"cell unknown", "", row_title(stripe)};
}

Box box_of(const Stripe& stripe, const Box& block, double row_width) {
  return {.x = block.x + static_cast<double>(stripe.rows.begin) * row_width,
          .y = block.y,
          .width = static_cast<double>(stripe.rows.size()) * row_width,
          .height = block.height};
}

std::string ink_of(const Stripe& stripe) {
  return stripe.kind == RowKind::valid ? fmt::format("style=\"fill:{}\"", colour_of(stripe.sequence).ink) : "";
}

// How token numbers are written: in which size, and in one of how many neighbours.
struct Numbering {
  std::string_view classes = "number small";
  double font_size = small_size;
  std::int64_t every = 1;
};

// As large as leaves air between the numbers of neighbours; where not even small ones fit, not in every cell.
Numbering numbering_of(const Pack& pack, double row_width) {
  constexpr double air = 1.9;
  const std::string widest = std::to_string(at_least(pack.token_count() - 1, std::int64_t{0}));
  if (text_width(widest, number_size) + air <= row_width) {
    return {.classes = "number", .font_size = number_size, .every = 1};
  }
  return {.every = static_cast<std::int64_t>(std::ceil((text_width(widest, small_size) + air) / row_width))};
}

// The block of one rank, and how rows are drawn in it.
struct Rows {
  const Box& block;
  double width = 0;
  Numbering numbering;
};

// A number may reach into neighbours that have none, not out of its block.
bool has_number(const Stripe& row, std::string_view number, const Rows& rows) {
  const double half = text_width(number, rows.numbering.font_size) / 2;
  const double centre = (static_cast<double>(row.rows.begin) + 0.5) * rows.width;  // from the block's left edge
  return floor_mod(row.rows.begin, rows.numbering.every) == 0 && half <= centre && centre + half <= rows.block.width;
}

void draw_single_rows(Svg& svg, const Stripe& stripe, const Rows& rows) {
  for (std::int64_t offset = 0; offset < stripe.rows.size(); ++offset) {
    Stripe row = stripe;
    row.rows = {stripe.rows.begin + offset, stripe.rows.begin + offset + 1};
    row.token = stripe.token + offset;
    const Box box = box_of(row, rows.block, rows.width);
    const bool is_token = row.kind == RowKind::valid || row.kind == RowKind::carried_padding;
    const std::string number = is_token ? std::to_string(row.token) : row.kind == RowKind::unknown ? "?" : "–";
    svg.rectangle(
        row.kind == RowKind::temporary_padding ? Box{box.x + 1, box.y + 1, box.width - 2, box.height - 2} : box,
        look_of(row));
    const double centre = box.x + box.width / 2;
    if (!is_token || has_number(row, number, rows)) {
      svg.text({centre, box.y + 23}, number, {rows.numbering.classes, ink_of(row), ""});
    }
    if (is_token) {
      const std::string mark = row.kind == RowKind::valid ? std::string(1, letter_of(row.sequence)) : "·";
      svg.text({centre, box.y + 38}, mark, {"number small", ink_of(row), ""});
    }
  }
}

void draw_stripe(Svg& svg, const Stripe& stripe, const Rows& rows) {
  constexpr double framed_width = 6;  // thinner ones would be all frame
  const Box box = box_of(stripe, rows.block, rows.width);
  Look look = look_of(stripe);
  look.attributes += box.width < framed_width ? " stroke-width=\"0\"" : "";
  svg.rectangle(box, look);
  if (stripe.kind == RowKind::valid && box.width >= 1.5 * letter_width) {
    const std::string letter(1, letter_of(stripe.sequence));
    svg.text({box.x + box.width / 2, box.y + 28}, letter, {"number", ink_of(stripe), ""});
  }
}

// At a pixel a cell, neighbours of one owner drawn as one.
std::vector<Stripe> visible_stripes(const std::vector<Stripe>& stripes, double row_width) {
  if (row_width >= 1) {
    return stripes;
  }
  std::vector<Stripe> merged;
  for (const Stripe& cell : coarsened(stripes, static_cast<std::int64_t>(std::ceil(1 / row_width)))) {
    const bool goes_on = !merged.empty() && merged.back().kind == cell.kind && merged.back().sequence == cell.sequence;
    if (goes_on) {
      merged.back().rows.end = cell.rows.end;
    } else {
      merged.push_back(cell);
    }
  }
  return merged;
}

void draw_block(Svg& svg, const RankPieces& rank, const Pack& pack, const Rows& rows, DrawnPadding& padding) {
  for (const Stripe& stripe : visible_stripes(stripes_of(rank, pack), rows.width)) {
    padding.carried = padding.carried || stripe.kind == RowKind::carried_padding;
    padding.temporary = padding.temporary || stripe.kind == RowKind::temporary_padding;
    if (rows.width >= single_row_width) {
      draw_single_rows(svg, stripe, rows);
    } else {
      draw_stripe(svg, stripe, rows);
    }
  }
  svg.rectangle(rows.block, {"frame", rank.row_count == 0 ? "stroke-dasharray=\"3 2\"" : "", ""});
}

// Of one rank in so many: labels of all stand over the middle of their block, of fewer where their block begins, so
// that it is seen whose they are.
std::vector<PlacedText> labels_of(const SideFrame& frame, const PictureSide& side, const LabelRoom& room,
                                  std::size_t stride) {
  std::vector<PlacedText> labels;
  for (std::size_t index = 0; index < frame.blocks().size(); index += stride) {
    const Box& block = frame.blocks()[index];
    const std::string text = rank_label(side.table.ranks[index], index);
    const double width = text_width(text, label_size);
    const double left = stride == 1 ? block.x + (block.width - width) / 2 : block.x;
    labels.push_back({text, std::max(room.left, std::min(left, room.right - width)), width});
  }
  return labels;
}

// Of all ranks, of every second, fourth, ..: the first that keep apart.
void draw_labels(Svg& svg, const SideFrame& frame, const PictureSide& side, const LabelRoom& room) {
  const double baseline = room.labels == Labels::above ? frame.top() - 8 : frame.bottom() + 18;
  std::size_t stride = 1;
  while (!keep_apart(labels_of(frame, side, room, stride))) {
    stride *= 2;
  }
  for (const PlacedText& label : labels_of(frame, side, room, stride)) {
    const double centre = label.left + label.width / 2;
    svg.text({stride == 1 ? centre : label.left, baseline}, label.text, {stride == 1 ? "label" : "label left", "", ""});
  }
}

}  // namespace

double row_width(const PictureSide& side, const Room& room) {
  double rows = 0;
  double taken = gap_of(side) * static_cast<double>(std::max<std::size_t>(drawn_count(side), 1) - 1);
  for (std::size_t index = 0; index < drawn_count(side); ++index) {
    rows += static_cast<double>(side.table.ranks[index].row_count);
    taken += side.table.ranks[index].row_count == 0 ? empty_width_of(side) : 0;
  }
  return std::min(room.widest_row, (room.width - taken) / std::max(rows, 1.0));
}

SideFrame::SideFrame(const PictureSide& side, const Place& place) : side_(side), place_(place) {
  double x = 0;
  for (std::size_t index = 0; index < drawn_count(side); ++index) {
    const RankPieces& rank = side.table.ranks[index];
    const double width =
        rank.row_count == 0 ? empty_width_of(side) : static_cast<double>(rank.row_count) * place.row_width;
    blocks_.push_back({.x = x, .y = place.top, .width = width, .height = block_height});
    by_world_rank_.push_back({.world_rank = rank.world_rank, .index = index});
    x += width + gap_of(side);
  }
  width_ = std::max(0.0, x - gap_of(side));
  for (Box& block : blocks_) {
    block.x += place.centre - width_ / 2;
  }
  std::sort(by_world_rank_.begin(), by_world_rank_.end(),
            [](const Named& a, const Named& b) { return a.world_rank < b.world_rank; });
}

std::optional<double> SideFrame::row_left(std::int32_t world_rank, std::int64_t row) const {
  const auto found = std::lower_bound(by_world_rank_.begin(), by_world_rank_.end(), world_rank,
                                      [](const Named& a, std::int32_t value) { return a.world_rank < value; });
  if (found == by_world_rank_.end() || found->world_rank != world_rank) {
    return std::nullopt;
  }
  if (row < 0 || side_.table.ranks[found->index].row_count <= row) {
    return std::nullopt;
  }
  return blocks_[found->index].x + static_cast<double>(row) * place_.row_width;
}

DrawnPadding draw_side(Svg& svg, const SideFrame& frame, const PictureSide& side, const Pack& pack,
                       const LabelRoom& room) {
  const Numbering numbering = numbering_of(pack, frame.row_width());
  DrawnPadding padding;
  for (std::size_t index = 0; index < frame.blocks().size(); ++index) {
    const Rows rows{.block = frame.blocks()[index], .width = frame.row_width(), .numbering = numbering};
    draw_block(svg, side.table.ranks[index], pack, rows, padding);
  }
  draw_labels(svg, frame, side, room);
  return padding;
}

}  // namespace relayout::report
