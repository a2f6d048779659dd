#include "relayout/engine/launch.hpp"

#include <cstdlib>
#include <limits>
#include <utility>

#include "relayout/engine/rendezvous.hpp"
#include "relayout/engine/variables.hpp"

namespace relayout::engine {
namespace {

struct Names {
  std::string_view launcher;
  std::string_view rank;
  std::string_view world_size;
  std::string_view local_rank;
};
constexpr Names torchrun_names = {torchrun, "RANK", "WORLD_SIZE", "LOCAL_RANK"};
constexpr Names openmpi_names = {openmpi, "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK"};
constexpr Names slurm_names = {slurm, "SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID"};
constexpr Names slurm_names_of_old = {slurm, "SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID"};

// Slurm numbers what is no step of srun from here on: batch scripts, interactive shells (slurm.h).
constexpr std::int64_t first_special_step = 0xFFFFFFF0;

bool started_by_srun(const Variables& variables) {
  const auto step = variables.text("SLURM_STEP_ID");
  if (!step || !variables.has("SLURM_STEP_NODELIST")) return false;
  const auto number = integer_of(*step);
  return !number || *number < first_special_step;
}

std::optional<Names> names_in(const Variables& variables) {
  if (variables.has("RANK")) return torchrun_names;
  if (variables.has("OMPI_COMM_WORLD_RANK")) return openmpi_names;
  if (started_by_srun(variables)) return variables.has("SLURM_STEP_NUM_TASKS") ? slurm_names : slurm_names_of_old;
  // Batch scripts export WORLD_SIZE for frameworks, which means nothing as long as somebody else says the rank.
  for (const Names& names : {torchrun_names, openmpi_names}) {
    if (variables.has(names.world_size) || variables.has(names.local_rank)) return names;
  }
  return std::nullopt;
}

}  // namespace

Environment process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* const value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

Result<std::optional<Launch>> read_launch(const Environment& environment) {
  const Variables variables(environment);
  const std::optional<Names> names = names_in(variables);
  if (!names) return std::optional<Launch>();
  const auto size =
      variables.integer({names->world_size, names->launcher}, {1, std::numeric_limits<std::int32_t>::max()});
  if (!size) return size.error();
  const Allowed below_size = {0, *size - 1};
  const auto rank = variables.integer({names->rank, names->launcher}, below_size);
  if (!rank) return rank.error();
  const auto local_rank = variables.integer({names->local_rank, names->launcher}, below_size);
  if (!local_rank) return local_rank.error();
  Launch launch = {.launcher = std::string(names->launcher),
                   .rank = *rank,
                   .world_size = *size,
                   .local_rank = *local_rank,
                   .rendezvous = {}};
  launch.rendezvous.job = read_job(launch.launcher, variables);
  if (launch.world_size > 1) {
    Result<Rendezvous> rendezvous = read_rendezvous(launch, variables);
    if (!rendezvous) return rendezvous.error();
    launch.rendezvous = std::move(rendezvous).value();
  }
  return std::optional<Launch>(std::move(launch));
}

}  // namespace relayout::engine
