// Ranks that mean different moves: all of them must say so, and nothing may be stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "relayout/engine/crew.hpp"
#include "relayout/engine/engine.hpp"
#include "relayout/proptest/generate/case.hpp"

namespace relayout::cli {

// In what the last rank differs from the others.
enum class Odd : std::uint8_t { plan, tensors };

struct OddTrial {
  proptest::Case common;  // what the others mean
  proptest::Case other;   // what the last one means
  engine::ExecutorKind executor = engine::ExecutorKind::automatic;
  Odd odd = Odd::plan;
  engine::AgreementMode agreement = engine::AgreementMode::on_stream;
  std::uint64_t seed = 0;
};

// What went wrong on this rank, in words: nobody said anything, somebody else was named, a row was stored, a move that
// all agree on failed after it. Collective; on a communicator of its own, for some executors cannot use it any more.
// Requires: both cases are moves of all ranks, and they differ; two ranks or more.
[[nodiscard]] std::optional<std::string> try_odd(engine::RankContext& context, const OddTrial& trial);

}  // namespace relayout::cli
