#include "relayout/cli/counterexample.hpp"

#include <utility>

#include "relayout/cli/failure.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/report/draw_text.hpp"
#include "relayout/proptest/generate/generate.hpp"

namespace relayout::cli {

bool same_pair(const proptest::Case& asked, const proptest::Case& smaller) {
  const auto same_rule = [](const Layout& a, const Layout& b) {
    return a.name() == b.name() && a.remainder() == b.remainder();
  };
  const bool had_one_size = asked.source.cp() == asked.target.cp();
  return same_rule(asked.source, smaller.source) && same_rule(asked.target, smaller.target) &&
         (!had_one_size || smaller.source.cp() == smaller.target.cp());
}

FoundCase smallest_case(const Judge& judge, const FoundCase& failing,
                        const std::function<bool(const proptest::Case&)>& admit) {
  Witness witness = failing.witness;
  const auto fails = [&](const proptest::Case& candidate) {
    try {
      const Verdict verdict = admit(candidate) ? judge.verdict(candidate) : std::nullopt;
      witness = verdict.value_or(witness);
      return verdict.has_value();
    } catch (const proptest::Stopped&) {
      return false;
    }
  };
  proptest::Case input = proptest::smallest(failing.input, fails);
  return {.input = std::move(input), .witness = std::move(witness)};
}

std::string picture_of(const Judge& judge, const FoundCase& found, const Output& output) {
  const proptest::PlacedCase placed = take(proptest::place(found.input), "case");
  const proptest::Planner& planner = judge.planner();
  const report::Picture picture{
      .title = "",
      .pack = found.input.pack,
      .source = {.layout = print(found.input.source), .table = planner.pieces(placed.source)},
      .target = report::PictureSide{.layout = print(found.input.target), .table = planner.pieces(placed.target)},
      .moves = planner.moves(placed.source, placed.target)};
  return report::draw_text(picture, output.style());
}

}  // namespace relayout::cli
