// What ranks are about to do, compared on the device after they sent it to each other.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "relayout/engine/kernel/meeting.hpp"
#include "relayout/engine/move_table.hpp"

namespace relayout::engine {

// Writes what this rank means to `place`, in device memory. Allocates nothing, waits for nothing, may be captured; the
// other one too.
cudaError_t launch_statement(const Purpose& mine, Purpose* place, cudaStream_t stream);

struct AgreementCall {
  const MoveTable* table = nullptr;  // its members are compared. Device memory
  const Purpose* theirs = nullptr;   // by rank of the communicator. Device memory
  StatusBlock* status = nullptr;
  std::uint32_t* go = nullptr;  // becomes 1 where all mean the same, else 0. Device memory
  Purpose mine{};
};
cudaError_t launch_agreement(const AgreementCall& call, cudaStream_t stream);

}  // namespace relayout::engine
