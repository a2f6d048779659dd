#include "relayout/cli/validate_odd.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "relayout/cli/validate_desk.hpp"
#include "relayout/engine/error.hpp"

namespace relayout::cli {
namespace {

using engine::ExecutorKind;
using proptest::ArenaUse;
using proptest::ValidatedTensor;

constexpr std::int64_t room_bytes = std::int64_t{64} << 20U;

std::optional<Error> error_of_move(Desk& desk, const Desk::Move& move, const OddTrial& trial,
                                   const engine::RankContext& context) {
  try {
    desk.move(move);
  } catch (const engine::EngineError& error) {
    return error.error();
  }
  if (trial.agreement == engine::AgreementMode::strict) return std::nullopt;
  return awaited_error(desk, context.communicator->place().patience);
}

std::string wrong_error(const std::optional<Error>& error, std::int32_t odd_rank) {
  if (!error) return "no error came, though the last rank means another move";
  const std::string name = "rank " + std::to_string(odd_rank) + ' ';
  if (error->code == "disagreement" && error->message.rfind(name, 0) == 0) return {};
  return "expected a disagreement that names rank " + std::to_string(odd_rank) + ", got " + error->code + ": " +
         error->message;
}

// Executors that can call a move off go on after it.
bool goes_on(ExecutorKind executor) {
  return executor == ExecutorKind::window || executor == ExecutorKind::copy_engine;
}

}  // namespace

std::optional<std::string> try_odd(engine::RankContext& context, const OddTrial& trial) {
  const std::int32_t odd_rank = context.rank_count - 1;
  const bool is_odd = context.rank == odd_rank;
  proptest::Random random(trial.seed);
  proptest::CaseOnRank common(trial.common, context.rank, random.bits());
  proptest::CaseOnRank other(trial.other, context.rank, random.bits());
  const std::int64_t capacity = std::max(common.most_rows(), other.most_rows());
  const std::vector<ValidatedTensor> tensors = proptest::random_tensors(random, capacity, ArenaUse::never);
  std::vector<ValidatedTensor> fewer = tensors;
  fewer.push_back(tensors.front());
  const std::shared_ptr<engine::Communicator> communicator = context.communicator->split(0);
  Desk desk(communicator, {.agreement = trial.agreement, .arena_bytes = room_bytes, .stand_in_bytes = room_bytes});
  proptest::CaseOnRank& ours = is_odd && trial.odd == Odd::plan ? other : common;
  proptest::DeviceTensors memory(desk.engine().arena(), is_odd && trial.odd == Odd::tensors ? fewer : tensors,
                                 capacity);
  const auto plan = desk.prepare(ours, trial.executor, memory);
  ours.set_scene(memory, Direction::forward, desk.stream());
  context.gather("");
  const auto error = error_of_move(desk, {*plan, memory, Direction::forward}, trial, context);
  context.gather("");  // nobody copies or frees memory while another's kernel waits
  std::string wrong = wrong_error(error, odd_rank);
  if (wrong.empty()) wrong = ours.first_stored(memory, Direction::forward, desk.stream()).value_or("");
  const std::vector<std::string> everybodys = context.gather(wrong);
  const bool all_fine = std::all_of(everybodys.begin(), everybodys.end(), [](const auto& one) { return one.empty(); });
  if (all_fine && goes_on(trial.executor)) {
    proptest::DeviceTensors again(desk.engine().arena(), tensors, capacity);
    const auto agreed = desk.prepare(common, trial.executor, again);
    common.set_scene(again, Direction::forward, desk.stream());
    context.gather("");
    desk.move({*agreed, again, Direction::forward});
    wrong = desk.judge(common, again, Direction::forward).value_or("");
    context.gather("");
  }
  context.gather("");
  if (wrong.empty()) return std::nullopt;
  return wrong;
}

}  // namespace relayout::cli
