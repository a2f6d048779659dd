// The window and the copy engines with two to eight ranks, on whatever GPU there is: ranks share it. What a machine
// with several GPUs adds is the wire.
//
//   rank 0   in | rows to 1, 2, .. | out        one kernel of each rank, all on the GPU together: they wait for each
//   rank 1   in | rows to 0, 2, .. | out        other inside, as they do over the wire
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "relayout/engine/choice.hpp"
#include "relayout/engine/crew.hpp"
#include "relayout/engine/error.hpp"
#include "relayout/proptest/case_on_all.hpp"
#include "relayout/proptest/generate/fitting_case.hpp"
#include "relayout/proptest/move_graph.hpp"
#include "relayout/proptest/shared_gpu.hpp"

namespace relayout::proptest {
namespace {

using engine::ExecutorKind;

constexpr std::array both_directions = {Direction::forward, Direction::backward};
constexpr std::chrono::milliseconds long_patience{20'000};
constexpr std::int32_t most_ranks = 8;

// Read when CUDA starts: a queue for each stream, or one kernel waits behind another that waits for it; and no code
// that is loaded, which takes a lock, while kernels wait.
const bool cuda_is_told = [] {
  setenv("CUDA_DEVICE_MAX_CONNECTIONS", "32", 1);
  setenv("CUDA_MODULE_LOADING", "EAGER", 1);
  return true;
}();

class EngineOnSharedGpu : public testing::Test {
 protected:
  void SetUp() override {
    const engine::VisibleGpus gpus = engine::visible_gpus();
    if (gpus.count == 0) GTEST_SKIP() << "no GPU: " << gpus.reason;
  }
};

std::int64_t most_rows(const Case& input) { return CaseOnRank(input, 0, 1).most_rows(); }

// All ranks but one that is not there say this.
struct ExpectedNews {
  std::string code;
  std::string beginning;
};
void expect_news(SharedGpu& gpu, const ExpectedNews& expected, std::int32_t absent = -1) {
  for (std::int32_t rank = 0; rank < gpu.rank_count(); ++rank) {
    if (rank == absent) continue;
    const auto news = gpu.news(rank);
    ASSERT_TRUE(news.has_value()) << "rank " << rank << " of " << gpu.rank_count() << " noticed nothing";
    EXPECT_EQ(news->code, expected.code);
    EXPECT_EQ(news->message.rfind(expected.beginning, 0), 0U)
        << "rank " << rank << " of " << gpu.rank_count() << ": " << news->message;
  }
}

// All moves of a few cases, forward and back. Each rank enqueues the cases in the same order, and ranks go on
// independently; now and then one is 3 ms behind.
class Flight {
 public:
  Flight(SharedGpu& gpu, Random& random) : gpu_(gpu), random_(random) {
    std::vector<Case> inputs;
    std::int64_t capacity = 1;
    for (std::int64_t i = 0, count = 1 + random.below(4); i < count; ++i) {
      inputs.push_back(fitting_case(random, gpu.rank_count()));
      capacity = std::max(capacity, most_rows(inputs.back()));
      options_.push_back(command_options(inputs.back()));
    }
    const std::vector<ValidatedTensor> tensors = random_tensors(random, capacity, ArenaUse::sometimes);
    for (const Case& input : inputs) {
      cases_.push_back(std::make_unique<CaseOnAll>(gpu, input, tensors, CaseOnAll::Scene{random.bits()}));
    }
  }

  // Twice: the second time plans are known to agree, and the copy engines copy.
  void fly(ExecutorKind kind, Direction direction) {
    for (int round = 0; round < 2; ++round) {
      for (const auto& one : cases_) one->set_scene(direction);
      gpu_.wait();
      enqueue(kind, direction);
      gpu_.wait();
      for (std::size_t i = 0; i < cases_.size(); ++i) {
        EXPECT_EQ(cases_[i]->judge(direction), "") << engine::name_of(kind) << ", " << gpu_.rank_count() << " ranks, "
                                                   << "round " << round << ", case " << i << ": " << options_[i];
      }
      for (std::int32_t rank = 0; rank < gpu_.rank_count(); ++rank) {
        const auto news = gpu_.news(rank);
        EXPECT_FALSE(news.has_value()) << "rank " << rank << ": " << news->message;
      }
    }
  }

 private:
  void enqueue(ExecutorKind kind, Direction direction) {
    std::vector<std::int32_t> turns;  // of ranks: each has one for each case
    for (std::int32_t rank = 0; rank < gpu_.rank_count(); ++rank) turns.insert(turns.end(), cases_.size(), rank);
    shuffle(random_, turns);
    std::vector<std::size_t> next(static_cast<std::size_t>(gpu_.rank_count()), 0);
    const std::int64_t late_turn = random_.one_in(4) ? random_.below(std::ssize(turns)) : -1;
    for (std::size_t turn = 0; turn < turns.size(); ++turn) {
      if (static_cast<std::int64_t>(turn) == late_turn) std::this_thread::sleep_for(std::chrono::milliseconds(3));
      const std::int32_t rank = turns[turn];
      const CaseOnAll& one = *cases_[next[static_cast<std::size_t>(rank)]++];
      if (one.takes_part(rank)) one.enqueue(rank, kind, direction);
    }
  }

  SharedGpu& gpu_;
  Random& random_;
  std::vector<std::unique_ptr<CaseOnAll>> cases_;
  std::vector<std::string> options_;
};

TEST_F(EngineOnSharedGpu, rows_of_two_to_eight_ranks_arrive_bit_for_bit_forward_and_back) {
  for (std::int32_t ranks = 2; ranks <= most_ranks; ++ranks) {
    SharedGpu gpu(ranks, long_patience);
    Random random(static_cast<std::uint64_t>(ranks));
    for (int i = 0; i < 40; ++i) {
      Flight flight(gpu, random);
      for (const ExecutorKind kind : {ExecutorKind::window, ExecutorKind::copy_engine}) {
        for (const Direction direction : both_directions) flight.fly(kind, direction);
      }
      if (HasFailure()) return;
    }
  }
}

TEST_F(EngineOnSharedGpu, captured_graphs_of_all_ranks_make_the_moves_that_were_uploaded_last) {
  for (const std::int32_t ranks : {2, 4, 7}) {
    SharedGpu gpu(ranks, long_patience);
    Random random(100 + static_cast<std::uint64_t>(ranks));
    std::vector<Case> inputs;
    std::int64_t capacity = 1;
    for (int i = 0; i < 4; ++i) {
      inputs.push_back(case_of_all(random, ranks));
      capacity = std::max(capacity, most_rows(inputs.back()));
    }
    const std::vector<ValidatedTensor> tensors = random_tensors(random, capacity, ArenaUse::sometimes);
    std::vector<std::unique_ptr<CaseOnAll>> cases;
    for (const Case& input : inputs)
      cases.push_back(std::make_unique<CaseOnAll>(gpu, input, tensors, CaseOnAll::Scene{random.bits(), capacity}));
    const CaseOnAll& held = *cases.front();  // its memory and its plans are in the graphs
    std::vector<std::unique_ptr<MoveGraph>> graphs;
    for (const Direction direction : both_directions) {
      for (std::int32_t rank = 0; rank < ranks; ++rank) {
        graphs.push_back(std::make_unique<MoveGraph>(gpu.stream(rank), [&] {
          held.enqueue(rank, ExecutorKind::window, direction, engine::Enqueued::captured);
        }));
      }
    }
    for (int replay = 0; replay < 30; ++replay) {
      const CaseOnAll& now = *cases[static_cast<std::size_t>(random.below(std::ssize(cases)))];
      for (std::int32_t rank = 0; rank < ranks; ++rank) {
        cases.front()->upload(rank, now.scene(rank), engine::Growth::forbidden);
      }
      for (std::size_t way = 0; way < both_directions.size(); ++way) {
        const Direction direction = both_directions[way];
        for (std::int32_t rank = 0; rank < ranks; ++rank) {
          now.scene(rank).set_scene(held.memory(rank), direction, gpu.stream(rank));
        }
        for (std::int32_t rank = 0; rank < ranks; ++rank) {
          graphs[way * static_cast<std::size_t>(ranks) + static_cast<std::size_t>(rank)]->launch(gpu.stream(rank));
        }
        gpu.wait();
        for (std::int32_t rank = 0; rank < ranks; ++rank) {
          const auto wrong = now.scene(rank).judge(held.memory(rank), direction, gpu.stream(rank));
          ASSERT_FALSE(wrong.has_value()) << ranks << " ranks, replay " << replay << ": " << *wrong;
        }
      }
    }
  }
}

// One call in which `odd` means another plan than the others, or brings one tensor more.
void disagree(SharedGpu& gpu, Random& random, std::int32_t odd, ExecutorKind kind) {
  const std::int32_t ranks = gpu.rank_count();
  const bool other_plan = random.one_in(2);
  const Case common = case_of_all(random, ranks);
  Case other = common;
  while (other_plan && fingerprint_of(other) == fingerprint_of(common)) other = case_of_all(random, ranks);
  CaseOnAll::Part part{common, random_tensors(random, std::max(most_rows(common), most_rows(other)), ArenaUse::never)};
  std::vector<CaseOnAll::Part> parts(static_cast<std::size_t>(ranks), part);
  parts[static_cast<std::size_t>(odd)].input = other;
  if (!other_plan) parts[static_cast<std::size_t>(odd)].tensors.push_back(part.tensors.front());
  const CaseOnAll all(gpu, parts, {random.bits()});
  all.set_scene(Direction::forward);
  for (std::int32_t rank = 0; rank < ranks; ++rank) all.enqueue(rank, kind, Direction::forward);
  gpu.wait();
  expect_news(gpu,
              {"disagreement", "rank " + std::to_string(odd) + (other_plan ? " moves by another plan" : " makes")});
  EXPECT_EQ(all.first_stored(Direction::forward), "");
}

TEST_F(EngineOnSharedGpu, a_rank_that_means_another_move_is_named_by_all_and_nothing_is_stored) {
  for (std::int32_t ranks = 2; ranks <= most_ranks; ++ranks) {
    SharedGpu gpu(ranks, long_patience);
    Random random(200 + static_cast<std::uint64_t>(ranks));
    for (int i = 0; i < 8; ++i) {
      // Of two that differ the first is right.
      const std::int32_t odd = ranks == 2 ? 1 : static_cast<std::int32_t>(random.below(ranks));
      disagree(gpu, random, odd, i % 2 == 0 ? ExecutorKind::window : ExecutorKind::copy_engine);
      if (HasFatalFailure()) return;
    }
    Flight after(gpu, random);  // and the ranks move on
    after.fly(ExecutorKind::window, Direction::forward);
  }
}

TEST_F(EngineOnSharedGpu, of_ranks_that_share_a_plan_the_odd_one_is_named_and_nobody_beside_them) {
  constexpr std::int32_t ranks = 7;
  SharedGpu gpu(ranks, long_patience);
  Random random(400);
  for (int found = 0; found < 8;) {
    const Case input = fitting_case(random, ranks);
    std::vector<std::int32_t> members;
    for (std::int32_t rank = 0; rank < ranks; ++rank) {
      if (CaseOnRank(input, rank, 1).takes_part()) members.push_back(rank);
    }
    if (members.size() < 3 || std::ssize(members) == ranks) continue;
    ++found;
    const std::int32_t odd = members[static_cast<std::size_t>(random.below(std::ssize(members)))];
    const CaseOnAll::Part part{input, random_tensors(random, most_rows(input), ArenaUse::never)};
    std::vector<CaseOnAll::Part> parts(static_cast<std::size_t>(ranks), part);
    parts[static_cast<std::size_t>(odd)].tensors.push_back(part.tensors.front());
    const CaseOnAll all(gpu, parts, {random.bits()});
    all.set_scene(Direction::forward);
    for (const std::int32_t rank : members) all.enqueue(rank, ExecutorKind::window, Direction::forward);
    gpu.wait();
    for (const std::int32_t rank : members) {
      const auto news = gpu.news(rank);
      ASSERT_TRUE(news.has_value()) << "rank " << rank << " noticed nothing";
      EXPECT_EQ(news->message.rfind("rank " + std::to_string(odd) + " makes", 0), 0U)
          << "rank " << rank << ", " << members.size() << " members: " << news->message;
    }
  }
}

TEST_F(EngineOnSharedGpu, a_rank_that_does_not_come_is_named_by_all_others_in_time) {
  for (const std::int32_t ranks : {2, 3, 5, 8}) {
    constexpr std::chrono::milliseconds patience{200};
    SharedGpu gpu(ranks, patience);
    Random random(300 + static_cast<std::uint64_t>(ranks));
    const auto absent = static_cast<std::int32_t>(random.below(ranks));
    const Case input = case_of_all(random, ranks);
    const CaseOnAll all(gpu, input, random_tensors(random, most_rows(input), ArenaUse::never), {random.bits()});
    for (int call = 0; call < 2; ++call) {  // the second finds the ranks given up: nothing waits, nothing is stored
      all.set_scene(Direction::forward);
      gpu.wait();
      const auto begin = std::chrono::steady_clock::now();
      for (std::int32_t rank = 0; rank < ranks; ++rank) {
        if (rank != absent) all.enqueue(rank, ExecutorKind::window, Direction::forward);
      }
      gpu.wait();
      EXPECT_LT(std::chrono::steady_clock::now() - begin, call == 0 ? patience * 10 : patience);
      EXPECT_EQ(all.first_stored(Direction::forward), "");
      if (call > 0) continue;
      expect_news(gpu, {"deadline", "rank " + std::to_string(absent) + " did not come"}, absent);
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace relayout::proptest
