#include "relayout/cli/validate_run.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <numeric>
#include <thread>
#include <utility>

#include "relayout/cli/validate_graph.hpp"
#include "relayout/cli/validate_move.hpp"
#include "relayout/engine/error.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/generate/shrink_step.hpp"

namespace relayout::cli {
namespace {

using engine::ExecutorKind;
using proptest::Case;
using proptest::Random;

constexpr std::array both_directions = {Direction::forward, Direction::backward};

// Random cases that fit into so many ranks, whatever names the generator gave them.
Case fitting_case(Random& random, std::int32_t rank_count) {
  const auto fits = [rank_count](const Case& input) {
    const Group group(input.source, input.target);
    return group.world_rank(group.size() - 1) < rank_count;
  };
  for (;;) {
    Case input = proptest::random_case(random, {.max_cp = rank_count, .max_tokens = 400, .max_sequences = 12});
    if (fits(input)) return input;
    const auto renamed = proptest::without(input, {proptest::Sides::both, proptest::Modifier::world});
    if (renamed && fits(*renamed) && proptest::place(*renamed)) return *renamed;
  }
}

class Validation {
 public:
  Validation(engine::RankContext& context, const ValidateOptions& options)
      : context_(context),
        options_(options),
        engine_(context.communicator, {.arena_bytes = options.arena_bytes, .stand_in_bytes = options.arena_bytes}) {}

  ValidateTally run() {
    choose_executors();
    for (std::int64_t round = 0; tally_.cases < options_.case_count; ++round) {
      if (stop_asked()) break;
      Random random(options_.seed * 1'000'003U + static_cast<std::uint64_t>(round));
      run_round(random);
      if (tally_.difference) break;
      if (options_.progress) options_.progress(std::to_string(tally_.cases) + " cases");
    }
    add_bytes();
    return tally_;
  }

 private:
  struct Outcome {
    std::size_t index = 0;  // of the case
    std::string what;
  };

  void choose_executors() {
    executors_ = options_.executors;
    if (executors_.empty()) {
      executors_ = {ExecutorKind::sendrecv};
      if (engine_.arena() != nullptr) {
        executors_.insert(executors_.end(), {ExecutorKind::window, ExecutorKind::copy_engine});
      } else {
        tally_.left_out = engine_.no_window();
      }
    }
    for (const ExecutorKind kind : executors_) tally_.executors.emplace_back(engine::name_of(kind));
  }

  bool stop_asked() {
    const bool mine = options_.stop && options_.stop();
    tally_.stopped = context_.gather(mine ? "stop" : "").front() == "stop";
    return tally_.stopped;
  }

  void run_round(Random& random) {
    constexpr std::array rounds = {Round::eager, Round::eager, Round::late, Round::flight, Round::graph};
    const Round round = random.pick(std::span<const Round>(rounds));
    const ExecutorKind executor = random.pick(std::span<const ExecutorKind>(executors_));
    std::vector<Case> cases;
    const int count = round == Round::flight ? 8 : round == Round::graph ? 4 : 1;
    while (std::ssize(cases) < count) {
      Case input = fitting_case(random, context_.rank_count);
      // A graph is captured on all ranks, so that its collective replays stay in step.
      const bool everybody = Group(input.source, input.target).size() == context_.rank_count;
      if (everybody || round != Round::graph) cases.push_back(std::move(input));
    }
    const std::uint64_t scene_seed = random.bits();
    const std::optional<Outcome> worst = try_round(cases, {round, executor, scene_seed});
    tally_.cases += count;
    if (!worst) return;
    const auto fails = [&](const Case& input) {
      return try_round({input}, {Round::eager, executor, scene_seed}).has_value();
    };
    Case smallest = cases[worst->index];
    if (fails(smallest)) smallest = proptest::smallest(smallest, fails);
    tally_.difference = Difference{smallest, worst->what, executor, round};
  }

  struct Scene {
    Round round;
    ExecutorKind executor;
    std::uint64_t seed;
  };

  // Nothing, or what a rank found wrong first; the same on all ranks.
  std::optional<Outcome> try_round(const std::vector<Case>& cases, const Scene& scene) {
    Random random(scene.seed);
    std::vector<CaseOnRank> ours;
    std::int64_t capacity = 1;
    for (const Case& input : cases) {
      ours.emplace_back(input, context_.rank, random.bits());
      capacity = std::max(capacity, ours.back().most_rows());
    }
    const ArenaUse arena =
        scene.executor == ExecutorKind::sendrecv || engine_.arena() == nullptr ? ArenaUse::never : ArenaUse::sometimes;
    const std::vector<ValidatedTensor> tensors = random_tensors(random, capacity, arena);
    if (scene.round == Round::graph) {
      return try_graph(ours, tensors, capacity, scene.executor, random);
    }
    std::vector<std::unique_ptr<DeviceTensors>> memory;
    std::vector<std::shared_ptr<engine::PreparedPlan>> plans;
    for (CaseOnRank& ours_now : ours) {
      memory.push_back(std::make_unique<DeviceTensors>(engine_, tensors, capacity));
      plans.push_back(prepare(ours_now, scene.executor, memory.back()->row_bytes()));
    }
    wait_for_all();
    for (const Direction direction : both_directions) {
      for (std::size_t i = 0; i < ours.size(); ++i) {
        if (plans[i]) ours[i].set_scene(*memory[i], direction, stream_.handle());
      }
      for (const std::size_t i : shuffled(random, ours.size())) {
        const std::int64_t late_rank = random.below(context_.rank_count);
        if (!plans[i]) continue;
        if (scene.round == Round::late && late_rank == context_.rank) {
          std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        move(*plans[i], direction, *memory[i]);
        bytes_ += ours[i].moved_bytes(*memory[i]);
      }
      std::optional<Outcome> mine;
      for (std::size_t i = 0; i < ours.size() && !mine; ++i) {
        if (plans[i]) mine = judged({i, ours[i]}, *memory[i], direction);
      }
      if (auto outcome = shared(mine)) return outcome;
    }
    return std::nullopt;
  }

  std::optional<Outcome> try_graph(std::vector<CaseOnRank>& ours, const std::vector<ValidatedTensor>& tensors,
                                   std::int64_t capacity, ExecutorKind executor, Random& random) {
    // Sizes of messages and of the host's copies are in the graph: only the window's graph takes other plans.
    if (executor != ExecutorKind::window) ours.erase(ours.begin() + 1, ours.end());
    DeviceTensors memory(engine_, tensors, capacity);
    const engine::PrepareOptions room{.capacity_bytes = table_room, .row_bytes = memory.row_bytes()};
    const std::shared_ptr<engine::PreparedPlan> plan =
        engine_.prepare(ours.front().upload(executor), room, stream_.handle());
    wait_for_all();
    for (const Direction direction : both_directions) {  // first contacts are made before the capture
      ours.front().set_scene(memory, direction, stream_.handle());
      move(*plan, direction, memory);
      if (auto outcome = shared(judged({0, ours.front()}, memory, direction))) return outcome;
    }
    wait_for_all();
    const MoveGraph forward(engine_, *plan, memory.call(Direction::forward), Direction::forward, stream_.handle());
    const MoveGraph backward(engine_, *plan, memory.call(Direction::backward), Direction::backward, stream_.handle());
    wait_for_all();
    for (std::int64_t replay = 0; replay < options_.replay_count; ++replay) {
      const auto index = static_cast<std::size_t>(random.below(std::ssize(ours)));
      CaseOnRank& now = ours[index];
      engine::Upload upload = now.upload(executor);
      upload.growth = engine::Growth::forbidden;
      engine_.update(*plan, upload, room, stream_.handle());
      for (const Direction direction : both_directions) {
        now.set_scene(memory, direction, stream_.handle());
        (direction == Direction::forward ? forward : backward).launch(stream_.handle());
        ++tally_.moves;
        bytes_ += now.moved_bytes(memory);
        if (auto outcome = shared(judged({index, now}, memory, direction))) return outcome;
      }
    }
    return std::nullopt;
  }

  std::shared_ptr<engine::PreparedPlan> prepare(const CaseOnRank& ours, ExecutorKind executor, std::int64_t row_bytes) {
    if (!ours.takes_part()) return nullptr;
    return engine_.prepare(ours.upload(executor), {.row_bytes = row_bytes}, stream_.handle());
  }

  void move(const engine::PreparedPlan& plan, Direction direction, const DeviceTensors& memory) {
    const std::vector<engine::CallTensor> call = memory.call(direction);
    if (direction == Direction::forward) {
      engine_.forward(plan, call, stream_.handle());
    } else {
      engine_.backward(plan, call, stream_.handle());
    }
    ++tally_.moves;
  }

  struct Indexed {
    std::size_t index;
    CaseOnRank& ours;
  };
  std::optional<Outcome> judged(const Indexed& one, const DeviceTensors& memory, Direction direction) {
    const auto wrong = one.ours.judge(memory, direction, stream_.handle());
    if (const auto error = engine_.status()) throw engine::EngineError(*error);
    if (!wrong) return std::nullopt;
    return Outcome{one.index, *wrong};
  }

  // Memory is allocated and freed only while nobody moves: where ranks are threads of one process, CUDA may let an
  // allocation wait for a peer's kernel, which waits for us.
  void wait_for_all() { context_.gather(""); }

  // What any rank found, the lowest one's first.
  std::optional<Outcome> shared(const std::optional<Outcome>& mine) {
    const std::vector<std::string> all =
        context_.gather(mine ? std::to_string(mine->index) + ' ' + mine->what : std::string{});
    for (const std::string& one : all) {
      if (one.empty()) continue;
      const std::size_t space = one.find(' ');
      return Outcome{static_cast<std::size_t>(std::stoul(one.substr(0, space))), one.substr(space + 1)};
    }
    return std::nullopt;
  }

  void add_bytes() {
    for (const std::string& bytes : context_.gather(std::to_string(bytes_))) tally_.bytes += std::stoll(bytes);
  }

  static std::vector<std::size_t> shuffled(Random& random, std::size_t count) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = count; i > 1; --i) {
      std::swap(order[i - 1], order[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i)))]);
    }
    return order;
  }

  static constexpr std::int64_t table_room = std::int64_t{1} << 20U;

  engine::RankContext& context_;
  const ValidateOptions& options_;
  engine::Engine engine_;
  engine::Stream stream_;
  std::vector<ExecutorKind> executors_;
  ValidateTally tally_;
  std::int64_t bytes_ = 0;
};

}  // namespace

ValidateTally validate_on_rank(engine::RankContext& context, const ValidateOptions& options) {
  return Validation(context, options).run();
}

std::string name_of(Round round) {
  switch (round) {
    case Round::eager:
      return "eager";
    case Round::late:
      return "one rank late";
    case Round::flight:
      return "eight plans in flight";
    case Round::graph:
      break;
  }
  return "graph replay";
}

}  // namespace relayout::cli
