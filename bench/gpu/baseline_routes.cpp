#include "relayout/bench/gpu/baseline_routes.hpp"

#include <algorithm>

#include "relayout/engine/error.hpp"

namespace relayout::bench {
namespace {

void append_message(const MessageList& list, std::int32_t peer, std::vector<std::int64_t>& rows) {
  for (const Message& message : list.messages) {
    if (message.peer != peer) continue;
    for (const Run& run : list.runs_of(message)) append_rows(rows, run.local_row, run.count);
  }
}

}  // namespace

void append_rows(std::vector<std::int64_t>& rows, std::int64_t first, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) rows.push_back(first + i);
}

Routes routes_of(const RankProgram& program, std::int32_t rank_count) {
  Routes routes;
  for (std::int32_t peer = 0; peer < rank_count; ++peer) {
    const auto sent = std::ssize(routes.send_rows);
    const auto received = std::ssize(routes.receive_rows);
    append_message(program.sends, peer, routes.send_rows);
    append_message(program.receives, peer, routes.receive_rows);
    for (const Run& run : program.own) {
      if (peer != program.world_rank) break;
      append_rows(routes.send_rows, run.local_row, run.count);
      append_rows(routes.receive_rows, run.remote_row, run.count);
    }
    routes.send_splits.push_back(std::ssize(routes.send_rows) - sent);
    routes.receive_splits.push_back(std::ssize(routes.receive_rows) - received);
  }
  return routes;
}

DeviceIndex::DeviceIndex(const std::vector<std::int64_t>& rows)
    : count_(std::ssize(rows)), buffer_(engine::Memory::device, std::max<std::int64_t>(size_bytes(), 8)) {
  RELAYOUT_CUDA_TRY(
      cudaMemcpy(buffer_.data(), rows.data(), static_cast<std::size_t>(size_bytes()), cudaMemcpyHostToDevice));
}

}  // namespace relayout::bench
