#include "relayout/cli/validate_run.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <numeric>
#include <thread>

#include "relayout/cli/validate_desk.hpp"
#include "relayout/cli/validate_odd.hpp"
#include "relayout/proptest/generate/fitting_case.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/move_graph.hpp"

namespace relayout::cli {
namespace {

using engine::ExecutorKind;
using proptest::ArenaUse;
using proptest::Case;
using proptest::Random;
using proptest::ValidatedTensor;

constexpr std::array both_directions = {Direction::forward, Direction::backward};

class Validation {
 public:
  Validation(engine::RankContext& context, const ValidateOptions& options)
      : context_(context),
        options_(options),
        desk_(context.communicator, {.arena_bytes = options.arena_bytes, .stand_in_bytes = options.arena_bytes}),
        lent_(*context.communicator, {.arena_bytes = options.arena_bytes, .stand_in_bytes = options.arena_bytes}) {}

  ValidateTally run() {
    choose_executors();
    for (std::int64_t round = 0; tally_.cases < options_.case_count; ++round) {
      if (stop_asked()) break;
      Random random(options_.seed * 1'000'003U + static_cast<std::uint64_t>(round));
      run_round(random);
      if (tally_.difference) break;
      if (options_.progress) options_.progress(std::to_string(tally_.cases) + " cases");
    }
    if (!tally_.difference && !tally_.stopped && context_.rank_count > 1) disagree();
    add_bytes();
    return tally_;
  }

 private:
  struct Outcome {
    std::size_t index = 0;  // of the case
    std::string what;
  };

  void choose_executors() {
    const engine::Engine& engine = desk_.engine();
    executors_ = options_.executors.empty() ? engine.executors() : options_.executors;
    if (options_.executors.empty() && executors_.size() == 1) tally_.left_out = engine.no_window();
    for (const ExecutorKind kind : executors_) tally_.executors.emplace_back(engine::name_of(kind));
  }

  bool stop_asked() {
    const bool mine = options_.stop && options_.stop();
    tally_.stopped = context_.gather(mine ? "stop" : "").front() == "stop";
    return tally_.stopped;
  }

  void run_round(Random& random) {
    constexpr std::array rounds = {Round::eager, Round::eager, Round::late, Round::pair, Round::flight, Round::graph};
    const Round round = random.pick(std::span<const Round>(rounds));
    const ExecutorKind executor = random.pick(std::span<const ExecutorKind>(executors_));
    std::vector<Case> cases;
    const int count = cases_of(round);
    while (std::ssize(cases) < count) {
      // A graph is captured on all ranks, so that its collective replays stay in step.
      cases.push_back(round == Round::graph ? proptest::case_of_all(random, context_.rank_count)
                                            : proptest::fitting_case(random, context_.rank_count));
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

  static int cases_of(Round round) {
    switch (round) {
      case Round::flight:
        return 8;
      case Round::graph:
      case Round::pair:
        return 4;
      case Round::eager:
      case Round::late:
      case Round::odd:
        break;
    }
    return 1;
  }

  // Every executor, every way to differ, compared on the stream and on the host.
  void disagree() {
    Random random(options_.seed);
    for (const ExecutorKind executor : executors_) {
      for (const Odd odd : {Odd::plan, Odd::tensors}) {
        for (const auto agreement : {engine::AgreementMode::on_stream, engine::AgreementMode::strict}) {
          OddTrial trial{proptest::case_of_all(random, context_.rank_count),
                         proptest::case_of_all(random, context_.rank_count),
                         executor,
                         odd,
                         agreement,
                         random.bits()};
          while (odd == Odd::plan && proptest::fingerprint_of(trial.other) == proptest::fingerprint_of(trial.common)) {
            trial.other = proptest::case_of_all(random, context_.rank_count);
          }
          const auto wrong = try_odd(context_, trial);
          if (auto outcome = shared(wrong ? std::optional(Outcome{0, *wrong}) : std::nullopt)) {
            tally_.difference = Difference{trial.common, outcome->what, executor, Round::odd};
            return;
          }
          ++tally_.disagreements;
        }
      }
    }
  }

  struct Scene {
    Round round;
    ExecutorKind executor;
    std::uint64_t seed;
  };

  // Nothing, or what a rank found wrong first; the same on all ranks.
  std::optional<Outcome> try_round(const std::vector<Case>& cases, const Scene& scene) {
    Random random(scene.seed);
    std::vector<proptest::CaseOnRank> ours;
    std::int64_t capacity = 1;
    for (const Case& input : cases) {
      ours.emplace_back(input, context_.rank, random.bits());
      capacity = std::max(capacity, ours.back().most_rows());
    }
    const ArenaUse arena = scene.executor == ExecutorKind::sendrecv || desk_.engine().arena() == nullptr
                               ? ArenaUse::never
                               : ArenaUse::sometimes;
    const std::vector<ValidatedTensor> tensors = proptest::random_tensors(random, capacity, arena);
    if (scene.round == Round::graph) {
      return try_graph(ours, tensors, capacity, scene.executor, random);
    }
    std::vector<std::unique_ptr<proptest::DeviceTensors>> memory;
    std::vector<std::shared_ptr<engine::PreparedPlan>> plans;
    // Two communicators at once: every other case is the lent one's.
    const auto desk_of = [&](std::size_t i) -> Desk& {
      return scene.round == Round::pair && i % 2 == 1 ? lent_.desk() : desk_;
    };
    for (std::size_t i = 0; i < ours.size(); ++i) {
      memory.push_back(std::make_unique<proptest::DeviceTensors>(desk_of(i).engine().arena(), tensors, capacity));
      plans.push_back(desk_of(i).prepare(ours[i], scene.executor, *memory.back()));
    }
    wait_for_all();
    for (const Direction direction : both_directions) {
      for (std::size_t i = 0; i < ours.size(); ++i) {
        if (plans[i]) ours[i].set_scene(*memory[i], direction, desk_of(i).stream());
      }
      std::vector<std::size_t> order(ours.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      proptest::shuffle(random, order);
      for (const std::size_t i : order) {
        // Drawn by ranks that take no part too, so that all go on alike.
        const std::int64_t late_rank = random.below(context_.rank_count);
        const Manner manner = random.one_in(2) ? Manner::whole : Manner::halves;
        if (!plans[i]) continue;
        if (scene.round == Round::late && late_rank == context_.rank) {
          std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        desk_of(i).move({*plans[i], *memory[i], direction, manner});
        ++tally_.moves;
        bytes_ += ours[i].moved_bytes(*memory[i]);
      }
      std::optional<Outcome> mine;
      for (std::size_t i = 0; i < ours.size() && !mine; ++i) {
        if (!plans[i]) continue;
        if (auto wrong = desk_of(i).judge(ours[i], *memory[i], direction)) mine = Outcome{i, *wrong};
      }
      if (auto outcome = shared(mine)) return outcome;
    }
    return std::nullopt;
  }

  std::optional<Outcome> try_graph(std::vector<proptest::CaseOnRank>& ours, const std::vector<ValidatedTensor>& tensors,
                                   std::int64_t capacity, ExecutorKind executor, Random& random) {
    // Sizes of messages and of the host's copies are in the graph: only the window's graph takes other plans.
    if (executor != ExecutorKind::window) ours.erase(ours.begin() + 1, ours.end());
    engine::Engine& engine = desk_.engine();
    const cudaStream_t stream = desk_.stream();
    proptest::DeviceTensors memory(engine.arena(), tensors, capacity);
    const engine::PrepareOptions room{.capacity_bytes = table_room, .row_bytes = memory.row_bytes()};
    const std::shared_ptr<engine::PreparedPlan> plan = engine.prepare(ours.front().upload(executor), room, stream);
    wait_for_all();
    for (const Direction direction : both_directions) {  // first contacts are made before the capture
      ours.front().set_scene(memory, direction, stream);
      desk_.move({*plan, memory, direction});
      ++tally_.moves;
      if (auto outcome = shared(judged({0, ours.front()}, memory, direction))) return outcome;
    }
    wait_for_all();
    const proptest::MoveGraph forward(stream, [&] { desk_.move({*plan, memory, Direction::forward}); });
    const proptest::MoveGraph backward(stream, [&] { desk_.move({*plan, memory, Direction::backward}); });
    wait_for_all();
    for (std::int64_t replay = 0; replay < options_.replay_count; ++replay) {
      const auto index = static_cast<std::size_t>(random.below(std::ssize(ours)));
      proptest::CaseOnRank& now = ours[index];
      engine::Upload upload = now.upload(executor);
      upload.growth = engine::Growth::forbidden;
      engine.update(*plan, upload, room, stream);
      for (const Direction direction : both_directions) {
        now.set_scene(memory, direction, stream);
        (direction == Direction::forward ? forward : backward).launch(stream);
        ++tally_.moves;
        bytes_ += now.moved_bytes(memory);
        if (auto outcome = shared(judged({index, now}, memory, direction))) return outcome;
      }
    }
    return std::nullopt;
  }

  struct Indexed {
    std::size_t index;
    proptest::CaseOnRank& ours;
  };
  std::optional<Outcome> judged(const Indexed& one, const proptest::DeviceTensors& memory, Direction direction) {
    const auto wrong = desk_.judge(one.ours, memory, direction);
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

  static constexpr std::int64_t table_room = std::int64_t{1} << 20U;

  engine::RankContext& context_;
  const ValidateOptions& options_;
  Desk desk_;
  BorrowedDesk lent_;
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
    case Round::pair:
      return "two communicators at once";
    case Round::odd:
      return "one rank means another move";
    case Round::graph:
      break;
  }
  return "graph replay";
}

}  // namespace relayout::cli
