// Who this process is among all: rank, world size and local rank, as its launcher wrote them into the environment.
//
//   launcher   rank                  world size              local rank                  address of rank 0
//   torchrun   RANK                  WORLD_SIZE              LOCAL_RANK                  MASTER_ADDR, MASTER_PORT
//   Open MPI   OMPI_COMM_WORLD_RANK  OMPI_COMM_WORLD_SIZE    OMPI_COMM_WORLD_LOCAL_RANK  this node; over several: -
//   Slurm      SLURM_PROCID          SLURM_STEP_NUM_TASKS,   SLURM_LOCALID               first of SLURM_STEP_NODELIST
//                                    else SLURM_NTASKS
//
// The launcher nearest to the process wins: torchrun before Open MPI before Slurm (torchrun and mpirun are started
// inside allocations and by srun, and not the other way round). Slurm counts where srun has started the process: a
// batch script has SLURM_PROCID too, but no step's node list.
//
// Where the ranks meet, the first that is there: RELAYOUT_RENDEZVOUS (host:port of rank 0, or file:PATH on a file
// system that all of them see); NCCL_COMM_ID; the launcher's own address.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "relayout/model/result.hpp"

namespace relayout::engine {

// A variable's value, or nothing where it is not set. Tests hand in recorded environments.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;
[[nodiscard]] Environment process_environment();

// Where ranks meet: rank 0 listens at host:port, or at a port of its choice that it writes into a file.
struct Rendezvous {
  std::string host;  // empty: by file
  std::int32_t port = 0;
  std::string file;
  std::string job;              // names this launch: a lobby or a file of another one is not taken for ours
  std::int32_t port_count = 1;  // rank 0 takes the first free one of port, port + 1, ..; the others find it there
};

struct Launch {
  std::string launcher;  // "torchrun", "openmpi", "slurm"
  std::int32_t rank = 0;
  std::int32_t world_size = 1;
  std::int32_t local_rank = 0;  // on this node; where a process is shown one GPU only, that one is its device 0
  Rendezvous rendezvous;        // of one rank alone: the job's name, and no address
};

// Nothing where no launcher has started this process (one process, all GPUs). A variable that is set to nothing counts
// as not set.
// Errors: "launch", naming the variable, what it holds and what it should: not an integer, out of range, one of a set
// missing; no rendezvous to be found (Open MPI over several nodes).
[[nodiscard]] Result<std::optional<Launch>> read_launch(const Environment& environment);

}  // namespace relayout::engine
