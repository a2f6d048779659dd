#include "relayout/model/report/write_json.hpp"

#include <span>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/report/document_head.hpp"
#include "relayout/model/report/routes_of.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout::report {

namespace {

void write_pack(JsonOut& json, const Pack& pack) {
  json.numbers("lengths", pack.lengths());
  json.numbers("slots", pack.slots());
}

void write_rank_pieces(JsonOut& json, const Placement& placement, std::int32_t rank, std::vector<Piece>& pieces) {
  placement.pieces(rank, pieces);
  json.open('{');
  json.number("rank", rank);
  json.number("world_rank", placement.world_rank(rank));
  json.number("row_count", placement.row_count(rank));
  json.key("pieces");
  json.open('[');
  for (const Piece& piece : pieces) {
    json.open('{');
    json.number("token", piece.token);
    json.number("row", piece.row);
    json.number("count", piece.count);
    json.close('}');
  }
  json.close(']');
  json.close('}');
}

void write_moves(JsonOut& json, std::span<const Move> moves) {
  json.key("moves");
  json.open('[');
  for (const Move& move : moves) {
    json.open('{');
    json.number("token", move.token);
    json.number("count", move.count);
    json.number("source_rank", move.source_rank);
    json.number("source_row", move.source_row);
    json.number("target_rank", move.target_rank);
    json.number("target_row", move.target_row);
    json.close('}');
  }
  json.close(']');
}

void write_row_list(JsonOut& json, std::string_view name, const std::optional<std::vector<std::int64_t>>& rows) {
  if (rows) {
    json.numbers(name, *rows);
  } else {
    json.key(name);
    json.null();
  }
}

void write_rank_routes(JsonOut& json, const RankRoutes& routes) {
  json.open('{');
  json.number("rank", routes.rank);
  json.number("source_row_count", routes.source_row_count.value_or(0));
  json.number("target_row_count", routes.target_row_count.value_or(0));
  write_row_list(json, "send_rows", routes.send_rows);
  json.numbers("send_splits", routes.send_splits);
  write_row_list(json, "receive_rows", routes.receive_rows);
  json.numbers("receive_splits", routes.receive_splits);
  json.close('}');
}

void write_sides(JsonOut& json, const Placement& source, const Placement& target) {
  json.string("source", print(source.layout()));
  json.string("target", print(target.layout()));
}

}  // namespace

void write_layout(std::ostream& out, const Placement& placement, const DocumentName& name) {
  JsonOut json(out);
  open_document(json, "relayout.layout/1", name);
  json.string("layout", print(placement.layout()));
  write_pack(json, placement.pack());
  json.number("token_count", placement.token_count());
  json.number("rank_count", placement.rank_count());
  json.key("ranks");
  json.open('[');
  std::vector<Piece> pieces;
  for (std::int32_t rank = 0; rank < placement.rank_count(); ++rank) {
    write_rank_pieces(json, placement, rank, pieces);
  }
  json.close(']');
  close_document(json);
}

void write_plan(std::ostream& out, const Plan& plan, const DocumentName& name) {
  JsonOut json(out);
  open_document(json, "relayout.plan/1", name);
  write_sides(json, plan.source(), plan.target());
  json.string("fingerprint", to_hex(plan.fingerprint()));
  write_pack(json, plan.source().pack());
  json.number("token_count", plan.source().token_count());
  json.numbers("source_row_counts", plan.source_row_counts());
  json.numbers("target_row_counts", plan.target_row_counts());
  write_moves(json, plan.moves());
  write_traffic(json, traffic(plan.moves()));
  close_document(json);
}

void write_routes(std::ostream& out, const Plan& plan, const DocumentName& name) {
  const Routes routes = routes_of(plan);  // where memory ends, it ends before half a document is written
  JsonOut json(out);
  open_document(json, "relayout.routes/1", name);
  json.numbers("lengths", plan.source().pack().lengths());
  json.numbers("slots", plan.source().pack().slots());
  write_sides(json, plan.source(), plan.target());
  json.key("ranks");
  json.open('[');
  for (const RankRoutes& rank : routes.ranks) {
    write_rank_routes(json, rank);
  }
  json.close(']');
  close_document(json);
}

}  // namespace relayout::report
