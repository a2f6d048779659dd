#include "relayout/model/report/document_parts.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

namespace relayout::report {

namespace {

std::optional<std::int64_t> integer_if(const JsonNode& node, const char* key) {
  const auto value = node.find(key);
  return value ? std::optional(value->integer()) : std::nullopt;
}

std::optional<std::string> string_if(const JsonNode& node, const char* key) {
  const auto value = node.find(key);
  return value ? std::optional(value->string()) : std::nullopt;
}

std::optional<std::vector<std::int64_t>> integers_if(const JsonNode& node, const char* key) {
  const auto value = node.find(key);
  return value ? std::optional(value->integers()) : std::nullopt;
}

Claims read_claims(const JsonNode& root) {
  return {.name = string_if(root, "name"),
          .lengths = integers_if(root, "lengths"),
          .slots = integers_if(root, "slots"),
          .token_count = integer_if(root, "token_count"),
          .rank_count = integer_if(root, "rank_count"),
          .layout = string_if(root, "layout"),
          .source = string_if(root, "source"),
          .target = string_if(root, "target"),
          .fingerprint = string_if(root, "fingerprint")};
}

// Entries of "ranks" by their rank: each of 0 .. count-1 once, in any order; without a "rank" key, in order.
std::vector<JsonNode> entries_by_rank(const JsonNode& root) {
  const std::vector<JsonNode> items = root.at("ranks").items();
  std::vector<JsonNode> by_rank = items;
  std::vector<std::uint8_t> seen(items.size());
  for (std::size_t index = 0; index < items.size(); ++index) {
    const auto node = items[index].find("rank");
    const std::size_t rank = node ? static_cast<std::size_t>(node->rank()) : index;
    if (rank >= items.size() || seen[rank] != 0) {
      (node ? *node : items[index]).refuse("one of 0 .. " + std::to_string(items.size() - 1) + ", each of them once");
      continue;
    }
    seen[rank] = 1;
    by_rank[rank] = items[index];
  }
  return by_rank;
}

RankPieces read_rank_pieces(const JsonNode& node, std::size_t rank) {
  node.expect_keys({"rank", "world_rank", "row_count", "pieces"});
  const auto world_rank = node.find("world_rank");
  RankPieces pieces{
      .world_rank = world_rank ? world_rank->rank() : static_cast<std::int32_t>(rank), .row_count = 0, .pieces = {}};
  for (const JsonNode& piece : node.at("pieces").items()) {
    piece.expect_keys({"token", "row", "count"});
    pieces.pieces.push_back(
        {.token = piece.at("token").integer(), .row = piece.at("row").integer(), .count = piece.at("count").integer()});
    pieces.row_count = std::max(pieces.row_count, pieces.pieces.back().row + pieces.pieces.back().count);
  }
  pieces.row_count = integer_if(node, "row_count").value_or(pieces.row_count);
  return pieces;
}

Move read_move(const JsonNode& node) {
  node.expect_keys({"token", "count", "source_rank", "source_row", "target_rank", "target_row"});
  return {.token = node.at("token").integer(),
          .count = node.at("count").integer(),
          .source_row = node.at("source_row").integer(),
          .target_row = node.at("target_row").integer(),
          .source_rank = node.at("source_rank").rank(),
          .target_rank = node.at("target_rank").rank()};
}

Traffic read_traffic(const JsonNode& node) {
  node.expect_keys(
      {"rows_total", "rows_kept", "rows_sent", "rows_sent_max_rank", "rows_received_max_rank", "messages"});
  return {.rows_total = node.at("rows_total").integer(),
          .rows_kept = node.at("rows_kept").integer(),
          .rows_sent = node.at("rows_sent").integer(),
          .rows_sent_max_rank = node.at("rows_sent_max_rank").integer(),
          .rows_received_max_rank = node.at("rows_received_max_rank").integer(),
          .messages = node.at("messages").integer()};
}

// The tokens of the slots, or of the lengths where no slots are given; nothing where neither is, or their sum is past
// all limits and the moves must say.
std::optional<std::int64_t> tokens_of_pack(const Claims& claims) {
  const auto& sizes = claims.slots ? claims.slots : claims.lengths;
  std::int64_t sum = 0;
  for (const std::int64_t size : sizes.value_or(std::vector<std::int64_t>())) {
    sum = std::min(sum + size, max_side_rows + 1);
  }
  return sizes && sum <= max_side_rows ? std::optional(sum) : std::nullopt;
}

// Entries of "ranks" by ascending world rank, as splits count peers, however they stand in the file.
struct RankedNode {
  std::int32_t rank;
  JsonNode node;
};
std::vector<RankedNode> entries_in_rank_order(const JsonNode& root) {
  std::vector<RankedNode> entries;
  for (const JsonNode& node : root.at("ranks").items()) {
    const auto rank = node.find("rank");
    entries.push_back({.rank = rank ? rank->rank() : static_cast<std::int32_t>(entries.size()), .node = node});
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const RankedNode& a, const RankedNode& b) { return a.rank < b.rank; });
  return entries;
}

// Row lists may be null: 0, 1, 2, ..
std::optional<std::vector<std::int64_t>> read_row_list(const JsonNode& node, const char* key) {
  const auto list = node.find(key);
  return !list || list->is_null() ? std::nullopt : std::optional(list->integers());
}

std::vector<Segment> read_segments(const JsonNode& list) {
  std::vector<Segment> segments;
  for (const JsonNode& node : list.items()) {
    node.expect_keys({"sequence", "position", "row", "count"});
    segments.push_back({.sequence = node.at("sequence").integer(),
                        .position = node.at("position").integer(),
                        .row = node.at("row").integer(),
                        .count = node.at("count").integer()});
  }
  return segments;
}

std::vector<FlaPart> read_fla(const JsonNode& list) {
  std::vector<FlaPart> parts;
  for (const JsonNode& node : list.items()) {
    node.expect_keys({"row_begin", "cu_seqlens", "pre_num_ranks", "post_num_ranks", "is_first_rank", "is_last_rank",
                      "pre_num_conv_tokens"});
    parts.push_back({.row_begin = node.at("row_begin").integer(),
                     .cu_seqlens = node.at("cu_seqlens").integers(),
                     .pre_num_ranks = node.at("pre_num_ranks").integer(),
                     .post_num_ranks = node.at("post_num_ranks").integer(),
                     .is_first_rank = node.at("is_first_rank").boolean(),
                     .is_last_rank = node.at("is_last_rank").boolean(),
                     .pre_num_conv_tokens = node.at("pre_num_conv_tokens").integer()});
  }
  return parts;
}

ViewClaim read_view_claim(const JsonNode& node) {
  node.expect_keys({"rank", "world_rank", "row_count", "segments", "cu_seqlens", "cu_seqlens_padded", "position_ids",
                    "max_seqlen", "max_seqlen_padded", "fla"});
  const auto segments = node.find("segments");
  const auto fla = node.find("fla");
  return {.rank = node.at("rank").rank(),
          .world_rank = integer_if(node, "world_rank"),
          .row_count = integer_if(node, "row_count"),
          .segments = segments ? std::optional(read_segments(*segments)) : std::nullopt,
          .cu_seqlens = integers_if(node, "cu_seqlens"),
          .cu_seqlens_padded = integers_if(node, "cu_seqlens_padded"),
          .position_ids = integers_if(node, "position_ids"),
          .max_seqlen = integer_if(node, "max_seqlen"),
          .max_seqlen_padded = integer_if(node, "max_seqlen_padded"),
          .fla = fla ? std::optional(read_fla(*fla)) : std::nullopt};
}

}  // namespace

LayoutDocument read_layout_document(const JsonNode& root) {
  root.expect_keys({"schema", "name", "layout", "lengths", "slots", "token_count", "rank_count", "ranks"});
  LayoutDocument document{.claims = read_claims(root), .table = {}};
  const std::vector<JsonNode> entries = entries_by_rank(root);
  std::int64_t token_end = 0;
  for (std::size_t rank = 0; rank < entries.size(); ++rank) {
    document.table.ranks.push_back(read_rank_pieces(entries[rank], rank));
    for (const Piece& piece : document.table.ranks.back().pieces) {
      token_end = std::max(token_end, piece.token + piece.count);
    }
  }
  document.table.token_count = document.claims.token_count.value_or(token_end);
  return document;
}

PlanDocument read_plan_document(const JsonNode& root) {
  root.expect_keys({"schema", "name", "source", "target", "fingerprint", "lengths", "slots", "token_count",
                    "source_row_counts", "target_row_counts", "moves", "traffic"});
  PlanDocument document{.claims = read_claims(root), .table = {}, .traffic = {}};
  std::int64_t token_end = 0;
  for (const JsonNode& node : root.at("moves").items()) {
    document.table.moves.push_back(read_move(node));
    token_end = std::max(token_end, document.table.moves.back().token + document.table.moves.back().count);
  }
  const std::int64_t pack_tokens = tokens_of_pack(document.claims).value_or(token_end);
  document.table.token_count = document.claims.token_count.value_or(pack_tokens);
  document.table.source_row_counts = integers_if(root, "source_row_counts");
  document.table.target_row_counts = integers_if(root, "target_row_counts");
  if (const auto traffic = root.find("traffic")) {
    document.traffic = read_traffic(*traffic);
  }
  return document;
}

RoutesDocument read_routes_document(const JsonNode& root) {
  root.expect_keys({"schema", "name", "lengths", "slots", "source", "target", "ranks"});
  RoutesDocument document{.claims = read_claims(root), .routes = {}};
  for (const RankedNode& entry : entries_in_rank_order(root)) {
    const JsonNode& node = entry.node;
    node.expect_keys(
        {"rank", "source_row_count", "target_row_count", "send_rows", "send_splits", "receive_rows", "receive_splits"});
    document.routes.ranks.push_back({.rank = entry.rank,
                                     .source_row_count = integer_if(node, "source_row_count"),
                                     .target_row_count = integer_if(node, "target_row_count"),
                                     .send_rows = read_row_list(node, "send_rows"),
                                     .send_splits = node.at("send_splits").integers(),
                                     .receive_rows = read_row_list(node, "receive_rows"),
                                     .receive_splits = node.at("receive_splits").integers()});
  }
  return document;
}

ViewDocument read_view_document(const JsonNode& root) {
  root.expect_keys({"schema", "name", "layout", "lengths", "slots", "token_count", "rank_count", "ranks"});
  ViewDocument document{.claims = read_claims(root), .ranks = {}};
  const JsonNode list = root.at("ranks");
  std::set<std::int32_t> seen;
  for (const JsonNode& node : list.items()) {
    document.ranks.push_back(read_view_claim(node));
    if (!seen.insert(document.ranks.back().rank).second) {
      node.at("rank").refuse("a rank that is not there already");
    }
    const auto fields = fields_of(document.ranks.back());
    if (std::none_of(fields.begin(), fields.end(), [](const ClaimedField& field) { return field.claimed; })) {
      node.refuse("the view of a rank, with one of the lists and counts that kernels are fed");
    }
  }
  if (document.ranks.empty()) {
    list.refuse("a list of one rank or more");
  }
  return document;
}

}  // namespace relayout::report
