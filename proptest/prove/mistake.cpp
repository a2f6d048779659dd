#include "relayout/proptest/prove/mistake.hpp"

#include <algorithm>
#include <array>

#include "relayout/proptest/prove/mistaken.hpp"
#include "relayout/proptest/prove/replay.hpp"

namespace relayout::prove {
namespace {

bool zigzag(const Kind& kind) { return kind.zigzag(); }
bool by_sequence(const Kind& kind) { return !kind.striped(); }
bool any(const Kind&) { return true; }
bool balanced(const Kind& kind) { return kind.cut_rule() == CutRule::balanced; }
bool uneven_zigzag(const Kind& kind) { return kind.zigzag() && !kind.even(); }
bool without_width(const Kind& kind) { return kind.cut_rule() != CutRule::width; }
bool array_split(const Kind& kind) { return kind.cut_rule() == CutRule::array_split; }
bool shares(const Kind& kind) { return kind.name == LayoutName::contiguous && balanced(kind); }
bool padded_sequence(const Kind& kind) { return kind.remainder == Remainder::pad && !kind.striped(); }
bool uneven_sequence(const Kind& kind) { return without_width(kind); }

std::string tp_replay(const Kind& kind, const Model& model) {
  const std::string options = replay_options(kind, model);
  const std::size_t cp = options.find("--cp ") + 5;
  const std::string tp = options.substr(cp, options.find(' ', cp) - cp);
  return options.substr(0, cp) + "1 --source contiguous:remainder=balanced,tp=" + tp +
         " --target zigzag:remainder=balanced";
}

// The sequence twice: what is wrong behind the first shows in the second.
std::string twice_replay(const Kind& kind, const Model& model) {
  Model again = model;
  again["begin"] = model.at("length");
  return replay_options(kind, again);
}

std::string slots_replay(const Kind& kind, const Model& model) {
  Model alone = model;
  alone.erase("begin");
  const std::string options = replay_options(kind, alone);
  const std::size_t rest = options.find(" --cp");
  return "--lengths " + model.at("valid") + " --slots " + model.at("length") + options.substr(rest);
}

bool none(const Kind&) { return false; }
bool rounds(std::string_view statement) {
  return statement.starts_with("rounding up") || statement.starts_with("padded rows");
}
bool sums(std::string_view statement) { return statement.starts_with("sums of rows"); }
bool numbers(std::string_view statement) { return statement.starts_with("cp rank and tp rank"); }
bool renames(std::string_view statement) { return statement.starts_with("ranks renamed"); }

template <class Made>
const Made made{};

template <template <class> class Made>
constexpr Mistake scopes(std::string_view name, bool (*shows)(const Kind&)) {
  return {name, &made<Made<Number>>, &made<Made<IslNumber>>, shows, nullptr, nullptr};
}
// isl knows no carried padding, no rows of temporary padding and no tp.
template <template <class> class Made>
constexpr Mistake scopes_of_z3(std::string_view name, bool (*shows)(const Kind&),
                               std::string (*replay)(const Kind&, const Model&)) {
  return {name, &made<Made<Number>>, nullptr, shows, nullptr, replay};
}
template <template <class> class Made>
constexpr Mistake modifiers(std::string_view name, bool (*modifies)(std::string_view)) {
  return {name, &made<Made<Number>>, nullptr, none, modifies, nullptr};
}

using namespace mistaken;
constexpr Mistake div_cp{"cu-seqlens-div-cp",
                         &made<CuSeqlensDivCp<Number>>,
                         &made<CuSeqlensDivCp<IslNumber>>,
                         uneven_sequence,
                         sums,
                         nullptr};
constexpr std::array all_mistakes{
    scopes<Cp2Only>("cp2-only", zigzag),
    scopes<OddRowLost>("odd-row-lost", by_sequence),
    div_cp,
    scopes<TeUnaligned>("te-unaligned", uneven_zigzag),
    scopes<TailFloorSplit>("tail-floor-split", without_width),
    scopes<ShortSequenceLost>("short-sequence-lost", by_sequence),
    scopes<LateChunkFirst>("late-chunk-first", zigzag),
    scopes<MirrorForgotten>("mirror-forgotten", zigzag),
    scopes<BoundaryRowTwice>("boundary-row-twice", any),
    scopes<EndRoundedUp>("end-rounded-up", balanced),
    scopes<EqualByCeil>("torch-chunk-for-array-split", array_split),
    scopes_of_z3<EqualByCeil>("tp-shares-by-ceil", shares, tp_replay),
    scopes_of_z3<PaddingAtRankEnd>("padding-at-rank-end", padded_sequence, twice_replay),
    scopes_of_z3<CarriedPaddingDropped>("carried-padding-dropped", by_sequence, slots_replay),
    modifiers<MultipleAgain>("multiple-again", rounds),
    modifiers<TpRankAcross>("tp-rank-across", numbers),
    modifiers<OrderInverted>("order-inverted", renames),
    Mistake{"index-32-bit", nullptr, nullptr, balanced, nullptr, nullptr}};

// Short, even, odd and uneven scopes; for indices, the smallest scope that has one which does not fit; and for order
// the shortest that is not its own inverse.
std::vector<Suspect> suspects_of(const Mistake& mistake, const Obligation& obligation) {
  std::vector<Suspect> suspects;
  if (mistake.z3 == nullptr) return {one_scope({.length = std::int64_t{1} << 31, .ranks = 1})};
  if (obligation.group == Group::modifier) {
    return {{{"rows", 2},
             {"multiple", 2},
             {"chunks", 1},
             {"factor", 2},
             {"cp", 2},
             {"tp", 2},
             {"rows_ahead", 0},
             {"tokens_ahead", 0},
             {"rows_here", 1},
             {"tokens_here", 1},
             {"rank", 0},
             {"order_of_rank", 1},
             {"rank_in_order", 2}}};
  }
  for (const ScopeSize& size : {ScopeSize{1, 1}, ScopeSize{1, 2}, ScopeSize{4, 2}, ScopeSize{5, 2}, ScopeSize{6, 3}}) {
    suspects.push_back(obligation.group == Group::pair ? same_scope(size) : one_scope(size));
  }
  return suspects;
}

bool touches(const Mistake& mistake, const Obligation& obligation) {
  if (obligation.group == Group::modifier) return mistake.modifies != nullptr && mistake.modifies(obligation.name);
  if (obligation.group == Group::range) return mistake.z3 == nullptr && mistake.shows(obligation.kinds.front());
  // What is shown in other ways than two layouts of a pack has no pairs.
  if (obligation.group != Group::scope && mistake.replay != nullptr) return false;
  return std::any_of(obligation.kinds.begin(), obligation.kinds.end(), mistake.shows);
}

std::string with_fault(std::string options, std::string_view fault) {
  if (!options.empty()) options += " --fault " + std::string(fault);
  return options;
}

}  // namespace

std::span<const Mistake> mistakes() { return all_mistakes; }

const Mistake* find_mistake(std::string_view name) {
  const auto found = std::find_if(all_mistakes.begin(), all_mistakes.end(),
                                  [&](const Mistake& mistake) { return mistake.name == name; });
  return found == all_mistakes.end() ? nullptr : &*found;
}

std::vector<Obligation> obligations(const Mistake& mistake) {
  std::vector<Obligation> asked;
  if (mistake.z3 == nullptr) {
    add_range_obligations({"32 bits", 31}, asked);
  } else {
    asked = obligations(Source{mistake.z3, mistake.shows});
  }
  std::erase_if(asked, [&](const Obligation& obligation) { return !touches(mistake, obligation); });
  for (Obligation& obligation : asked) {
    obligation.suspects = suspects_of(mistake, obligation);
    obligation.replay = [kinds = obligation.kinds, sound = obligation.replay, &mistake](const Model& model) {
      const bool own = mistake.replay != nullptr && kinds.size() == 1;
      return with_fault(own ? mistake.replay(kinds.front(), model) : sound(model), mistake.name);
    };
  }
  return asked;
}

std::vector<IslObligation> isl_obligations(const Mistake& mistake) {
  if (mistake.isl == nullptr) return {};
  std::vector<IslObligation> asked = isl_obligations(SourceOf<IslNumber>{mistake.isl, mistake.shows});
  std::erase_if(asked, [&](const IslObligation& obligation) {
    return std::none_of(obligation.kinds.begin(), obligation.kinds.end(), mistake.shows);
  });
  for (IslObligation& obligation : asked) {
    obligation.decide = [decide = obligation.decide, &mistake](Interrupt& interrupt) {
      Answer answer = decide(interrupt);
      answer.command = with_fault(std::move(answer.command), mistake.name);
      return answer;
    };
  }
  return asked;
}

}  // namespace relayout::prove
