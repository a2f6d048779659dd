// What things cost on the virtual clock. Every time that follows from these figures is an estimate and is labelled so.
#pragma once

#include <cstdint>

#include "relayout/model/integer.hpp"

namespace relayout::sim {

// A message takes latency + bytes / wire speed; a local copy (pack, unpack, own rows, fill) takes bytes / copy speed.
// Speeds are in bytes per microsecond: 1,000 is 1 GB/s. Invariant: all are > 0, latency >= 0.
// Defaults: measured on 4x H200 over NVLink: stores to a peer with all GPUs busy 366 GB/s, a local copy 2,117 GB/s.
// The latency is an assumption of the right order for a send/receive pair, not a measurement.
struct CostModel {
  std::int64_t latency_ns = 5'000;
  std::int64_t wire_bytes_per_us = 366'000;
  std::int64_t copy_bytes_per_us = 2'117'000;

  [[nodiscard]] constexpr std::int64_t message_ns(std::int64_t bytes) const {
    return latency_ns + ceil_div(bytes * 1'000, wire_bytes_per_us);
  }
  [[nodiscard]] constexpr std::int64_t copy_ns(std::int64_t bytes) const {
    return ceil_div(bytes * 1'000, copy_bytes_per_us);
  }
};

}  // namespace relayout::sim
