#include "relayout/model/report/picture.hpp"

#include <utility>

#include "relayout/model/layout_text.hpp"

namespace relayout::report {

namespace {

PictureSide side_of(const Placement& placement) {
  return {.layout = print(placement.layout()), .table = placement.table()};
}

}  // namespace

Picture picture_of(const Placement& placement) {
  return {.title = "", .pack = placement.pack(), .source = side_of(placement), .target = std::nullopt, .moves = {}};
}

Picture picture_of(const Plan& plan) {
  return {.title = "",
          .pack = plan.source().pack(),
          .source = side_of(plan.source()),
          .target = side_of(plan.target()),
          .moves = {plan.moves().begin(), plan.moves().end()}};
}

}  // namespace relayout::report
