// Plans a move, simulates it, and says with which relayout.
#include <iostream>

#include <relayout/model/layout_text.hpp>
#include <relayout/model/plan.hpp>
#include <relayout/model/version.hpp>
#include <relayout/sim/simulate.hpp>

int main() {
  const auto pack = relayout::Pack::from_lengths({5, 7, 13});
  const auto source = relayout::parse_layout("zigzag:remainder=pad,cp=2", {});
  const auto target = relayout::parse_layout("contiguous:remainder=balanced,cp=2", {});
  const auto before = relayout::Placement::make(*source, *pack);
  const auto after = relayout::Placement::make(*target, *pack);
  const auto plan = relayout::Plan::make(*before, *after);
  const auto report = relayout::sim::simulate(*before, *after, {});
  if (!plan || !report || report->verdict) return 1;
  std::cout << "relayout " RELAYOUT_VERSION " moves " << report->forward.rows_sent << " of "
            << plan->source().token_count() << " rows\n";
}
