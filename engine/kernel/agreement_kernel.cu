#include "relayout/engine/kernel/agreement_kernel.hpp"

#include "relayout/engine/kernel/tell.cuh"
#include "relayout/engine/kernel/walk.cuh"

namespace relayout::engine {
namespace {

__global__ void write_statement(Purpose mine, Purpose* place) { *place = mine; }

__global__ void __launch_bounds__(warp_size) compare_statements(const __grid_constant__ AgreementCall call) {
  const auto* members = reinterpret_cast<const std::int32_t*>(reinterpret_cast<const std::byte*>(call.table) +
                                                              call.table->members.offset);
  bool differs = false;
  for (std::int64_t i = lane_index(); i < call.table->members.count; i += warp_size) {
    const std::int32_t peer = members[i];
    const RankNews news = difference(call.theirs[peer], call.mine);
    if (news == RankNews::nothing) continue;
    write_line(call.status, {peer, news, call.theirs[peer]});
    differs = true;
  }
  const bool all_alike = __all_sync(0xffffffffU, !differs) != 0;
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
