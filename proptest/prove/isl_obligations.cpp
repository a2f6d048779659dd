#include "relayout/proptest/prove/isl_obligations.hpp"

#include <algorithm>

#include "relayout/proptest/prove/isl_scope.hpp"
#include "relayout/proptest/prove/replay.hpp"

namespace relayout::prove {
namespace {

// One scope, or the same tokens as the target has them, too.
struct Inquiry {
  IslSetting source;
  std::optional<IslSetting> target;
  SourceOf<IslNumber> arithmetic;

  [[nodiscard]] IslScope scope(const isl::ctx& context, const IslSetting& setting) const {
    return {context, setting, arithmetic.of(setting.kind)};
  }
};

using Holds = bool (*)(const isl::ctx& context, const Inquiry& inquiry);

// Every position has one place, no two have the same, and the places are the valid rows without gaps. And row_of names
// them as they come where one goes over the chunks of each rank.
bool one_to_one(const isl::ctx& context, const Inquiry& inquiry) {
  const IslScope scope = inquiry.scope(context, inquiry.source);
  const isl::map places = scope.places();
  return places.is_bijective() && places.domain().is_equal(scope.all_positions()) &&
         places.range().is_equal(scope.rows()) && (inquiry.source.kind.striped() || places.is_equal(scope.walk()));
}

bool turned_round(const isl::ctx& context, const Inquiry& inquiry) {
  const IslScope scope = inquiry.scope(context, inquiry.source);
  return scope.positions().is_equal(scope.places().reverse());
}

// Whether no [rank, row] is taken to two points. isl compares each piece with each other one, and chunks are many
// pieces of one rank each; so it is asked of one rank after the other.
bool is_function(const isl::map& of_rows, const IslSetting& setting) {
  const isl::space rows = of_rows.space().domain();
  for (std::int64_t rank = 0; rank < setting.ranks; ++rank) {
    const isl::set here =
        isl::manage(isl_set_fix_si(isl_set_universe(rows.copy()), isl_dim_set, 0, static_cast<int>(rank)));
    if (!of_rows.intersect_domain(here).is_single_valued()) return false;
  }
  return true;
}

// The whole composition: from the source's rows by its position_of to the target's rows, and back by the target's.
bool composed(const isl::ctx& context, const Inquiry& inquiry) {
  const IslScope source = inquiry.scope(context, inquiry.source);
  const IslScope target = inquiry.scope(context, *inquiry.target);
  const isl::set both = source.parameters().intersect(target.parameters());
  const isl::map forward = source.positions().apply_range(target.places()).coalesce();
  const isl::map backward = target.positions().apply_range(source.places()).coalesce();
  const bool one_to_one = inquiry.source.kind.striped()
                              ? forward.is_bijective()
                              : is_function(forward, inquiry.source) && is_function(backward, *inquiry.target);
  return one_to_one && backward.is_equal(forward.reverse()) &&
         forward.domain().is_equal(source.rows().intersect_params(both)) &&
         forward.range().is_equal(target.rows().intersect_params(both));
}

void know(Inquiry& inquiry, const std::string& more) {
  inquiry.source.known += more;
  if (inquiry.target) inquiry.target->known += more;
}

// Parameters are fixed one after the other, each at the smallest number at which it does not hold.
Model counterexample(const isl::ctx& context, Inquiry inquiry, Holds holds) {
  constexpr std::int64_t most = 256;
  const auto smallest = [&](const std::string& parameter) -> std::string {
    for (std::int64_t value = 0; value <= most; ++value) {
      Inquiry narrow = inquiry;
      know(narrow, " and " + parameter + " = " + std::to_string(value));
      if (holds(context, narrow)) continue;
      inquiry = narrow;
      return std::to_string(value);
    }
    return "";
  };
  Model model;
  const std::string length = smallest("L");
  const auto tell = [&](const std::string& mark, const IslSetting& setting) {
    model[mark + "cp"] = std::to_string(setting.ranks);
    if (!length.empty()) model[mark + "length"] = length;
    if (setting.kind.striped()) model[mark + "block"] = std::to_string(setting.block);
    if (setting.kind.even()) model[mark + "share"] = smallest(setting.share);
  };
  tell(inquiry.target ? "source_" : "", inquiry.source);
  if (inquiry.target) tell("target_", *inquiry.target);
  return model;
}

// Of every residue that L can have.
Answer decide(Inquiry inquiry, Holds holds, Interrupt& interrupt) {
  const std::int64_t residues = std::max<std::int64_t>(inquiry.source.modulus, 1);
  try {
    for (std::int64_t residue = 0; residue < residues; ++residue) {
      inquiry.source.residue = residue;
      if (inquiry.target) inquiry.target->residue = residue;
      const IslContext context(interrupt);
      if (holds(context.ctx(), inquiry)) continue;
      Answer answer{.verdict = Verdict::refuted, .model = counterexample(context.ctx(), inquiry, holds), .command = {}};
      answer.command =
          inquiry.target ? replay_options({.source = inquiry.source.kind, .target = inquiry.target->kind}, answer.model)
                         : replay_options(inquiry.source.kind, answer.model);
      return answer;
    }
  } catch (const isl::exception&) {  // interrupted, or at the end of what it can do
    return {};
  }
  return {.verdict = Verdict::proved, .model = {}, .command = {}};
}

std::string name_of(const IslSetting& setting) {
  const std::string block = setting.kind.striped() ? ",block=" + std::to_string(setting.block) : "";
  return to_string(setting.kind) + block + ",cp=" + std::to_string(setting.ranks);
}

struct Statement {
  std::string_view name;
  std::string_view law;
  Group group;
  Claim claim;
  Holds holds;
};
constexpr Statement placed{"any length: one to one, without gaps, chunk after chunk", "partition", Group::one_to_one,
                           Claim::one_to_one, one_to_one};
constexpr Statement undone{"any length: position_of is row_of turned round", "inverse", Group::turned_round,
                           Claim::turned_round, turned_round};
constexpr Statement through{"any length: forward and backward composed", "inverse", Group::composition, Claim::composed,
                            composed};

IslObligation obligation(const Inquiry& inquiry, const Statement& statement) {
  const IslSetting& source = inquiry.source;
  IslObligation made{
      .name = name_of(source) + "  " + std::string(statement.name),
      .law = statement.law,
      .group = statement.group,
      .kinds = {source.kind},
      .decide = [inquiry, holds = statement.holds](Interrupt& interrupt) { return decide(inquiry, holds, interrupt); },
      .subject = {.claim = statement.claim,
                  .kind = to_string(source.kind),
                  .ranks = source.ranks,
                  .block = source.kind.striped() ? source.block : 0}};
  if (inquiry.target) {
    made.name = name_of(source) + " -> " + name_of(*inquiry.target) + "  " + std::string(statement.name);
    made.kinds.push_back(inquiry.target->kind);
    made.subject.target = to_string(inquiry.target->kind);
  }
  return made;
}

// Where widths follow from L.
bool by_residue(const Kind& kind) { return !kind.striped() && !kind.even(); }

// What is cut otherwise goes to contiguous under the same rule. Stripes of two and three take isl minutes each.
std::optional<IslSetting> target_of(const IslSetting& source) {
  if (source.kind.name == LayoutName::contiguous) return std::nullopt;
  if (source.block > 1) return std::nullopt;
  IslSetting target = source;
  target.kind.name = LayoutName::contiguous;
  target.share = "v";
  return target;
}

}  // namespace

std::vector<IslObligation> isl_obligations(const SourceOf<IslNumber>& source) {
  std::vector<IslObligation> all;
  for (const Kind& kind : kinds()) {
    for (std::int64_t ranks = 1; ranks <= most_isl_ranks; ++ranks) {
      for (std::int64_t block = 1; block <= (kind.striped() ? most_isl_block : 1); ++block) {
        const std::int64_t chunks = kind.zigzag() ? 2 * ranks : ranks;
        IslSetting setting{.kind = kind, .ranks = ranks, .block = block};
        setting.modulus = by_residue(kind) ? chunks : 0;
        all.push_back(obligation({setting, std::nullopt, source}, placed));
        all.push_back(obligation({setting, std::nullopt, source}, undone));
        std::optional<IslSetting> target = target_of(setting);
        if (!target) continue;
        setting.modulus = by_residue(target->kind) ? chunks : 0;
        target->modulus = setting.modulus;
        all.push_back(obligation({setting, target, source}, through));
      }
    }
  }
  return all;
}

}  // namespace relayout::prove
