// What both provers are asked: where they contradict each other, what they are asked of every function, and that every
// part of it can be refuted.
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

#include "relayout/proptest/prove/disagreement.hpp"
#include "relayout/proptest/prove/isl_obligations.hpp"
#include "relayout/proptest/prove/lemmas.hpp"
#include "relayout/proptest/prove/mistake.hpp"
#include "relayout/proptest/prove/solve.hpp"

namespace relayout::proptest {
namespace {

using prove::Claim;
using prove::Finding;
using prove::Verdict;

Finding z3(Claim claim, Verdict verdict, prove::Model model = {}) {
  return {.name = "every rank count",
          .law = "inverse",
          .prover = "Z3",
          .answer = {.verdict = verdict, .model = std::move(model), .command = {}},
          .subject = prove::Subject{.claim = claim, .kind = "striped:remainder=pad"}};
}

Finding isl(Claim claim, Verdict verdict, const std::string& kind = "striped:remainder=pad") {
  return {.name = "cp=3,block=2",
          .law = "inverse",
          .prover = "isl",
          .answer = {.verdict = verdict, .model = {}, .command = {}},
          .subject = prove::Subject{.claim = claim, .kind = kind, .ranks = 3, .block = 2}};
}

const prove::Model here{{"cp", "3"}, {"block", "2"}, {"length", "7"}};

TEST(Disagreement, is_a_proof_of_what_the_other_refutes_at_that_very_scope) {
  for (const Claim claim : {Claim::one_to_one, Claim::turned_round}) {
    const std::array<Finding, 2> found{isl(claim, Verdict::proved), z3(claim, Verdict::refuted, here)};
    EXPECT_EQ(prove::disagreement(found),
              "Z3 refutes \"every rank count\" where block = 2, cp = 3, length = 7, and isl proves \"cp=3,block=2\"");
  }
}

TEST(Disagreement, is_a_refutation_of_what_follows_from_all_that_the_other_proves) {
  std::vector<Finding> found{z3(Claim::turned_round, Verdict::proved), z3(Claim::turned_round, Verdict::proved),
                             isl(Claim::one_to_one, Verdict::refuted)};
  EXPECT_EQ(prove::disagreement(found), std::nullopt);
  found.push_back(z3(Claim::one_to_one, Verdict::proved));
  EXPECT_EQ(prove::disagreement(found),
            "isl refutes \"cp=3,block=2\", and Z3 proves what it follows from for every rank count");
}

Finding of_two(std::string_view prover, Verdict verdict, prove::Model model = {}) {
  Finding finding = prover == "Z3" ? z3(Claim::composed, verdict, std::move(model)) : isl(Claim::composed, verdict);
  finding.subject->target = "contiguous:remainder=pad";
  return finding;
}

TEST(Disagreement, of_two_layouts_composed_is_about_the_same_tokens_over_as_many_ranks) {
  prove::Model both{{"source_cp", "3"},     {"target_cp", "3"},     {"source_block", "2"},
                    {"source_length", "7"}, {"target_length", "7"}, {"source_begin", "0"}};
  const Finding proved = of_two("isl", Verdict::proved);
  EXPECT_NE(prove::disagreement(std::array{of_two("Z3", Verdict::refuted, both), proved}), std::nullopt);
  for (const char* other : {"source_cp", "target_cp", "source_block", "target_length", "source_begin"}) {
    prove::Model elsewhere = both;
    elsewhere[other] = "4";
    EXPECT_EQ(prove::disagreement(std::array{of_two("Z3", Verdict::refuted, elsewhere), proved}), std::nullopt)
        << other;
  }
}

TEST(Disagreement, of_two_layouts_composed_takes_the_lemmas_of_both_and_the_transpose) {
  const Finding refuted = of_two("isl", Verdict::refuted);
  std::vector<Finding> proved{of_two("Z3", Verdict::proved)};
  for (const char* kind : {"striped:remainder=pad", "contiguous:remainder=pad"}) {
    for (const Claim claim : {Claim::one_to_one, Claim::turned_round, Claim::turned_round}) {
      proved.push_back(z3(claim, Verdict::proved));
      proved.back().subject->kind = kind;
    }
  }
  for (std::size_t without = 0; without <= proved.size(); ++without) {
    std::vector<Finding> found{refuted};
    for (std::size_t i = 0; i < proved.size(); ++i) {
      if (i != without) found.push_back(proved[i]);
    }
    EXPECT_EQ(prove::disagreement(found).has_value(), without == proved.size()) << "without " << without;
  }
}

TEST(Disagreement, is_none_where_the_two_speak_of_different_things) {
  const Finding refuted = z3(Claim::turned_round, Verdict::refuted, here);
  const Finding elsewhere = z3(Claim::turned_round, Verdict::refuted, {{"cp", "4"}, {"block", "2"}});
  const Finding other_block = z3(Claim::turned_round, Verdict::refuted, {{"cp", "3"}, {"block", "1"}});
  const Finding other_kind = isl(Claim::turned_round, Verdict::proved, "zigzag:remainder=pad");
  Finding without = isl(Claim::turned_round, Verdict::proved);
  without.subject.reset();
  const Finding proved = isl(Claim::turned_round, Verdict::proved);
  const std::vector<std::array<Finding, 2>> harmless{{refuted, isl(Claim::one_to_one, Verdict::proved)},
                                                     {refuted, isl(Claim::turned_round, Verdict::refuted)},
                                                     {refuted, isl(Claim::turned_round, Verdict::unknown)},
                                                     {refuted, other_kind},
                                                     {refuted, without},
                                                     {elsewhere, proved},
                                                     {other_block, proved},
                                                     {z3(Claim::turned_round, Verdict::unknown, here), proved},
                                                     {z3(Claim::turned_round, Verdict::proved), proved}};
  for (const auto& pair : harmless) EXPECT_EQ(prove::disagreement(pair), std::nullopt);
}

// Every length, whatever the kind.
TEST(SecondProver, proves_every_kind_over_up_to_four_ranks) {
  prove::Interrupt never;
  int asked = 0;
  for (const prove::IslObligation& obligation : prove::isl_obligations(prove::SourceOf<prove::IslNumber>{})) {
    if (obligation.subject.ranks > 4) continue;
    ++asked;
    EXPECT_EQ(obligation.decide(never).verdict, Verdict::proved) << obligation.name;
  }
  EXPECT_EQ(asked, 184);
}

struct Refutation {
  prove::Group group;
  const char* fault;
  const char* law = "";
};

// The name of a test at ctest.
std::ostream& operator<<(std::ostream& out, const Refutation& of) { return out << to_string(of.group) << of.fault; }

// What a group's obligations about a fault are refuted by, until one is: its name and what the finding says.
std::optional<Finding> refuted(const Refutation& of) {
  prove::Question question;
  question.law = of.law;
  question.group = of.group;
  question.fault = of.fault;
  std::optional<Finding> found;
  static_cast<void>(prove::prove(question, [&](const prove::Progress& at) {
    if (at.latest != nullptr && at.latest->answer.verdict == Verdict::refuted) found = *at.latest;
    return !found;
  }));
  return found;
}

class Group : public testing::TestWithParam<Refutation> {};

TEST_P(Group, is_refuted_for_a_planted_fault_with_values_and_a_command_line) {
  const std::optional<Finding> found = refuted(GetParam());
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->answer.model.empty()) << found->name;
  EXPECT_NE(found->answer.command.find(std::string("--fault ") + GetParam().fault), std::string::npos) << found->name;
}

// Every group of obligations, and every statement about modifiers, is known to be able to fail.
const std::vector<Refutation> refutations{{prove::Group::scope, "cp2-only"},
                                          {prove::Group::modifier, "multiple-again"},
                                          {prove::Group::modifier, "tp-rank-across"},
                                          {prove::Group::modifier, "order-inverted"},
                                          {prove::Group::modifier, "cu-seqlens-div-cp"},
                                          {prove::Group::pack, "cu-seqlens-div-cp"},
                                          {prove::Group::pair, "late-chunk-first", "inverse"},
                                          {prove::Group::pair, "boundary-row-twice"},
                                          {prove::Group::range, "index-32-bit"},
                                          {prove::Group::one_to_one, "cp2-only"},
                                          {prove::Group::turned_round, "late-chunk-first"},
                                          {prove::Group::composition, "late-chunk-first"}};

INSTANTIATE_TEST_SUITE_P(Each, Group, testing::ValuesIn(refutations), [](const auto& each) {
  std::string name = std::string(to_string(each.param.group)) + "_" + each.param.fault;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Groups, are_all_among_those_that_a_planted_fault_refutes) {
  std::set<std::string_view> seen;
  for (const Refutation& each : refutations) seen.insert(to_string(each.group));
  const std::vector<std::string_view> all = prove::groups();
  EXPECT_EQ(seen, std::set<std::string_view>(all.begin(), all.end()));
}

TEST(Modifiers, are_each_touched_by_a_planted_fault) {
  std::set<std::string> all;
  std::vector<prove::Obligation> obligations;
  prove::add_modifier_obligations({}, obligations);
  for (const prove::Obligation& obligation : obligations) all.insert(obligation.name);
  std::set<std::string> refuted_ones;
  prove::Interrupt never;
  for (const prove::Mistake& mistake : prove::mistakes()) {
    for (const prove::Obligation& obligation : prove::obligations(mistake)) {
      if (obligation.group != prove::Group::modifier) continue;
      const prove::Answer answer = prove::solve(obligation, never);
      EXPECT_EQ(answer.verdict, Verdict::refuted) << mistake.name << ": " << obligation.name;
      refuted_ones.insert(obligation.name);
    }
  }
  EXPECT_EQ(refuted_ones, all);
}

// Chunks that partition a scope all the same, and are not those of the rule: a width that is one too many under
// torch_chunk, and a zigzag whose late chunks are empty.
struct OtherWidths : prove::Arithmetic {
  [[nodiscard]] prove::Number width_of_length(const prove::Scene& scene) const override {
    return floor_div(scene.length, scene.split.chunk_count) + 1;
  }
  [[nodiscard]] prove::Number width_of_rows(const prove::Scene& scene) const override {
    return at_least(scene.rank_rows, prove::Number(1));
  }
};

TEST(Widths, that_are_not_the_rules_are_refuted_though_they_make_a_partition) {
  const OtherWidths mistaken;
  prove::Interrupt never;
  std::vector<prove::Obligation> obligations;
  prove::add_scope_obligations({&mistaken, [](const prove::Kind&) { return true; }}, obligations);
  int refuted_count = 0;
  for (const prove::Obligation& obligation : obligations) {
    if (obligation.name.find("the width of chunks") == std::string::npos) continue;
    const prove::Kind& kind = obligation.kinds.front();
    const bool differs = kind.zigzag() || !kind.even();  // contiguous has one chunk for all rows of a rank
    EXPECT_EQ(prove::solve(obligation, never).verdict, differs ? Verdict::refuted : Verdict::proved) << obligation.name;
    refuted_count += differs ? 1 : 0;
  }
  EXPECT_EQ(refuted_count, 4);
}

TEST(Lemmas, cannot_be_used_ahead_of_their_proof_nor_of_a_kind_they_do_not_speak_of) {
  z3::context context;
  prove::Ledger ledger(context, {});
  const prove::Kind kind = prove::kinds()[2];
  const prove::Scene scene = prove::any_scene(ledger, kind, {"", prove::sound_arithmetic<prove::Number>()});
  prove::Proof behind(ledger, &prove::lemma::cut_last);
  EXPECT_NO_THROW(behind.use(prove::lemma::cut_first, scene, {}));
  prove::Proof ahead(ledger, &prove::lemma::cut_first);
  EXPECT_THROW(ahead.use(prove::lemma::cut_last, scene, {}), std::logic_error);
  EXPECT_THROW(ahead.use(prove::lemma::cut_first, scene, {}), std::logic_error);
  EXPECT_THROW(behind.use(prove::lemma::width_covers, scene, {}), std::logic_error);  // balanced has no width
}

// Functions of a header that run on host and device alike.
std::set<std::string> functions_of(const char* path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  const std::string source = text.str();
  const std::regex declaration(R"(RELAYOUT_HOST_DEVICE constexpr [\w:<>]+ (\w+)\()");
  std::set<std::string> names;
  for (std::sregex_iterator at(source.begin(), source.end(), declaration), end; at != end; ++at) names.insert((*at)[1]);
  return names;
}

TEST(Ranges, are_asked_of_every_function_of_the_arithmetic) {
  std::set<std::string> functions = functions_of(RELAYOUT_MODEL "/split.hpp");
  EXPECT_GE(functions.size(), 16U);
  functions.merge(functions_of(RELAYOUT_MODEL "/integer.hpp"));
  // They are steps of the others, and noted there: one division, or a choice of two numbers that are there already.
  for (const char* step : {"floor_div", "floor_mod", "select", "at_most", "at_least"}) {
    EXPECT_EQ(functions.erase(step), 1U) << step;
  }
  std::vector<prove::Obligation> obligations;
  prove::add_range_obligations({"64 bits", 63}, obligations);
  for (const std::string& function : functions) {
    const bool asked = std::any_of(obligations.begin(), obligations.end(), [&](const prove::Obligation& obligation) {
      return obligation.name.find("  " + function + " fits in 64 bits") != std::string::npos;
    });
    EXPECT_TRUE(asked) << "no obligation says that " << function << " fits; add it to obligations_range.cpp";
  }
}

TEST(FirstProver, says_unknown_once_it_is_interrupted) {
  prove::Interrupt raised;
  raised.raise();
  EXPECT_EQ(prove::solve(prove::obligations(prove::Source{}).front(), raised).verdict, Verdict::unknown);
}

TEST(SecondProver, says_unknown_once_it_is_interrupted) {
  prove::Interrupt raised;
  raised.raise();
  const auto obligations = prove::isl_obligations(prove::SourceOf<prove::IslNumber>{});
  EXPECT_EQ(obligations.front().decide(raised).verdict, Verdict::unknown);
}

}  // namespace
}  // namespace relayout::proptest
