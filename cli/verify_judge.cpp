#include "relayout/cli/verify_judge.hpp"

#include <optional>
#include <utility>

#include "relayout/cli/failure.hpp"
#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/check/check_pieces.hpp"
#include "relayout/model/check/check_routes.hpp"
#include "relayout/model/check/check_view.hpp"
#include "relayout/model/fingerprint.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/placement.hpp"

namespace relayout::cli {
namespace {

Placement apply_to(const std::optional<Layout>& layout, const Known& known, std::string_view what) {
  if (!known.pack) {
    fail_usage("the file does not say its lengths: give --lengths");
  }
  if (!layout) {
    fail_usage("the file does not say its ", what, ", or not one we know: give --", what);
  }
  return take(Placement::make(*layout, *known.pack), std::string(what) + " " + print(*layout));
}

std::optional<PieceTable> table_of(const std::optional<Layout>& layout, const Known& known, std::string_view what) {
  if (!layout || !known.pack) {
    return std::nullopt;
  }
  return apply_to(layout, known, what).table();
}

Verdict judge_token_count(std::int64_t claimed, const Known& known, const char* law) {
  if (known.pack && known.pack->token_count() != claimed) {
    return make_witness(law, "the file has ", claimed, " tokens, its pack has ", known.pack->token_count());
  }
  return std::nullopt;
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

}  // namespace

Judgement judge(const report::LayoutDocument& document, const Known& known) {
  Judgement judgement{.verdict = check_pieces(document.table), .remarks = known.notes};
  if (!judgement.verdict) {
    judgement.verdict = judge_token_count(document.table.token_count, known, "partition");
  }
  if (!known.layout || !known.pack) {
    judgement.remarks.emplace_back(
        "not judged: which layout this is; only that every token has one place (give --layout and --lengths)");
    return judgement;
  }
  if (!judgement.verdict) {
    const PieceTable expected = apply_to(known.layout, known, "layout").table();
    judgement.verdict = check_same_pieces({.found = document.table, .expected = expected});
  }
  return judgement;
}

Judgement judge(const report::PlanDocument& document, const Known& known) {
  const std::optional<PieceTable> source = table_of(known.source, known, "source");
  const std::optional<PieceTable> target = table_of(known.target, known, "target");
  Judgement judgement{.verdict = judge_token_count(document.table.token_count, known, "join"), .remarks = known.notes};
  if (!judgement.verdict) {
    judgement.verdict =
        check_moves(document.table, {.source = source ? &*source : nullptr, .target = target ? &*target : nullptr});
  }
  if (const Verdict form = check_canonical_moves(document.table.moves); form && !judgement.verdict) {
    judgement.remarks.push_back("right, but not in canonical form: " + form->message);
  }
  if (!source || !target) {
    judgement.remarks.emplace_back(
        "not judged: whether rows go where the layouts say; only that the plan is consistent in itself (give "
        "--lengths, --source "
        "and --target)");
  } else if (!judgement.verdict && known.fingerprint) {
    judgement.verdict = judge_fingerprint(known);
  }
  return judgement;
}

Judgement judge(const report::RoutesDocument& document, const Known& known) {
  const Placement source = apply_to(known.source, known, "source");
  const Placement target = apply_to(known.target, known, "target");
  return {.verdict = check_routes({.routes = document.routes, .source = source, .target = target}),
          .remarks = known.notes};
}

Judgement judge(const report::ViewDocument& document, const Known& known) {
  const Placement placement = apply_to(known.layout, known, "layout");
  for (const ViewClaim& claim : document.ranks) {
    if (Verdict verdict = check_view(claim, placement)) {
      return {.verdict = std::move(verdict), .remarks = known.notes};
    }
  }
  return {.verdict = std::nullopt, .remarks = known.notes};
}

}  // namespace relayout::cli
