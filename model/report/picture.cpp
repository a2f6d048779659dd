#include "relayout/model/report/picture.hpp"

#include <fmt/format.h>

#include <utility>

#include "relayout/model/layout_text.hpp"

namespace relayout::report {

namespace {

PictureSide side_of(const Placement& placement) {
  return {.layout = print(placement.layout()), .table = placement.table()};
}

}  // namespace

std::string rank_label(const RankPieces& rank, std::size_t index) {
  const bool renamed = rank.world_rank != static_cast<std::int64_t>(index);
  return renamed ? fmt::format("rank {} (world {})", index, rank.world_rank) : fmt::format("rank {}", index);
}

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
