// What things cost on the virtual clock. Every time that follows from these figures is an estimate and is labelled so.
#pragma once

#include <cstdint>

#include "relayout/model/cost/machine.hpp"

namespace relayout::sim {

// A message takes latency + bytes / wire speed; a local copy (pack, unpack, own rows, fill) takes bytes / copy speed.
// Speeds are in bytes per microsecond: 1,000 is 1 GB/s. Invariant: all are > 0, latency >= 0.
// Defaults: what relayout::h200_nvlink has for one kernel that stores into its peers' memory.
struct CostModel {
  std::int64_t latency_ns = h200_nvlink.intra.latency_ns;
  std::int64_t wire_bytes_per_us = h200_nvlink.window.speed_on(h200_nvlink.intra).bytes_per_us;
  std::int64_t copy_bytes_per_us = h200_nvlink.copy.bytes_per_us;

  [[nodiscard]] constexpr std::int64_t message_ns(std::int64_t bytes) const {
    return latency_ns + transfer_ns(bytes, {wire_bytes_per_us});
  }
  [[nodiscard]] constexpr std::int64_t copy_ns(std::int64_t bytes) const {
    return transfer_ns(bytes, {copy_bytes_per_us});
  }
};

}  // namespace relayout::sim
