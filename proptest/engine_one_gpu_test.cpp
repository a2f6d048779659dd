// The engine of one rank on one GPU: calls on several streams, plans in captured graphs, outputs in the arena, replays
// that do not end. What ranks do together is tested elsewhere; here nobody waits for a peer.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "relayout/engine/crew.hpp"
#include "relayout/engine/engine.hpp"
#include "relayout/engine/error.hpp"
#include "relayout/engine/table_writer.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/proptest/move_graph.hpp"

namespace relayout::proptest {
namespace {

using engine::CallTensor;
using engine::ExecutorKind;

constexpr std::int64_t row_bytes = 64;
constexpr std::int64_t stand_in_rows = 1024;

Placement placed(const char* layout, const std::vector<std::int64_t>& lengths) {
  return apply(parse_layout(layout, {}).value(), Pack::from_lengths(lengths).value()).value();
}

// The move of a rank alone: its rows stay.
struct Alone {
  explicit Alone(const std::vector<std::int64_t>& lengths, const char* layout = "zigzag:remainder=balanced,cp=1")
      : source(placed(layout, lengths)),
        target(placed("contiguous:remainder=balanced,cp=1", lengths)),
        group(source.layout(), target.layout()),
        program(rank_program(source, target, 0).value()) {}
  [[nodiscard]] engine::Upload upload(ExecutorKind executor) const {
    return {.program = program, .group = group, .facts = engine::facts_of(source, target), .executor = executor};
  }
  Placement source;
  Placement target;
  Group group;
  RankProgram program;
};

class EngineOfOneRank : public testing::Test {
 protected:
  void SetUp() override {
    const engine::VisibleGpus gpus = engine::visible_gpus();
    if (gpus.count == 0) GTEST_SKIP() << "no GPU: " << gpus.reason;
    stream_.emplace();
    ncclUniqueId id{};
    RELAYOUT_NCCL_TRY(ncclGetUniqueId(&id));
    communicator_ = engine::Communicator::make({.device = 0, .rank = 0, .rank_count = 1}, id);
    engine_ = std::make_unique<engine::Engine>(
        communicator_, engine::EngineOptions{.arena_bytes = 1 << 20, .stand_in_bytes = stand_in_rows * row_bytes});
    input_ = engine::Buffer(engine::Memory::device, 1 << 20);
    output_ = engine::Buffer(engine::Memory::device, 1 << 20);
  }

  [[nodiscard]] std::vector<CallTensor> tensors(void* output) const {
    return {{.input = input_.data(),
             .output = output,
             .input_shape = dense_rows(row_bytes),
             .output_shape = dense_rows(row_bytes),
             .fill = {}}};
  }
  [[nodiscard]] std::vector<CallTensor> plain() const { return tensors(output_.data()); }
  [[nodiscard]] std::shared_ptr<engine::PreparedPlan> prepare(const Alone& alone, ExecutorKind executor) {
    return engine_->prepare(alone.upload(executor), {.row_bytes = row_bytes}, stream_->handle());
  }
  [[nodiscard]] std::unique_ptr<MoveGraph> capture(const engine::PreparedPlan& plan,
                                                   const std::vector<CallTensor>& call) {
    return std::make_unique<MoveGraph>(stream_->handle(), [&] { engine_->forward(plan, call, stream_->handle()); });
  }
  // The code of the error that updating the plan ends with; "" where it is updated.
  [[nodiscard]] std::string update(engine::PreparedPlan& plan, const Alone& alone, ExecutorKind executor) {
    try {
      engine_->update(plan, alone.upload(executor), {.row_bytes = row_bytes}, stream_->handle());
    } catch (const engine::EngineError& error) {
      return error.error().code;
    }
    return {};
  }
  // CUDA tells of a graph's end a little later.
  static void await_end_of_graphs(const engine::PreparedPlan& plan) {
    for (int i = 0; i < 1000 && plan.captures().any(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ASSERT_FALSE(plan.captures().any());
  }

  std::optional<engine::Stream> stream_;  // made in SetUp: there may be no GPU to make it on
  std::shared_ptr<engine::Communicator> communicator_;
  std::unique_ptr<engine::Engine> engine_;
  engine::Buffer input_;
  engine::Buffer output_;
};

// Holds a stream up until it is let go, but for five seconds at most.
struct Barrier {
  std::atomic<bool> open = false;
  std::atomic<bool> passed = false;
  std::atomic<bool> in_vain = false;
  static void CUDART_CB wait(void* barrier) {
    auto& self = *static_cast<Barrier*>(barrier);
    for (int i = 0; i < 5000 && !self.open; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    self.in_vain = !self.open;
    self.passed = true;
  }
  void enqueue(cudaStream_t stream) { RELAYOUT_CUDA_TRY(cudaLaunchHostFunc(stream, wait, this)); }
};

TEST_F(EngineOfOneRank, a_call_begins_where_the_one_before_it_ended_on_the_default_stream_too) {
  const auto plan = prepare(Alone({100}), ExecutorKind::window);
  stream_->synchronize();
  const engine::Stream other;
  for (const auto& [first, second] : {std::pair<cudaStream_t, cudaStream_t>{nullptr, other.handle()},
                                      {other.handle(), nullptr},
                                      {cudaStreamPerThread, other.handle()}}) {
    Barrier barrier;
    barrier.enqueue(first);
    engine_->forward(*plan, plain(), first);
    engine_->forward(*plan, plain(), second);
    std::thread opener([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      barrier.open = true;
    });
    RELAYOUT_CUDA_TRY(cudaStreamSynchronize(second));
    EXPECT_TRUE(barrier.passed);
    opener.join();
    RELAYOUT_CUDA_TRY(cudaStreamSynchronize(first));
  }
}

TEST_F(EngineOfOneRank, a_plan_is_uploaded_while_the_upload_before_it_waits_on_the_stream) {
  const Alone alone({100});
  const auto plan = prepare(alone, ExecutorKind::window);
  stream_->synchronize();
  Barrier barrier;
  barrier.enqueue(stream_->handle());
  EXPECT_EQ(update(*plan, alone, ExecutorKind::window), "");
  EXPECT_EQ(update(*plan, alone, ExecutorKind::window), "");
  barrier.open = true;
  stream_->synchronize();
  EXPECT_FALSE(barrier.in_vain) << "the second upload waited for the stream";
}

TEST_F(EngineOfOneRank, a_graph_that_holds_sizes_keeps_its_plan_from_other_moves_until_it_ends) {
  const Alone captured({100});
  const Alone other({60, 40});
  for (const ExecutorKind executor : {ExecutorKind::sendrecv, ExecutorKind::copy_engine}) {
    const auto plan = prepare(captured, executor);
    engine_->forward(*plan, plain(), stream_->handle());
    auto graph = capture(*plan, plain());
    EXPECT_EQ(update(*plan, other, executor), "bad_call") << engine::name_of(executor);
    EXPECT_EQ(update(*plan, captured, executor), "");
    graph.reset();
    await_end_of_graphs(*plan);
    EXPECT_EQ(update(*plan, other, executor), "");
  }
}

TEST_F(EngineOfOneRank, a_window_graph_takes_other_moves_as_far_as_its_stand_in_has_room) {
  const auto plan = prepare(Alone({100}), ExecutorKind::window);
  void* const slot = engine_->arena()->local(engine_->arena()->allocate(2 * stand_in_rows * row_bytes));
  const auto in_arena = capture(*plan, tensors(slot));
  EXPECT_EQ(update(*plan, Alone({stand_in_rows + 1}), ExecutorKind::window), "");
  EXPECT_EQ(update(*plan, Alone({100}), ExecutorKind::window), "");
  const auto by_stand_in = capture(*plan, plain());
  EXPECT_EQ(update(*plan, Alone({stand_in_rows}), ExecutorKind::window), "");
  EXPECT_EQ(update(*plan, Alone({stand_in_rows + 1}), ExecutorKind::window), "too_large");
}

TEST_F(EngineOfOneRank, a_captured_table_stays_where_it_is) {
  auto plan = prepare(Alone({100}), ExecutorKind::window);
  void* const slot = engine_->arena()->local(engine_->arena()->allocate(100 * row_bytes));
  auto graph = capture(*plan, tensors(slot));  // no stand-in, whose room ends first
  const Alone many(std::vector<std::int64_t>(4'000, 3), "zigzag:remainder=pad,cp=1");  // a run and a fill of each
  const Alone small({50});
  const auto* const table = plan->table();
  ASSERT_GT(engine::table_bytes(many.program, 0), plan->capacity_bytes());
  EXPECT_EQ(update(*plan, many, ExecutorKind::window), "too_large");
  plan.reset();
  EXPECT_NE(prepare(small, ExecutorKind::window)->table(), table) << "a table that a graph moves by was given away";
  graph->launch(stream_->handle());
  stream_->synchronize();
  graph.reset();
  std::vector<std::shared_ptr<engine::PreparedPlan>> plans;
  for (int i = 0; i < 1000; ++i) {  // CUDA tells of a graph's end a little later
    plans = {prepare(small, ExecutorKind::window), prepare(small, ExecutorKind::window)};
    stream_->synchronize();
    if (plans[0]->table() == table || plans[1]->table() == table) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  FAIL() << "the table of a graph that has ended is never used again";
}

TEST_F(EngineOfOneRank, an_output_that_ends_behind_its_slot_is_refused) {
  const auto plan = prepare(Alone({100}), ExecutorKind::window);
  const std::int64_t offset = engine_->arena()->allocate(100 * row_bytes);
  engine_->forward(*plan, tensors(engine_->arena()->local(offset)), stream_->handle());
  for (const std::int64_t behind : {row_bytes, 100 * row_bytes, 101 * row_bytes}) {
    try {
      engine_->forward(*plan, tensors(engine_->arena()->local(offset + behind)), stream_->handle());
      ADD_FAILURE() << "written " << behind << " bytes behind the slot's begin";
    } catch (const engine::EngineError& error) {
      EXPECT_EQ(error.error().code, "bad_call") << error.what();
    }
  }
  stream_->synchronize();
}

TEST_F(EngineOfOneRank, a_replay_that_does_not_end_is_given_up_after_the_patience_and_those_that_end_are_not) {
  constexpr std::chrono::milliseconds patience{300};
  const auto watched =
      engine::Communicator::borrow({.device = 0, .rank = 0, .rank_count = 1, .patience = patience}, nullptr);
  const engine::ReplayWatch watch(*watched);
  Barrier barrier;
  barrier.open = true;
  const MoveGraph graph(stream_->handle(), [&] {
    watch.begin(stream_->handle());
    barrier.enqueue(stream_->handle());
    watch.end(stream_->handle());
  });
  const auto begin = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - begin < 2 * patience) {
    graph.launch(stream_->handle());
    stream_->synchronize();
  }
  EXPECT_FALSE(watched->failure().has_value()) << watched->failure()->message;
  barrier.open = false;
  graph.launch(stream_->handle());
  for (int i = 0; i < 400 && !watched->failure(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ASSERT_TRUE(watched->failure().has_value());
  EXPECT_EQ(watched->failure()->code, "deadline");
  EXPECT_FALSE(barrier.passed && barrier.in_vain) << "it was given up only after the graph had ended";
  barrier.open = true;
  stream_->synchronize();
}

TEST_F(EngineOfOneRank, more_calls_than_are_watched_at_once_end_and_are_not_given_up) {
  const auto plan = prepare(Alone({100}), ExecutorKind::sendrecv);
  Barrier barrier;
  barrier.enqueue(stream_->handle());
  for (int i = 0; i < 200; ++i) engine_->forward(*plan, plain(), stream_->handle());
  barrier.open = true;
  stream_->synchronize();
  EXPECT_FALSE(engine_->status().has_value());
}

}  // namespace
}  // namespace relayout::proptest
