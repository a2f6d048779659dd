// A machine in the few figures that estimates of time need. Every time that follows from them is an estimate.
//
// Ranks sit in domains (the GPUs that NVLink joins, as a rule a node). A rank has one link for its own domain and one
// to all others; both carry both directions at once. A method of moving rows reaches a part of a link's speed, and
// costs something for each call and each message beside it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "relayout/model/integer.hpp"

namespace relayout {

// 1,000 bytes a microsecond are 1 GB/s. Invariant: 0 < bytes_per_us <= 2^50.
struct Speed {
  std::int64_t bytes_per_us = 0;
  friend bool operator==(const Speed&, const Speed&) = default;
};

// How long `bytes` take, rounded up. Requires: bytes >= 0; the time fits 63 bits of nanoseconds.
[[nodiscard]] constexpr std::int64_t transfer_ns(std::int64_t bytes, const Speed& speed) {
  return floor_div(bytes, speed.bytes_per_us) * 1'000 +
         ceil_div(floor_mod(bytes, speed.bytes_per_us) * 1'000, speed.bytes_per_us);
}

// Where a figure is from: "measured", "assumed", "fitted", in a few words.
using Origin = std::string_view;

// Of one rank, each way. Invariant: latency_ns >= 0.
struct Link {
  std::int64_t latency_ns = 0;
  Speed speed;
  Origin latency_from = {};
  Origin speed_from = {};
};

// Reaches `reached` where the link can do `possible`. Invariants: 0 < reached <= possible <= 2^12; times are >= 0.
struct Method {
  std::int64_t call_ns = 0;
  std::int64_t message_ns = 0;
  std::int64_t reached = 1;
  std::int64_t possible = 1;
  Origin call_from = {};
  Origin message_from = {};
  Origin share_from = {};  // of reached / possible

  [[nodiscard]] constexpr Speed speed_on(const Link& link) const {
    return {at_least(floor_div(link.speed.bytes_per_us * reached, possible), std::int64_t{1})};
  }
};

struct Machine {
  std::string_view name;
  std::string_view source;  // where the measured figures are from
  std::int64_t ranks_per_domain = 8;
  Link intra;
  Link inter;
  Speed copy;  // local: of bytes copied, each read once and written once
  Origin copy_from = {};
  Method window;      // one kernel that stores into the peers' memory (NCCL windows)
  Method collective;  // send and receive, all-to-all-v and all-gather of NCCL
};

// Links with all GPUs busy: copy engine to a peer 392 GB/s, stores of a kernel 366; local copy 2,117. Calls and
// messages are fitted to the smallest rows of proptest/data/measured-moves.jsonl that were measured there, where
// PyTorch calls NCCL; a call from C++ costs some 15 us (docs/cost.md). The kernel was a prototype of engine/'s.
inline constexpr Machine h200_nvlink = {
    .name = "h200-nvlink",
    .source = "4x H200, NVLink, NCCL 2.28.9 called from PyTorch 2.11, CUDA 13.0",
    .ranks_per_domain = 8,
    .intra = {.latency_ns = 5'000, .speed = {392'000}, .latency_from = "assumed", .speed_from = "measured"},
    .inter = {.latency_ns = 15'000,
              .speed = {50'000},
              .latency_from = "assumed",
              .speed_from = "assumed: 400 Gb/s a GPU"},
    .copy = {2'117'000},
    .copy_from = "measured",
    .window = {.call_ns = 3'000,
               .message_ns = 0,
               .reached = 366,
               .possible = 392,
               .call_from = "fitted",
               .share_from = "measured"},
    .collective = {.call_ns = 80'000,
                   .message_ns = 5'000,
                   .reached = 335,
                   .possible = 392,
                   .call_from = "fitted: from PyTorch",
                   .message_from = "fitted",
                   .share_from = "nccl-tests' alltoall_perf, 4x H100, public"}};

// The same links (NVLink 4); the local copy by the data sheets' memory bandwidths, 3.35 to 4.8 TB/s.
inline constexpr Machine h100_nvlink = {.name = "h100-nvlink",
                                        .source = h200_nvlink.source,
                                        .ranks_per_domain = 8,
                                        .intra = {.latency_ns = h200_nvlink.intra.latency_ns,
                                                  .speed = h200_nvlink.intra.speed,
                                                  .latency_from = "assumed",
                                                  .speed_from = "an H200's, measured"},
                                        .inter = h200_nvlink.inter,
                                        .copy = {1'477'000},
                                        .copy_from = "an H200's by the memories' speeds, not measured",
                                        .window = {.call_ns = h200_nvlink.window.call_ns,
                                                   .reached = h200_nvlink.window.reached,
                                                   .possible = h200_nvlink.window.possible,
                                                   .call_from = "an H200's, fitted",
                                                   .share_from = "an H200's, measured"},
                                        .collective = {.call_ns = h200_nvlink.collective.call_ns,
                                                       .message_ns = h200_nvlink.collective.message_ns,
                                                       .reached = h200_nvlink.collective.reached,
                                                       .possible = h200_nvlink.collective.possible,
                                                       .call_from = "an H200's, fitted: from PyTorch",
                                                       .message_from = "an H200's, fitted",
                                                       .share_from = h200_nvlink.collective.share_from}};

// All that have a name.
[[nodiscard]] std::span<const Machine> machines();
// Null where no machine has that name.
[[nodiscard]] const Machine* find_machine(std::string_view name);

}  // namespace relayout
