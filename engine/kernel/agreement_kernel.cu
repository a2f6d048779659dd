#include "relayout/engine/kernel/agreement_kernel.hpp"

#include "relayout/engine/kernel/tell.cuh"
#include "relayout/engine/kernel/walk.cuh"

namespace relayout::engine {
namespace {

__global__ void write_statement(Purpose mine, Purpose* place) { *place = mine; }

__global__ void __launch_bounds__(warp_size) compare_statements(const __grid_constant__ AgreementCall call) {
  const auto* members = reinterpret_cast<const std::int32_t*>(reinterpret_cast<const std::byte*>(call.table) +
                                                              call.table->members.offset);
  const std::int64_t count = call.table->members.count;
  const auto news_of = [&](std::int32_t peer) { return difference(call.theirs[peer], call.mine); };
  bool differs = false;
  for (std::int64_t i = lane_index(); i < count; i += warp_size) {
    differs = differs || news_of(members[i]) != RankNews::same;
  }
  const bool all_alike = __all_sync(0xffffffffU, !differs) != 0;
  // Of all members, so that the host knows who took part.
  for (std::int64_t i = lane_index(); i < count && !all_alike; i += warp_size) {
    write_line(call.status, {members[i], news_of(members[i]), call.theirs[members[i]]});
  }
  __syncwarp();
  if (lane_index() != 0) return;
  *call.go = all_alike ? 1 : 0;
  if (!all_alike) raise(call.status, call.mine);
}

}  // namespace

cudaError_t launch_statement(const Purpose& mine, Purpose* place, cudaStream_t stream) {
  write_statement<<<1, 1, 0, stream>>>(mine, place);
  return cudaGetLastError();
}

cudaError_t launch_agreement(const AgreementCall& call, cudaStream_t stream) {
  compare_statements<<<1, warp_size, 0, stream>>>(call);
  return cudaGetLastError();
}

}  // namespace relayout::engine
