#include "relayout/engine/rendezvous.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "relayout/engine/node_list.hpp"
#include "relayout/model/printable.hpp"

namespace relayout::engine {
namespace {

constexpr std::int32_t last_port = 65'535;
// A port that nobody chose for us may be taken by chance; then rank 0 takes the next, and the others look there too.
constexpr std::int32_t port_tries = 8;
// Ports that no service is known by, below 32768, where Linux begins to hand them out to outgoing connections.
constexpr std::int32_t first_derived_port = 20'000;
constexpr std::uint64_t derived_port_count = 12'000;

constexpr std::string_view how_to_say =
    "set RELAYOUT_RENDEZVOUS to host:port of rank 0, or to file:PATH on a file system that all ranks see";

// The same on every rank and every machine (FNV-1a).
std::int32_t derived_port(std::string_view job) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char letter : job) hash = (hash ^ static_cast<unsigned char>(letter)) * 1'099'511'628'211U;
  return first_derived_port + static_cast<std::int32_t>(hash % derived_port_count);
}

struct Address {
  std::string host;
  std::int32_t port = 0;
};

// host:port, or [address]:port where the address has colons itself.
std::optional<Address> address_of(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.empty() || host.find_first_of(":[]") != std::string_view::npos) {
    return std::nullopt;
  }
  const std::optional<std::int64_t> port = integer_of(text.substr(colon + 1));
  if (!port || *port < 1 || *port > last_port) return std::nullopt;
  return Address{std::string(host), static_cast<std::int32_t>(*port)};
}

Error bad_address(std::string_view name, std::string_view value) {
  return make_error("launch", name, " is \"", printable(value), "\"; expected host:port with a port from 1 to ",
                    last_port, ", an IPv6 address in brackets", name == "RELAYOUT_RENDEZVOUS" ? ", or file:PATH" : "");
}

// The address's own port belongs to somebody else; ours are those that follow it.
Result<Rendezvous> after(const Address& address, std::string_view name) {
  if (address.port == last_port) {
    return make_error("launch", name, " is ", last_port, ", and the port after it is needed; choose a lower one, or ",
                      how_to_say);
  }
  return Rendezvous{.host = address.host,
                    .port = address.port + 1,
                    .file = "",
                    .job = "",
                    .port_count = std::min(port_tries, last_port - address.port)};
}

Rendezvous derived(std::string host, std::string_view job) {
  return {.host = std::move(host), .port = derived_port(job), .file = "", .job = "", .port_count = port_tries};
}

Result<Rendezvous> as_said(const std::string& value) {
  constexpr std::string_view by_file = "file:";
  if (value.rfind(by_file, 0) == 0 && value.size() > by_file.size()) {
    return Rendezvous{.host = "", .port = 0, .file = value.substr(by_file.size()), .job = "", .port_count = 1};
  }
  std::optional<Address> address = address_of(value);
  if (!address || value.rfind(by_file, 0) == 0) return bad_address("RELAYOUT_RENDEZVOUS", value);
  return Rendezvous{.host = std::move(address->host), .port = address->port, .file = "", .job = "", .port_count = 1};
}

// MASTER_PORT is where torch's own store listens, from before the ranks start until after they end.
Result<Rendezvous> by_torchrun(const Variables& variables) {
  const Result<std::string> host = variables.required({"MASTER_ADDR", torchrun});
  if (!host) return host.error();
  const Result<std::int32_t> port = variables.integer({"MASTER_PORT", torchrun}, {1, last_port});
  if (!port) return port.error();
  return after({*host, *port}, "MASTER_PORT");
}

// SLURM_LAUNCH_NODE_IPADDR is where srun runs, which may be a login node; rank 0 is on the step's first node.
Result<Rendezvous> by_slurm(const Launch& launch, const Variables& variables) {
  const Result<std::string> nodes = variables.required({"SLURM_STEP_NODELIST", slurm});
  if (!nodes) return nodes.error();
  Result<std::string> host = first_node(*nodes);
  if (!host) return make_error("launch", "SLURM_STEP_NODELIST: ", host.error().message);
  return derived(std::move(host).value(), launch.rendezvous.job);
}

Result<Rendezvous> by_openmpi(const Launch& launch, const Variables& variables) {
  const Result<std::int32_t> here = variables.integer({"OMPI_COMM_WORLD_LOCAL_SIZE", openmpi}, {1, launch.world_size});
  if (!here) return here.error();
  if (*here < launch.world_size) {
    return make_error("launch", "Open MPI has started ", launch.world_size, " ranks, ", *here,
                      " of them on this node, and does not say where rank 0 is; ", how_to_say,
                      " (mpirun -x RELAYOUT_RENDEZVOUS)");
  }
  if (launch.rendezvous.job.empty()) {
    return make_error("launch",
                      "neither PMIX_NAMESPACE nor OMPI_MCA_ess_base_jobid is set, from which the ranks would "
                      "know each other; ",
                      how_to_say);
  }
  return derived("127.0.0.1", launch.rendezvous.job);
}

Result<Rendezvous> place_of(const Launch& launch, const Variables& variables) {
  if (const auto said = variables.text("RELAYOUT_RENDEZVOUS")) return as_said(*said);
  if (const auto id = variables.text("NCCL_COMM_ID")) {
    const std::optional<Address> address = address_of(*id);
    if (!address) return bad_address("NCCL_COMM_ID", *id);
    return after(*address, "the port of NCCL_COMM_ID");
  }
  if (launch.launcher == torchrun) return by_torchrun(variables);
  return launch.launcher == slurm ? by_slurm(launch, variables) : by_openmpi(launch, variables);
}

}  // namespace

std::string read_job(std::string_view launcher, const Variables& variables) {
  const auto text = [&](std::string_view name) { return variables.text(name).value_or(""); };
  if (launcher == torchrun) return text("TORCHELASTIC_RUN_ID");
  if (launcher == slurm) return text("SLURM_JOB_ID") + "." + text("SLURM_STEP_ID");
  return variables.has("PMIX_NAMESPACE") ? text("PMIX_NAMESPACE") : text("OMPI_MCA_ess_base_jobid");
}

Result<Rendezvous> read_rendezvous(const Launch& launch, const Variables& variables) {
  Result<Rendezvous> place = place_of(launch, variables);
  if (!place) return place;
  Rendezvous rendezvous = std::move(place).value();
  rendezvous.job = launch.rendezvous.job;
  return rendezvous;
}

}  // namespace relayout::engine
