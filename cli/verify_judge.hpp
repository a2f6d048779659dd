// One judge for each kind of file.
#pragma once

#include <string>
#include <vector>

#include "relayout/cli/verify_claims.hpp"
#include "relayout/model/check/verdict.hpp"
#include "relayout/model/report/document.hpp"

namespace relayout::cli {

struct Judgement {
  Verdict verdict;
  std::string judged;                // what the verdict is about: "cu_seqlens of 4 of 4 ranks"
  std::vector<std::string> remarks;  // what was not judged and why, and what is odd but not wrong
};

// A layout without pack or layout is judged as a partition only, a plan without pack or sides as consistent in itself:
// a remark says so. Routes and views mean nothing without them. Failure: usage, where those are missing; bad input,
// where a layout does not apply to the pack.
[[nodiscard]] Judgement judge(const report::LayoutDocument& document, const Known& known);
[[nodiscard]] Judgement judge(const report::PlanDocument& document, const Known& known);
[[nodiscard]] Judgement judge(const report::RoutesDocument& document, const Known& known);
[[nodiscard]] Judgement judge(const report::ViewDocument& document, const Known& known);

}  // namespace relayout::cli
