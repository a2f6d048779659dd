#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "relayout/model/report/draw_svg.hpp"
#include "relayout/model/report/svg.hpp"

namespace relayout::report {

namespace {

constexpr std::size_t listed_moves = 500;

constexpr std::string_view head = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>relayout</title>
<style>
:root{color-scheme:light dark;--ink:#1d2430;--quiet:#66707f;--ground:#f3f5f8;--line:#d9dee6;--hot:#e6eefc}
@media (prefers-color-scheme:dark){:root{--ink:#e4e8ef;--quiet:#97a1b0;--ground:#0d1015;--line:#2a313c;--hot:#1c2840}}
body{margin:0 auto;padding:24px;max-width:1208px;background:var(--ground);color:var(--ink);
font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-size:14px}
svg{display:block;max-width:100%;height:auto}
section{margin-bottom:40px}
details{margin-top:10px}
summary{cursor:pointer;color:var(--quiet)}
table{border-collapse:collapse;margin-top:8px;font-variant-numeric:tabular-nums}
th{font-weight:600;color:var(--quiet)}
th,td{padding:3px 12px;text-align:right;border-bottom:1px solid var(--line)}
tr.hot td{background:var(--hot)}
</style>
)";

// Marks all that belongs to the move under the pointer: its ribbons and its line in the table.
constexpr std::string_view script = R"(<script>
for (const section of document.querySelectorAll("section")) {
  const mark = (event, on) => {
    const move = event.target.closest?.("[data-move]")?.dataset.move;
    if (move === undefined) return;
    for (const part of section.querySelectorAll(`[data-move="${move}"]`)) part.classList.toggle("hot", on);
  };
  section.addEventListener("pointerover", event => mark(event, true));
  section.addEventListener("pointerout", event => mark(event, false));
}
</script>
</html>
)";

std::string table_of(const std::vector<Move>& moves) {
  const std::size_t listed = std::min(moves.size(), listed_moves);
  std::string text = listed == moves.size()
                         ? fmt::format("<details><summary>{} moves</summary>\n", moves.size())
                         : fmt::format("<details><summary>the first {} of {} moves</summary>\n", listed, moves.size());
  text += "<table>\n<tr><th>token<th>count<th>source rank<th>source row<th>target rank<th>target row</tr>\n";
  for (std::size_t index = 0; index < listed; ++index) {
    const Move& move = moves[index];
    text += fmt::format("<tr data-move=\"{}\"><td>{}<td>{}<td>{}<td>{}<td>{}<td>{}</tr>\n", index, move.token,
                        move.count, move.source_rank, move.source_row, move.target_rank, move.target_row);
  }
  return text + "</table>\n</details>\n";
}

}  // namespace

std::string draw_html(const std::vector<Picture>& pictures) {
  std::string page(head);
  for (const Picture& picture : pictures) {
    page += "<section>\n" + draw_svg(picture) + (picture.target ? table_of(picture.moves) : "") + "</section>\n";
  }
  return page + std::string(script);
}

}  // namespace relayout::report
