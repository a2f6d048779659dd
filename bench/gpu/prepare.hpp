// What a micro-batch costs the host: its program, its upload, and the calls that move by it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "relayout/bench/gpu/host_calls.hpp"
#include "relayout/bench/gpu/setting.hpp"

namespace relayout::bench {

struct HostTime {
  double median_us = 0;
  double most_us = 0;
};

// Of the slowest rank, repetition by repetition.
struct PrepareTimes {
  HostTime from_lengths;  // pack, both placements, builder
  HostTime program;       // this rank's program, by that builder into one that was used before
  HostTime prepare;       // Engine::prepare: table, upload enqueued
  HostTime both;          // the last two together
};

// Host calls of forward and backward together, the most of any rank.
struct MoveCalls {
  std::string way;
  HostTime enqueue;  // of one forward
  HostCalls first;   // after a new plan was prepared
  HostCalls later;   // of the same plan
};

struct PrepareResult {
  std::string pack;
  std::string source;
  std::string target;
  std::int64_t token_count = 0;
  std::int64_t sequence_count = 0;
  PrepareTimes times;
  HostCalls in_prepare;  // the most of any repetition after the warm-up
  std::vector<MoveCalls> ways;
};

// A result a pack, by one engine. Each repetition has lengths of its own where they are odd, as micro-batches have.
// Collective; the same result on all ranks.
[[nodiscard]] std::vector<PrepareResult> measure_prepare(std::span<const PackKind> packs, engine::RankContext& context,
                                                         std::int64_t repetitions);

}  // namespace relayout::bench
