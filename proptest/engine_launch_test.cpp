// Ranks, sizes and addresses read from environments of launchers, alone, mixed and damaged.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#include "relayout/engine/launch.hpp"
#include "relayout/engine/node_list.hpp"
#include "relayout/proptest/engine_environments.hpp"

namespace relayout::proptest {
namespace {

using engine::Launch;

// Later lines win, as later exports do.
engine::Environment recorded(const std::string& lines) {
  std::map<std::string, std::string, std::less<>> variables;
  std::istringstream text(lines);
  for (std::string line; std::getline(text, line);) {
    const std::size_t equals = line.find('=');
    if (equals != std::string::npos) variables[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return [variables](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

// "torchrun 3 of 4, local 3, 127.0.0.1:29501 +8, job none": what is read, or the error.
std::string read(const std::string& lines) {
  const auto launch = engine::read_launch(recorded(lines));
  if (!launch) return launch.error().code + ": " + launch.error().message;
  if (!*launch) return "nothing";
  const Launch& found = **launch;
  const engine::Rendezvous& meeting = found.rendezvous;
  std::ostringstream text;
  text << found.launcher << ' ' << found.rank << " of " << found.world_size << ", local " << found.local_rank << ", ";
  if (!meeting.file.empty()) {
    text << "file " << meeting.file;
  } else {
    text << meeting.host << ':' << meeting.port << " +" << meeting.port_count;
  }
  text << ", job " << meeting.job;
  return text.str();
}

std::string with(const std::string& lines, const std::string& more) { return lines + more + "\n"; }

TEST(Launch, is_nothing_in_a_plain_shell) {
  EXPECT_EQ(read("HOME=/nowhere\nPATH=/usr/bin\n"), "nothing");
  EXPECT_EQ(read("RELAYOUT_RENDEZVOUS=localhost:29600\nMASTER_ADDR=10.0.0.1\nMASTER_PORT=1\n"), "nothing");
  EXPECT_EQ(read("RANK=\nWORLD_SIZE=\n"), "nothing");
}

TEST(Launch, of_torchrun_meets_at_the_port_after_that_of_its_store) {
  EXPECT_EQ(read(torchrun_one_node), "torchrun 3 of 4, local 3, 127.0.0.1:29501 +8, job none");
  EXPECT_EQ(read(torchrun_two_nodes), "torchrun 9 of 16, local 1, gpu03.cluster.example:43118 +8, job packed-2026");
  EXPECT_EQ(read(with(torchrun_one_node, "MASTER_PORT=65533")),
            "torchrun 3 of 4, local 3, 127.0.0.1:65534 +2, job none");
  EXPECT_EQ(read(with(torchrun_one_node, "MASTER_PORT=65535")),
            "launch: MASTER_PORT is 65535, and the port after it is needed; choose a lower one, or set "
            "RELAYOUT_RENDEZVOUS to host:port of rank 0, or to file:PATH on a file system that all ranks see");
}

TEST(Launch, of_srun_meets_on_the_first_node_of_its_step) {
  const auto launch = engine::read_launch(recorded(srun_two_nodes));
  ASSERT_TRUE(launch.has_value()) << launch.error().message;
  ASSERT_TRUE(launch->has_value());
  EXPECT_EQ((*launch)->launcher, "slurm");
  EXPECT_EQ((*launch)->rank, 5);
  EXPECT_EQ((*launch)->world_size, 8) << "the step's, not the job's";
  EXPECT_EQ((*launch)->local_rank, 1);
  EXPECT_EQ((*launch)->rendezvous.host, "gpu03");
  EXPECT_EQ((*launch)->rendezvous.job, "7784.2");
  EXPECT_NE(read(srun_one_node).find("slurm 2 of 4, local 2, gpu03:"), std::string::npos) << read(srun_one_node);
}

TEST(Launch, of_srun_falls_back_to_the_older_name_of_the_size) {
  const std::string old = with(srun_one_node, "SLURM_STEP_NUM_TASKS=");
  EXPECT_EQ(read(old), read(srun_one_node));
}

TEST(Launch, of_mpirun_meets_on_its_one_node) {
  const std::string four = read(openmpi_4);
  EXPECT_EQ(four.rfind("openmpi 1 of 2, local 1, 127.0.0.1:", 0), 0U) << four;
  EXPECT_NE(four.find(", job 172621825"), std::string::npos) << four;
  const std::string five = read(openmpi_5);
  EXPECT_EQ(five.rfind("openmpi 0 of 8, local 0, 127.0.0.1:", 0), 0U) << five;
  EXPECT_NE(five.find(", job prterun-gpu03-25686@1"), std::string::npos) << five;
  EXPECT_EQ(read(with(openmpi_4, "PMIX_NAMESPACE=")), four) << "the job id stands in for the namespace";
}

TEST(Launch, of_mpirun_over_several_nodes_asks_for_a_rendezvous) {
  const std::string two_nodes = with(openmpi_5, "OMPI_COMM_WORLD_LOCAL_SIZE=4");
  EXPECT_EQ(read(two_nodes),
            "launch: Open MPI has started 8 ranks, 4 of them on this node, and does not say where rank 0 is; set "
            "RELAYOUT_RENDEZVOUS to host:port of rank 0, or to file:PATH on a file system that all ranks see (mpirun "
            "-x RELAYOUT_RENDEZVOUS)");
  EXPECT_EQ(read(with(two_nodes, "RELAYOUT_RENDEZVOUS=file:/shared/meeting")),
            "openmpi 0 of 8, local 0, file /shared/meeting, job prterun-gpu03-25686@1");
  EXPECT_EQ(read(with(two_nodes, "RELAYOUT_RENDEZVOUS=[fd00::7]:4000")),
            "openmpi 0 of 8, local 0, fd00::7:4000 +1, job prterun-gpu03-25686@1");
}

TEST(Launch, derives_ports_that_differ_between_jobs_and_not_between_ranks) {
  std::map<std::int32_t, int> seen;
  for (int step = 0; step < 200; ++step) {
    const std::string job = "SLURM_STEP_ID=" + std::to_string(step);
    const auto launch = engine::read_launch(recorded(with(srun_one_node, job)));
    const auto other_rank = engine::read_launch(recorded(with(with(srun_one_node, job), "SLURM_PROCID=0")));
    ASSERT_TRUE(launch.has_value());
    ASSERT_TRUE(other_rank.has_value());
    const std::int32_t port = (*launch)->rendezvous.port;
    EXPECT_EQ(port, (*other_rank)->rendezvous.port);
    EXPECT_GE(port, 20'000);
    EXPECT_LT(port, 32'000);
    ++seen[port];
  }
  EXPECT_GT(seen.size(), 190U);
}

TEST(Launch, that_is_nearest_to_the_process_wins) {
  const std::string torchrun_in_salloc = std::string(salloc_one_node) + torchrun_one_node;
  EXPECT_EQ(read(torchrun_in_salloc), read(torchrun_one_node));
  const std::string torchrun_by_srun = std::string(srun_two_nodes) + torchrun_two_nodes;
  EXPECT_EQ(read(torchrun_by_srun), read(torchrun_two_nodes));
  const std::string mpirun_in_a_step = std::string(srun_one_node) + openmpi_4;
  EXPECT_EQ(read(mpirun_in_a_step), read(openmpi_4));
}

TEST(Launch, of_slurm_is_nothing_where_srun_has_not_started_the_process) {
  EXPECT_EQ(read(salloc_one_node), "nothing");
  EXPECT_EQ(read(sbatch_without_srun), "nothing");
  EXPECT_EQ(read(interactive_step), "nothing");
}

TEST(Launch, by_srun_does_not_mind_what_a_batch_script_exports_for_frameworks) {
  const std::string exported = "WORLD_SIZE=99\nMASTER_ADDR=login1\nMASTER_PORT=29500\n";
  EXPECT_EQ(read(exported + srun_two_nodes), read(srun_two_nodes));
}

TEST(Launch, meets_beside_nccl_where_its_address_is_set) {
  EXPECT_EQ(read(with(srun_two_nodes, "NCCL_COMM_ID=10.1.2.3:5000")),
            "slurm 5 of 8, local 1, 10.1.2.3:5001 +8, job 7784.2");
  EXPECT_EQ(read(with(torchrun_one_node, "NCCL_COMM_ID=[::1]:5000")),
            "torchrun 3 of 4, local 3, ::1:5001 +8, job none");
  EXPECT_EQ(read(with(torchrun_one_node, "NCCL_COMM_ID=here")),
            "launch: NCCL_COMM_ID is \"here\"; expected host:port with a port from 1 to 65535, an IPv6 address in "
            "brackets");
}

TEST(Launch, meets_where_it_is_told_to_before_all_else) {
  const std::string told = with(with(torchrun_one_node, "NCCL_COMM_ID=10.1.2.3:5000"), "RELAYOUT_RENDEZVOUS=a:7");
  EXPECT_EQ(read(told), "torchrun 3 of 4, local 3, a:7 +1, job none");
  for (const char* damaged : {"nowhere", ":5", "a:0", "a:65536", "a:b", "a:", "file:", "::1:5000", "[::1]5000"}) {
    const std::string message = read(with(torchrun_one_node, std::string("RELAYOUT_RENDEZVOUS=") + damaged));
    EXPECT_EQ(message, std::string("launch: RELAYOUT_RENDEZVOUS is \"") + damaged +
                           "\"; expected host:port with a port from 1 to 65535, an IPv6 address in brackets, or "
                           "file:PATH");
  }
}

TEST(Launch, by_hand_needs_three_variables_and_a_rendezvous) {
  const std::string by_hand = "RANK=1\nWORLD_SIZE=2\nLOCAL_RANK=1\n";
  EXPECT_EQ(read(with(by_hand, "RELAYOUT_RENDEZVOUS=file:here")), "torchrun 1 of 2, local 1, file here, job ");
  EXPECT_EQ(read(by_hand),
            "launch: MASTER_ADDR is not set, though other variables of torchrun are; start the program "
            "through torchrun, or unset those");
}

TEST(Launch, of_one_rank_needs_no_address) {
  EXPECT_EQ(read("RANK=0\nWORLD_SIZE=1\nLOCAL_RANK=0\n"), "torchrun 0 of 1, local 0, :0 +1, job ");
}

TEST(Launch, names_the_variable_that_is_damaged) {
  const auto expected = [](const std::string& name, const std::string& value) {
    return "launch: " + name + " is \"" + value + "\"; expected an integer from ";
  };
  struct Damage {
    std::string name, value, range;
  };
  for (const Damage& damage : {Damage{"RANK", "abc", "0 to 3"},
                               {"RANK", "4", "0 to 3"},
                               {"RANK", "-1", "0 to 3"},
                               {"RANK", "1.5", "0 to 3"},
                               {"RANK", " 1", "0 to 3"},
                               {"RANK", "0x1", "0 to 3"},
                               {"RANK", "99999999999999999999", "0 to 3"},
                               {"LOCAL_RANK", "4", "0 to 3"},
                               {"WORLD_SIZE", "0", "1 to 2147483647"},
                               {"WORLD_SIZE", "four", "1 to 2147483647"},
                               {"WORLD_SIZE", "2147483648", "1 to 2147483647"},
                               {"MASTER_PORT", "0", "1 to 65535"},
                               {"MASTER_PORT", "tcp://29500", "1 to 65535"}}) {
    EXPECT_EQ(read(with(torchrun_one_node, damage.name + "=" + damage.value)),
              expected(damage.name, damage.value) + damage.range + ", as torchrun sets it");
  }
  EXPECT_EQ(read(with(torchrun_one_node, "RANK=\x1b[2J")).find('\x1b'), std::string::npos);
  EXPECT_EQ(read(with(srun_one_node, "SLURM_PROCID=7")), expected("SLURM_PROCID", "7") + "0 to 3, as slurm sets it");
  EXPECT_EQ(read(with(openmpi_4, "OMPI_COMM_WORLD_LOCAL_SIZE=3")),
            expected("OMPI_COMM_WORLD_LOCAL_SIZE", "3") + "1 to 2, as openmpi sets it");
}

TEST(Launch, names_the_variable_that_is_missing) {
  const auto missing = [](const std::string& name, const std::string& launcher) {
    return "launch: " + name + " is not set, though other variables of " + launcher +
           " are; start the program through " + launcher + ", or unset those";
  };
  for (const char* name : {"RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT"}) {
    EXPECT_EQ(read(with(torchrun_one_node, std::string(name) + "=")), missing(name, "torchrun"));
  }
  for (const char* name : {"SLURM_PROCID", "SLURM_LOCALID"}) {
    EXPECT_EQ(read(with(srun_one_node, std::string(name) + "=")), missing(name, "slurm"));
  }
  EXPECT_EQ(read(with(openmpi_5, "OMPI_COMM_WORLD_RANK=")), missing("OMPI_COMM_WORLD_RANK", "openmpi"));
  EXPECT_EQ(read(with(openmpi_5, "PMIX_NAMESPACE=")),
            "launch: neither PMIX_NAMESPACE nor OMPI_MCA_ess_base_jobid is set, from which the ranks would know each "
            "other; set RELAYOUT_RENDEZVOUS to host:port of rank 0, or to file:PATH on a file system that all ranks "
            "see");
}

TEST(NodeList, begins_with_its_first_node) {
  const auto first = [](const char* list) { return engine::first_node(list); };
  EXPECT_EQ(*first("gpu03"), "gpu03");
  EXPECT_EQ(*first("gpu[03-04]"), "gpu03");
  EXPECT_EQ(*first("gpu[03,05-07],login1"), "gpu03");
  EXPECT_EQ(*first("login1,gpu[03-04]"), "login1");
  EXPECT_EQ(*first("rack[1-2]node[001-016]"), "rack1node001");
  EXPECT_EQ(*first("nid[000008-000011]-ib"), "nid000008-ib");
  EXPECT_EQ(*first("a-b.cluster.example"), "a-b.cluster.example");
}

TEST(NodeList, that_is_damaged_is_an_error) {
  for (const char* list : {"gpu[03-04", "gpu[]", "gpu[a-b]", "", ",gpu03"}) {
    const auto node = engine::first_node(list);
    ASSERT_FALSE(node.has_value()) << list << " " << *node;
    EXPECT_NE(node.error().message.find(std::string("the node list \"") + list + "\""), std::string::npos);
  }
  EXPECT_EQ(read(with(srun_one_node, "SLURM_STEP_NODELIST=gpu[03")),
            "launch: SLURM_STEP_NODELIST: the node list \"gpu[03\" opens a bracket that it does not close; expected "
            "names as Slurm writes them, such as gpu[03-04,07],login1");
}

TEST(Launch, reads_this_process_s_own_environment) {
  const engine::Environment environment = engine::process_environment();
  EXPECT_TRUE(environment("PATH").has_value());
  EXPECT_FALSE(environment("RELAYOUT_NOBODY_SETS_THIS").has_value());
}

}  // namespace
}  // namespace relayout::proptest
