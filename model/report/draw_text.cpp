#include "relayout/model/report/draw_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/integer.hpp"
#include "relayout/model/report/palette.hpp"
#include "relayout/model/report/stripes.hpp"
#include "relayout/model/report/tables.hpp"
#include "relayout/model/report/text_matrix.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout::report {

namespace {

constexpr std::int64_t least_width = 40;
constexpr std::size_t drawn_ranks = 32;

// How rows become cells, the same for both sides, so that lengths can be compared by eye.
struct Scale {
  std::int64_t rows_per_cell = 1;
  std::int64_t digits = 0;  // of a token number; 0: cells are letters only
  std::size_t label_width = 0;
};

// What the legend must explain.
struct Seen {
  bool carried_padding = false;
  bool temporary_padding = false;
  bool unknown = false;
};

void widen(Scale& scale, std::int64_t& row_count, const PictureSide& side) {
  const std::size_t drawn = std::min(side.table.ranks.size(), drawn_ranks);
  for (std::size_t index = 0; index < drawn; ++index) {
    scale.label_width = std::max(scale.label_width, rank_label(side.table.ranks[index], index).size());
    row_count = std::max(row_count, side.table.ranks[index].row_count);
  }
}

Scale scale_of(const Picture& picture, std::int64_t width) {
  Scale scale;
  std::int64_t row_count = 0;
  widen(scale, row_count, picture.source);
  if (picture.target) {
    widen(scale, row_count, *picture.target);
  }
  const std::int64_t digits = static_cast<std::int64_t>(fmt::formatted_size("{}", picture.pack.token_count()));
  const std::int64_t room = std::max<std::int64_t>(width - static_cast<std::int64_t>(scale.label_width) - 5, 8);
  if (row_count <= floor_div(room, digits + 2)) {
    scale.digits = digits;
    return scale;
  }
  // 1, 2, 3, 4, 6, 8, 12, ..: round numbers that leave little of the width unused.
  while (ceil_div(row_count, scale.rows_per_cell) > room) {
    const bool is_power_of_two = std::has_single_bit(static_cast<std::uint64_t>(scale.rows_per_cell));
    scale.rows_per_cell += is_power_of_two ? at_least(floor_div(scale.rows_per_cell, 2), std::int64_t{1})
                                           : floor_div(scale.rows_per_cell, 3);
  }
  return scale;
}

// One cell as it reads without colour. Numbers are as wide as the widest token number.
std::string cell_text(const Stripe& cell, const Scale& scale) {
  const auto width = static_cast<std::size_t>(scale.digits);
  const std::string letter(1, letter_of(std::max<std::int64_t>(cell.sequence, 0)));
  switch (cell.kind) {
    case RowKind::valid:
      return width == 0 ? letter : fmt::format("{:>{}}{}", cell.token, width, letter);
    case RowKind::carried_padding:
      return width == 0 ? "·" : fmt::format("{:>{}}{}", "·", width, letter);
    case RowKind::temporary_padding:
      return fmt::format("{:>{}}", "-", width == 0 ? 1 : width + 1);
    case RowKind::unknown:
      break;
  }
  return fmt::format("{:>{}}", "?", width == 0 ? 1 : width + 1);
}

std::string painted(const std::string& text, const Stripe& cell, Colour colour) {
  if (colour == Colour::plain) {
    return text;
  }
  switch (cell.kind) {
    case RowKind::valid:
      return fmt::format("\x1b[38;5;16;48;5;{}m{}\x1b[0m", colour_of(cell.sequence).ansi, text);
    case RowKind::carried_padding:
      return fmt::format("\x1b[2;38;5;{}m{}\x1b[0m", colour_of(cell.sequence).ansi, text);
    default:
      return fmt::format("\x1b[2m{}\x1b[0m", text);
  }
}

// The cells of a rank: single rows where numbers are shown, majorities where not.
std::vector<Stripe> cells_of(const RankPieces& rank, const Pack& pack, const Scale& scale) {
  const std::vector<Stripe> stripes = stripes_of(rank, pack);
  if (scale.rows_per_cell > 1) {
    return coarsened(stripes, scale.rows_per_cell);
  }
  std::vector<Stripe> cells;
  for (const Stripe& stripe : stripes) {
    for (std::int64_t offset = 0; offset < stripe.rows.size(); ++offset) {
      Stripe cell = stripe;
      cell.rows = {stripe.rows.begin + offset, stripe.rows.begin + offset + 1};
      cell.token = stripe.token + offset;
      cells.push_back(cell);
    }
  }
  return cells;
}

void note(Seen& seen, const Stripe& cell) {
  seen.carried_padding = seen.carried_padding || cell.kind == RowKind::carried_padding;
  seen.temporary_padding = seen.temporary_padding || cell.kind == RowKind::temporary_padding;
  seen.unknown = seen.unknown || cell.kind == RowKind::unknown;
}

// What a legend calls the owner of rows.
std::string name_of(const Stripe& stripe) {
  switch (stripe.kind) {
    case RowKind::valid:
      return fmt::format("sequence {}", stripe.sequence);
    case RowKind::carried_padding:
      return "carried padding";
    case RowKind::temporary_padding:
      return "temporary padding";
    case RowKind::unknown:
      break;
  }
  return "unknown tokens";
}

// All that the drawn ranks of a side hold.
std::set<std::string> names_on(const PictureSide& side, const Pack& pack) {
  std::set<std::string> names;
  for (std::size_t index = 0; index < std::min(side.table.ranks.size(), drawn_ranks); ++index) {
    for (const Stripe& stripe : stripes_of(side.table.ranks[index], pack)) {
      names.insert(name_of(stripe));
    }
  }
  return names;
}

// One line; where cells hold several rows, what has the most of no cell is not drawn.
std::string too_small_to_see(const std::set<std::string>& names) {
  constexpr std::size_t most_names = 3;
  std::vector<std::string> shown(names.begin(), names.end());
  if (shown.size() > most_names) {
    shown.resize(most_names);
    shown.push_back(fmt::format("{} more", names.size() - most_names));
  }
  return names.empty() ? "" : fmt::format("  too small to see: {}\n", fmt::join(shown, ", "));
}

class TextDrawing {
 public:
  TextDrawing(const Picture& picture, const TextStyle& style)
      : picture_(picture),
        width_(std::max(style.width, least_width)),
        colour_(style.colour),
        scale_(scale_of(picture, width_)) {}

  std::string text() {
    if (!picture_.title.empty()) {
      text_ += picture_.title + "\n";
    }
    draw_side("source", picture_.source);
    if (picture_.target) {
      draw_side("target", *picture_.target);
      draw_traffic();
    }
    draw_legend();
    return std::move(text_);
  }

 private:
  void draw_side(std::string_view word, const PictureSide& side) {
    text_ += fmt::format("{} {}\n", picture_.target ? word : "layout", side.layout);
    const auto& ranks = side.table.ranks;
    std::set<std::string> unseen = names_on(side, picture_.pack);
    for (std::size_t index = 0; index < std::min(ranks.size(), drawn_ranks); ++index) {
      text_ += fmt::format("  {:<{}} │", rank_label(ranks[index], index), scale_.label_width);
      for (const Stripe& cell : cells_of(ranks[index], picture_.pack, scale_)) {
        note(seen_, cell);
        unseen.erase(name_of(cell));
        text_ += scale_.digits == 0 && cell.rows.begin > 0 ? "" : " ";
        text_ += painted(cell_text(cell, scale_), cell, colour_);
      }
      text_ += '\n';
    }
    if (ranks.size() > drawn_ranks) {
      text_ += fmt::format("  .. and {} more ranks\n", ranks.size() - drawn_ranks);
    }
    text_ += too_small_to_see(unseen);
    text_ += '\n';
  }

  void draw_traffic() {
    text_ += text_matrix(pair_traffic(picture_.moves), width_);
    text_ += traffic_line(traffic(picture_.moves)) + "\n\n";
  }

  void draw_legend();

  const Picture& picture_;
  std::int64_t width_;
  Colour colour_;
  Scale scale_;
  Seen seen_;
  std::string text_;
};

void TextDrawing::draw_legend() {
  std::vector<std::string> notes;
  if (scale_.digits == 0) {
    notes.push_back(scale_.rows_per_cell == 1 ? "1 cell = 1 row"
                                              : fmt::format("1 cell = {} rows, by majority", scale_.rows_per_cell));
  }
  if (seen_.carried_padding) {
    notes.emplace_back("· carried padding");
  }
  if (seen_.temporary_padding) {
    notes.emplace_back("- temporary padding");
  }
  if (seen_.unknown) {
    notes.emplace_back("? a token that the pack does not have");
  }
  if (!notes.empty()) {
    text_ += fmt::format("{}\n", fmt::join(notes, "   "));
  }
  const Pack& pack = picture_.pack;
  constexpr std::string_view explanation = "   (sequence:length)";
  std::size_t used = explanation.size();
  for (std::int64_t sequence = 0; sequence < pack.sequence_count(); ++sequence) {
    const std::string key(1, letter_of(sequence));
    const std::string entry = fmt::format(" {}:{}", sequence, pack.length(sequence));
    const std::string gap = sequence == 0 ? "" : "  ";
    const std::int64_t left = pack.sequence_count() - sequence - 1;
    const std::string rest = left == 0 ? "" : fmt::format("  .. and {} more sequences", left + 1);
    used += gap.size() + key.size() + entry.size();
    if (used + rest.size() > static_cast<std::size_t>(width_) && sequence > 0) {
      text_ += fmt::format("  .. and {} more sequence{}", left + 1, left == 0 ? "" : "s");
      break;
    }
    const Stripe swatch{.rows = {}, .kind = RowKind::valid, .sequence = sequence, .token = 0};
    text_ += gap + painted(key, swatch, colour_) + entry;
  }
  text_ += pack.sequence_count() == 0 ? "no sequence\n" : fmt::format("{}\n", explanation);
}

}  // namespace

std::string draw_text(const Picture& picture, const TextStyle& style) { return TextDrawing(picture, style).text(); }

}  // namespace relayout::report
