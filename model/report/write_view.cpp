#include <numeric>

#include "relayout/model/layout_text.hpp"
#include "relayout/model/report/document_head.hpp"
#include "relayout/model/report/write_json.hpp"
#include "relayout/model/view.hpp"

namespace relayout::report {

namespace {

void write_segments(JsonOut& json, const std::vector<Segment>& segments) {
  json.key("segments");
  json.open('[');
  for (const Segment& segment : segments) {
    json.open('{');
    json.number("sequence", segment.sequence);
    json.number("position", segment.position);
    json.number("row", segment.row);
    json.number("count", segment.count);
    json.close('}');
  }
  json.close(']');
}

void write_fla(JsonOut& json, const std::vector<FlaPart>& parts) {
  json.key("fla");
  json.open('[');
  for (const FlaPart& part : parts) {
    json.open('{');
    json.number("row_begin", part.row_begin);
    json.numbers("cu_seqlens", part.cu_seqlens);
    json.number("pre_num_ranks", part.pre_num_ranks);
    json.number("post_num_ranks", part.post_num_ranks);
    json.boolean("is_first_rank", part.is_first_rank);
    json.boolean("is_last_rank", part.is_last_rank);
    json.number("pre_num_conv_tokens", part.pre_num_conv_tokens);
    json.close('}');
  }
  json.close(']');
}

void write_rank_view(JsonOut& json, const View& view, PositionIds position_ids) {
  json.open('{');
  json.number("rank", view.rank);
  json.number("world_rank", view.world_rank);
  json.number("row_count", view.row_count);
  write_segments(json, view.segments);
  json.numbers("cu_seqlens", view.cu_seqlens);
  json.numbers("cu_seqlens_padded", view.cu_seqlens_padded);
  json.number("max_seqlen", view.max_seqlen);
  json.number("max_seqlen_padded", view.max_seqlen_padded);
  write_fla(json, view.fla);
  if (position_ids == PositionIds::write) {
    json.numbers("position_ids", relayout::position_ids(view));
  }
  json.close('}');
}

std::vector<std::int32_t> selected_ranks(const Placement& placement, const ViewSelection& selection) {
  if (!selection.ranks.empty()) {
    return selection.ranks;
  }
  std::vector<std::int32_t> ranks(static_cast<std::size_t>(placement.rank_count()));
  std::iota(ranks.begin(), ranks.end(), 0);
  return ranks;
}

}  // namespace

void write_view(std::ostream& out, const Placement& placement, const ViewSelection& selection,
                const DocumentName& name) {
  JsonOut json(out);
  open_document(json, "relayout.view/1", name);
  json.string("layout", print(placement.layout()));
  json.numbers("lengths", placement.pack().lengths());
  json.numbers("slots", placement.pack().slots());
  json.number("token_count", placement.token_count());
  json.number("rank_count", placement.rank_count());
  json.key("ranks");
  json.open('[');
  for (const std::int32_t rank : selected_ranks(placement, selection)) {
    write_rank_view(json, view(placement, rank), selection.position_ids);
  }
  json.close(']');
  close_document(json);
}

}  // namespace relayout::report
