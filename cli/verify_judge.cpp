#include "relayout/cli/verify_judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>

#include "relayout/cli/failure.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/check/check_pieces.hpp"
#include "relayout/model/check/check_routes.hpp"
#include "relayout/model/check/check_view.hpp"
#include "relayout/model/fingerprint.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout::cli {
namespace {

Placement apply_to(const std::optional<Layout>& layout, const Known& known, std::string_view what) {
  if (!known.pack) {
    fail_usage("the file does not say its lengths: give --lengths");
  }
  if (!layout && !known.notes.empty()) {
    fail_input("bad_layout", known.file, ": ", fmt::format("{}", fmt::join(known.notes, "; ")));
  }
  if (!layout) {
    fail_usage("the file does not say its ", what, ": give --", what);
  }
  return take(Placement::make(*layout, *known.pack), fmt::format("{}: {} {}", known.file, what, print(*layout)));
}

std::optional<PieceTable> table_of(const std::optional<Layout>& layout, const Known& known, std::string_view what) {
  if (!layout || !known.pack) {
    return std::nullopt;
  }
  return apply_to(layout, known, what).table();
}

// A count that a file claims beside what it should be.
struct Count {
  std::string_view what;
  std::optional<std::int64_t> claimed;
  std::int64_t expected = 0;
};

Verdict judge_count(const char* law, const Count& count) {
  if (count.claimed && *count.claimed != count.expected) {
    return make_witness(law, "the file says ", *count.claimed, " ", count.what, ", expected ", count.expected);
  }
  return std::nullopt;
}

Verdict judge_token_count(const char* law, std::int64_t claimed, const Known& known) {
  return known.pack ? judge_count(law, {"tokens", claimed, known.pack->token_count()}) : std::nullopt;
}

Verdict judge_fingerprint(const Known& known) {
  const std::uint64_t expected = fingerprint(
      {.pack = known.pack->digest(), .source = digest(known.source->keys()), .target = digest(known.target->keys())});
  if (*known.fingerprint != to_hex(expected)) {
    return make_witness("agreement", "the file's fingerprint is ", *known.fingerprint, ", expected ", to_hex(expected),
                        ": it was made for another pack or other layouts");
  }
  return std::nullopt;
}

Verdict judge_traffic(const Traffic& claimed, const Traffic& expected) {
  const Count counts[] = {{"rows_total", claimed.rows_total, expected.rows_total},
                          {"rows_kept", claimed.rows_kept, expected.rows_kept},
                          {"rows_sent", claimed.rows_sent, expected.rows_sent},
                          {"rows_sent_max_rank", claimed.rows_sent_max_rank, expected.rows_sent_max_rank},
                          {"rows_received_max_rank", claimed.rows_received_max_rank, expected.rows_received_max_rank},
                          {"messages", claimed.messages, expected.messages}};
  for (const Count& count : counts) {
    if (Verdict fault = judge_count("bound", count)) {
      return fault;
    }
  }
  return std::nullopt;
}

std::string tokens_of(std::int64_t count) { return counted(count, "token") + ", "; }

// "cu_seqlens, fla of 4 of 4 ranks; segments of 1 of 4 ranks", and what is missing.
void say_what_is_judged(const std::vector<ViewClaim>& claims, std::int32_t rank_count, Judgement& judgement) {
  std::array<std::int64_t, std::tuple_size_v<decltype(fields_of({}))>> ranks_with = {};
  for (const ViewClaim& claim : claims) {
    const auto fields = fields_of(claim);
    std::transform(fields.begin(), fields.end(), ranks_with.begin(), ranks_with.begin(),
                   [](const ClaimedField& field, std::int64_t ranks) { return ranks + (field.claimed ? 1 : 0); });
  }
  std::map<std::int64_t, std::vector<std::string_view>, std::greater<>> fields_by_ranks;
  for (std::size_t i = 0; i < ranks_with.size(); ++i) {
    fields_by_ranks[ranks_with[i]].push_back(fields_of({})[i].name);
  }
  for (const auto& [ranks, fields] : fields_by_ranks) {
    const std::string names = fmt::format("{}", fmt::join(fields, ", "));
    if (ranks == 0) {
      judgement.remarks.push_back("not given, so not judged: " + names);
    } else {
      judgement.judged +=
          fmt::format("{}{} of {} of {} ranks", judgement.judged.empty() ? "" : "; ", names, ranks, rank_count);
    }
  }
  if (std::ssize(claims) < rank_count) {
    judgement.remarks.push_back(
        fmt::format("not given, so not judged: {} of {} ranks", rank_count - std::ssize(claims), rank_count));
  }
}

}  // namespace

Judgement judge(const report::LayoutDocument& document, const Known& known) {
  Judgement judgement{
      .verdict = check_pieces(document.table), .judged = tokens_of(document.table.token_count), .remarks = known.notes};
  if (!judgement.verdict) {
    judgement.verdict = judge_count(
        "partition", {"ranks", document.claims.rank_count, static_cast<std::int64_t>(document.table.ranks.size())});
  }
  if (!judgement.verdict) {
    judgement.verdict = judge_token_count("partition", document.table.token_count, known);
  }
  if (!known.layout || !known.pack) {
    judgement.judged += "each in one place";
    judgement.remarks.emplace_back("not judged: which layout this is (give --layout and --lengths)");
    return judgement;
  }
  judgement.judged += print(*known.layout);
  if (!judgement.verdict) {
    const PieceTable expected = apply_to(known.layout, known, "layout").table();
    judgement.verdict = check_same_pieces({.found = document.table, .expected = expected});
  }
  return judgement;
}

Judgement judge(const report::PlanDocument& document, const Known& known) {
  const std::optional<PieceTable> source = table_of(known.source, known, "source");
  const std::optional<PieceTable> target = table_of(known.target, known, "target");
  Judgement judgement{.verdict = judge_token_count("join", document.table.token_count, known),
                      .judged = tokens_of(document.table.token_count),
                      .remarks = known.notes};
  if (!judgement.verdict) {
    judgement.verdict =
        check_moves(document.table, {.source = source ? &*source : nullptr, .target = target ? &*target : nullptr});
  }
  if (!judgement.verdict && document.traffic) {
    judgement.verdict = judge_traffic(*document.traffic, traffic(document.table.moves));
  }
  if (const Verdict form = check_canonical_moves(document.table.moves); form && !judgement.verdict) {
    judgement.remarks.push_back("right, but not in canonical form: " + form->message);
  }
  if (!source || !target) {
    judgement.judged += "each moved once";
    judgement.remarks.emplace_back(
        "not judged: whether rows go where the layouts say (give --lengths, --source and --target)");
    return judgement;
  }
  judgement.judged += arrow(*known.source, *known.target);
  if (!judgement.verdict && known.fingerprint) {
    judgement.verdict = judge_fingerprint(known);
  }
  return judgement;
}

Judgement judge(const report::RoutesDocument& document, const Known& known) {
  const Placement source = apply_to(known.source, known, "source");
  const Placement target = apply_to(known.target, known, "target");
  return {.verdict = check_routes({.routes = document.routes, .source = source, .target = target}),
          .judged = tokens_of(known.pack->token_count()) + arrow(*known.source, *known.target),
          .remarks = known.notes};
}

Judgement judge(const report::ViewDocument& document, const Known& known) {
  const Placement placement = apply_to(known.layout, known, "layout");
  Judgement judgement{.verdict = judge_count("views", {"ranks", document.claims.rank_count, placement.rank_count()}),
                      .judged = "",
                      .remarks = known.notes};
  say_what_is_judged(document.ranks, placement.rank_count(), judgement);
  if (!judgement.verdict && document.claims.token_count) {
    judgement.verdict = judge_token_count("views", *document.claims.token_count, known);
  }
  for (const ViewClaim& claim : document.ranks) {
    if (!judgement.verdict) {
      judgement.verdict = check_view(claim, placement);
    }
  }
  return judgement;
}

}  // namespace relayout::cli
