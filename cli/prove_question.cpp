#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "relayout/cli/failure.hpp"
#include "relayout/cli/prove_run.hpp"

namespace relayout::cli {
namespace {

std::optional<LayoutName> layout_of(const FlagText& text) {
  if (!text) return std::nullopt;
  const std::vector<LayoutName> names = prove::layouts();
  Choice choice{.flag = "--layout", .words = {}};
  for (const LayoutName name : names) choice.words.push_back(to_string(name));
  return names[read_choice(choice, *text)];
}

std::string who(const prove::Question& question) {
  const std::string fault = question.fault.empty() ? "" : " of the fault " + question.fault;
  const std::string provers[] = {"either prover", "Z3", "isl"};
  return provers[static_cast<std::size_t>(question.provers)] + fault;
}

// "; --law can be partition or inverse", where there is something that it can be.
std::string instead(std::string_view flag, const std::vector<std::string_view>& words) {
  return words.empty() ? "" : fmt::format("; {} can be {}", flag, fmt::join(words, " or "));
}

// A run that asks nothing would prove nothing, and say that nothing failed. Nor may the prover that is to be asked
// about a mistake be asked nothing of it.
void demand_obligations(prove::Question question) {
  const bool one_is_told = question.faulty != prove::Provers::both;
  if (one_is_told && question.provers != prove::Provers::both && question.provers != question.faulty) {
    fail_usage("nothing to prove of the fault: --fault-in names a prover that --prover leaves out");
  }
  if (one_is_told) question.provers = question.faulty;
  const prove::Reach reach = prove::reach(question);
  if (reach.count > 0) return;
  std::string about = question.law.empty() ? "" : " of --law " + question.law;
  if (question.group) about += " of --group " + std::string(to_string(*question.group));
  if (question.layout) about += " about --layout " + std::string(to_string(*question.layout));
  fail_usage("nothing to prove: ", who(question), " has no obligation", about, instead("--law", reach.laws),
             instead("--group", reach.groups), instead("--layout", reach.layouts));
}

}  // namespace

prove::Question question_of(const ProveFlags& flags) {
  prove::Question question;
  if (flags.law) question.law = prove::laws()[read_choice({.flag = "--law", .words = prove::laws()}, *flags.law)];
  if (flags.fault) {
    question.fault = prove::faults()[read_choice({.flag = "--fault", .words = prove::faults()}, *flags.fault)];
  }
  constexpr prove::Provers provers[] = {prove::Provers::both, prove::Provers::z3, prove::Provers::isl};
  if (flags.prover) {
    question.provers = provers[read_choice({.flag = "--prover", .words = {"both", "z3", "isl"}}, *flags.prover)];
  }
  if (flags.faulty) {
    if (!flags.fault) fail_usage("--fault-in needs --fault, which says what the source of that prover gets wrong");
    question.faulty = provers[read_choice({.flag = "--fault-in", .words = {"both", "z3", "isl"}}, *flags.faulty)];
  }
  if (flags.group) {
    question.group =
        static_cast<prove::Group>(read_choice({.flag = "--group", .words = prove::groups()}, *flags.group));
  }
  question.layout = layout_of(flags.layout);
  question.threads = std::max(std::thread::hardware_concurrency(), 1U);
  if (flags.threads) {
    question.threads =
        static_cast<unsigned>(read_integer("--threads", *flags.threads, IntegerRange{.least = 1, .most = 1024}));
  }
  demand_obligations(question);
  return question;
}

}  // namespace relayout::cli
