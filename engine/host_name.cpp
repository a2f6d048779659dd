#include "relayout/engine/host_name.hpp"

#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <utility>

#include "relayout/engine/variables.hpp"

namespace relayout::engine {

bool is_loopback(const std::string& host) { return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0; }

std::string numeric_host(const SocketAddress& of) {
  std::array<char, NI_MAXHOST> host = {};
  if (getnameinfo(of.address, of.size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0) return "";
  return host.data();
}

namespace {

std::string own_name() {
  std::array<char, 256> name = {};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

std::string node_identity(const Environment& environment) {
  if (const std::optional<std::string> id = Variables(environment).text("NCCL_HOSTID")) return *id;
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string boot;
  std::getline(file, boot);
  return own_name() + ' ' + boot;
}

std::vector<std::string> own_hosts() {
  std::vector<std::string> hosts;
  if (std::string name = own_name(); !name.empty()) hosts.push_back(std::move(name));
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return hosts;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr) continue;
    const bool is_6 = entry->ifa_addr->sa_family == AF_INET6;
    if (!is_6 && entry->ifa_addr->sa_family != AF_INET) continue;
    const socklen_t size = is_6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    std::string host = numeric_host({entry->ifa_addr, size});
    // Link-local addresses mean something only together with an interface of the machine that reads them.
    const bool local = is_loopback(host) || host.find('%') != std::string::npos;
    if (!host.empty() && !local) hosts.push_back(std::move(host));
  }
  freeifaddrs(list);
  return hosts;
}

}  // namespace relayout::engine
