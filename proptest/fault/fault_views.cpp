// Faults of the metadata: the rows are right, what the kernels are told of them is not.
#include <algorithm>

#include "relayout/proptest/fault/planted.hpp"

namespace relayout::proptest::planted {
namespace {

template <class Damage>
Planner from_view(Damage damage) {
  Planner planner = sound_planner();
  planner.view = [damage](const Placement& placement, std::int32_t rank) {
    View result = view(placement, rank);
    damage(result, placement);
    return result;
  };
  return planner;
}

std::int64_t largest_step(const std::vector<std::int64_t>& cu_seqlens) {
  std::int64_t largest = 0;
  for (std::size_t i = 1; i < cu_seqlens.size(); ++i) largest = std::max(largest, cu_seqlens[i] - cu_seqlens[i - 1]);
  return largest;
}

std::int64_t tokens_of(const FlaPart& part) { return part.cu_seqlens.back(); }

// The first token of a part, from the segment that begins in its first row or holds it.
std::int64_t first_token(const View& view, const Pack& pack, const FlaPart& part) {
  for (const Segment& segment : view.segments) {
    if (segment.row + segment.count <= part.row_begin) continue;
    return pack.slot(segment.sequence).begin + segment.position + (part.row_begin - segment.row);
  }
  return 0;
}

}  // namespace

Planner cu_seqlens_div_cp() {
  return from_view([](View& view, const Placement& placement) {
    if (placement.layout().name() == LayoutName::custom || placement.layout().scope() == Scope::pack) return;
    const std::int64_t cp = placement.layout().cp();
    view.cu_seqlens.clear();
    for (const std::int64_t end : placement.pack().cu_seqlens()) view.cu_seqlens.push_back(floor_div(end, cp));
    view.max_seqlen = largest_step(view.cu_seqlens);
  });
}

Planner padded_cu_seqlens() {
  return from_view([](View& view, const Placement&) {
    view.cu_seqlens = view.cu_seqlens_padded;
    view.max_seqlen = view.max_seqlen_padded;
  });
}

Planner positions_restart() {
  return from_view([](View& view, const Placement& placement) {
    std::vector<std::int64_t> seen(static_cast<std::size_t>(placement.pack().sequence_count()), 0);
    for (Segment& segment : view.segments) {
      std::int64_t& position = seen[static_cast<std::size_t>(segment.sequence)];
      segment.position = position;
      position += segment.count;
    }
  });
}

Planner positions_of_pack() {
  return from_view([](View& view, const Placement& placement) {
    for (Segment& segment : view.segments) segment.position += placement.pack().slot(segment.sequence).begin;
  });
}

Planner max_seqlen_global() {
  return from_view([](View& view, const Placement& placement) {
    for (const std::int64_t length : placement.pack().lengths()) view.max_seqlen = std::max(view.max_seqlen, length);
  });
}

Planner empty_sequences_left_out() {
  return from_view([](View& view, const Placement&) {
    view.cu_seqlens.erase(std::unique(view.cu_seqlens.begin(), view.cu_seqlens.end()), view.cu_seqlens.end());
  });
}

Planner fla_chain_border() {
  return from_view([](View& view, const Placement& placement) {
    for (FlaPart& part : view.fla) {
      if (tokens_of(part) == 0 || part.pre_num_conv_tokens != 0) continue;
      if (first_token(view, placement.pack(), part) == 0) continue;
      part.pre_num_ranks = 1;
      part.is_first_rank = false;
    }
  });
}

Planner fla_conv_clipped() {
  return from_view([](View& view, const Placement&) {
    for (FlaPart& part : view.fla) part.pre_num_conv_tokens = std::min(part.pre_num_conv_tokens, tokens_of(part));
  });
}

}  // namespace relayout::proptest::planted
