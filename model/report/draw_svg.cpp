#include "relayout/model/report/draw_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "relayout/model/report/numbers.hpp"
#include "relayout/model/report/palette.hpp"
#include "relayout/model/report/svg.hpp"
#include "relayout/model/report/svg_moves.hpp"
#include "relayout/model/report/svg_side.hpp"
#include "relayout/model/report/svg_text.hpp"
#include "relayout/model/report/tables.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout::report {

namespace {

constexpr double margin = 28;
constexpr double widest = 1160;
constexpr double narrowest = 760;
constexpr double widest_row = 40;
constexpr double ribbon_height = 150;

constexpr double word_width = 58;

std::string title_of(const Picture& picture) {
  if (!picture.title.empty()) {
    return picture.title;
  }
  return picture.target ? picture.source.layout + " to " + picture.target->layout : picture.source.layout;
}

std::string description_of(const Picture& picture) {
  const std::string pack =
      counted(picture.pack.token_count(), "token") + " in " + counted(picture.pack.sequence_count(), "sequence") + ".";
  return picture.target ? pack + " " + traffic_line(traffic(picture.moves)) + "." : pack;
}

// What the marks of this picture mean; only those that are in it.
std::vector<std::string_view> marks_of(const Picture& picture, const DrawnPadding& padding) {
  std::vector<std::string_view> marks;
  if (padding.carried) {
    marks.emplace_back("faint rows: carried padding");
  }
  if (padding.temporary) {
    marks.emplace_back("dashed rows: temporary padding");
  }
  if (std::any_of(picture.moves.begin(), picture.moves.end(),
                  [](const Move& move) { return move.source_rank == move.target_rank; })) {
    marks.emplace_back("ribbons in outline, framed numbers: rows that stay on their rank");
  }
  return marks;
}

struct WordStyle {
  std::string_view classes;
  double font_size;
  double line_height;
};
constexpr WordStyle count_style{.classes = "label left", .font_size = label_size, .line_height = 20};
constexpr WordStyle quiet_style{.classes = "label left quiet", .font_size = label_size, .line_height = 20};
constexpr WordStyle mark_style{.classes = "small left quiet", .font_size = small_size, .line_height = 17};

class SvgDrawing {
 public:
  explicit SvgDrawing(const Picture& picture) : picture_(picture) {
    const Room room{.width = widest - 2 * margin, .widest_row = widest_row};
    row_width_ = row_width(picture.source, room);
    if (picture.target) {
      row_width_ = std::min(row_width_, row_width(*picture.target, room));
    }
    // Frames are laid out once to learn how wide they come out, and again in the middle of that width.
    double inner = SideFrame(picture.source, {row_width_, 0, 0}).width();
    if (picture.target) {
      inner = std::max(inner, SideFrame(*picture.target, {row_width_, 0, 0}).width());
    }
    width_ = std::clamp(inner + 2 * margin, narrowest, widest);
  }

  std::string document() {
    if (!picture_.title.empty()) {
      const TextRoom room{.width = width_ - 2 * margin, .font_size = title_size};
      svg_.text({margin, y_ + 14}, shortened(picture_.title, room), {"title left", "", ""});
      y_ += 34;
    }
    draw_sides();
    draw_panel();
    return svg_.document(
        {.width = width_, .height = y_ + margin, .title = title_of(picture_), .description = description_of(picture_)});
  }

 private:
  void draw_caption(std::string_view word, const PictureSide& side) {
    const std::size_t ranks = side.table.ranks.size();
    const std::string rest = ranks > drawn_ranks ? fmt::format("   ({} of {} ranks drawn)", drawn_ranks, ranks) : "";
    svg_.text({margin, y_ + 12}, word, {"word left", "", ""});
    const double room = width_ - 2 * margin - word_width - text_width(rest, name_size);
    const std::string name = shortened(side.layout, {.width = room, .font_size = name_size});
    svg_.text({margin + word_width, y_ + 12}, name + rest, {"name left", "", ""});
  }

  void draw_rows(const SideFrame& frame, const PictureSide& side, Labels labels) {
    const LabelRoom room{.labels = labels, .left = margin, .right = width_ - margin};
    const DrawnPadding padding = draw_side(svg_, frame, side, picture_.pack, room);
    padding_.carried = padding_.carried || padding.carried;
    padding_.temporary = padding_.temporary || padding.temporary;
  }

  void draw_sides() {
    draw_caption(picture_.target ? "source" : "layout", picture_.source);
    const double top = y_ + 42;
    const SideFrame source(picture_.source, {.row_width = row_width_, .centre = width_ / 2, .top = top});
    if (!picture_.target) {
      draw_rows(source, picture_.source, Labels::above);
      y_ = source.bottom() + 26;
      return;
    }
    const SideFrame target(*picture_.target,
                           {.row_width = row_width_, .centre = width_ / 2, .top = source.bottom() + ribbon_height});
    draw_ribbons(svg_, {.source = source, .target = target}, picture_.moves, picture_.pack);
    draw_rows(source, picture_.source, Labels::above);
    draw_rows(target, *picture_.target, Labels::below);
    y_ = target.bottom() + 32;
    draw_caption("target", *picture_.target);
    y_ += 40;
  }

  // Below what is there already, in as many lines as it takes.
  void draw_words(double left, std::string_view words, const WordStyle& style) {
    for (const std::string& line : wrapped(words, {.width = width_ - margin - left, .font_size = style.font_size})) {
      svg_.text({left, y_ + 12}, line, {style.classes, "", ""});
      y_ += style.line_height;
    }
  }

  void draw_panel();
  void draw_counts(double left);
  void draw_legend(double left);

  const Picture& picture_;
  Svg svg_;
  double row_width_ = 0;
  double width_ = 0;
  double y_ = margin;
  DrawnPadding padding_;
};

void SvgDrawing::draw_panel() {
  double left = margin;
  double bottom = y_;
  if (picture_.target) {
    const Box map = draw_traffic(svg_, {margin, y_}, picture_.moves);
    left = map.x + map.width + 40;
    bottom = map.y + map.height;
    draw_counts(left);
  }
  draw_legend(left);
  y_ = std::max(bottom, y_);
}

void SvgDrawing::draw_counts(double left) {
  const Traffic sums = traffic(picture_.moves);
  const double total = static_cast<double>(std::max<std::int64_t>(sums.rows_total, 1));
  const double share = 100.0 * static_cast<double>(sums.rows_sent) / total;
  const std::string lines[] = {
      fmt::format("rows {}: {} stay, {} ({:.1f}%) change rank", sums.rows_total, sums.rows_kept, sums.rows_sent, share),
      fmt::format("messages between ranks: {}", sums.messages),
      fmt::format("rows that the busiest rank sends: {}", sums.rows_sent_max_rank),
      fmt::format("rows that the busiest rank receives: {}", sums.rows_received_max_rank)};
  for (const std::string& line : lines) {
    draw_words(left, line, count_style);
  }
  if (picture_.moves.size() > drawn_moves) {
    draw_words(left, fmt::format("the {} longest of {} moves are drawn", drawn_moves, picture_.moves.size()),
               quiet_style);
  }
  y_ += 14;
}

void SvgDrawing::draw_legend(double left) {
  constexpr std::int64_t most_entries = 26;
  constexpr double row_height = 22;
  const Pack& pack = picture_.pack;
  const bool has_sequences = pack.sequence_count() > 0;
  svg_.text({left, y_ + 12}, has_sequences ? "sequences" : "no sequence", {"word left", "", ""});
  if (has_sequences) {
    svg_.text({left + 86, y_ + 12}, "number: tokens", {"small left quiet", "", ""});
  }
  y_ += 24;
  double x = left;
  for (std::int64_t sequence = 0; sequence < std::min(pack.sequence_count(), most_entries); ++sequence) {
    const std::string entry = fmt::format("{}: {}", sequence, pack.length(sequence));
    const double entry_width = 34 + 7.2 * static_cast<double>(entry.size());
    if (x + entry_width > width_ - margin && x > left) {
      x = left;
      y_ += row_height;
    }
    svg_.rectangle({x, y_, 17, 17}, {"", fmt::format("rx=\"3\" fill=\"{}\"", colour_of(sequence).fill), ""});
    svg_.text({x + 8.5, y_ + 12.5}, std::string(1, letter_of(sequence)),
              {"number small", fmt::format("style=\"fill:{}\"", colour_of(sequence).ink), ""});
    svg_.text({x + 22, y_ + 13}, entry, {"label left", "", ""});
    x += entry_width;
  }
  y_ += has_sequences ? row_height + 2 : 0;
  if (pack.sequence_count() > most_entries) {
    draw_words(left, fmt::format("and {} more", pack.sequence_count() - most_entries), quiet_style);
  }
  for (const std::string_view mark : marks_of(picture_, padding_)) {
    draw_words(left, mark, mark_style);
    y_ += 4;
  }
}

}  // namespace

std::string draw_svg(const Picture& picture) { return SvgDrawing(picture).document(); }

}  // namespace relayout::report
