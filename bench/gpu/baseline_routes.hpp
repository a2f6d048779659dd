// What an all-to-all-v with index select and index copy is told: the routes that trainers build.
#pragma once

#include <cstdint>
#include <vector>

#include "relayout/engine/owner.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::bench {

// Rows by peer in rank order, own ones in their place.
struct Routes {
  std::vector<std::int64_t> send_rows;
  std::vector<std::int64_t> receive_rows;
  std::vector<std::int64_t> send_splits;
  std::vector<std::int64_t> receive_splits;
};
// Requires: ranks and world ranks are the same, 0 .. rank_count - 1.
[[nodiscard]] Routes routes_of(const RankProgram& program, std::int32_t rank_count);

// Appends the rows of an interval that has so many.
void append_rows(std::vector<std::int64_t>& rows, std::int64_t first, std::int64_t count);

// An index in device memory. Waits until it is there.
class DeviceIndex {
 public:
  DeviceIndex() = default;
  explicit DeviceIndex(const std::vector<std::int64_t>& rows);
  [[nodiscard]] const std::int64_t* rows() const { return reinterpret_cast<const std::int64_t*>(buffer_.data()); }
  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::int64_t size_bytes() const { return count_ * 8; }

 private:
  std::int64_t count_ = 0;
  engine::Buffer buffer_;
};

}  // namespace relayout::bench
