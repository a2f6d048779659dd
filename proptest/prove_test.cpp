// Where two provers contradict each other, and where they only speak of different things.
#include <gtest/gtest.h>

#include <array>

#include "relayout/proptest/prove/disagreement.hpp"
#include "relayout/proptest/prove/isl_obligations.hpp"
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
  for (const prove::IslObligation& obligation : prove::isl_obligations()) {
    if (!obligation.subject || obligation.subject->ranks > 4) continue;
    ++asked;
    EXPECT_EQ(obligation.decide(never), Verdict::proved) << obligation.name;
  }
  EXPECT_EQ(asked, 128);
}

TEST(FirstProver, says_unknown_once_it_is_interrupted) {
  prove::Interrupt raised;
  raised.raise();
  EXPECT_EQ(prove::solve(prove::obligations(prove::sound_arithmetic()).front(), raised).verdict, Verdict::unknown);
}

TEST(SecondProver, says_unknown_once_it_is_interrupted) {
  prove::Interrupt raised;
  raised.raise();
  EXPECT_EQ(prove::isl_obligations().front().decide(raised), Verdict::unknown);
}

}  // namespace
}  // namespace relayout::proptest
