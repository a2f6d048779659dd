#include "relayout/engine/lobby_file.hpp"

#include <filesystem>
#include <fstream>
#include <limits>
#include <system_error>

namespace relayout::engine {
namespace {

constexpr const char* first_line = "relayout lobby file 1";

}  // namespace

std::optional<Error> write_lobby_file(const std::string& path, const LobbyFile& file) {
  const std::string unfinished = path + "." + file.key;
  std::ofstream text(unfinished, std::ios::trunc);
  text << first_line << "\njob " << file.job << "\nkey " << file.key << "\nport " << file.port << "\n";
  for (const std::string& host : file.hosts) text << "host " << host << "\n";
  text.close();
  std::error_code status = text ? std::error_code() : std::make_error_code(std::errc::io_error);
  if (!status) std::filesystem::rename(unfinished, path, status);
  if (!status) return std::nullopt;
  std::error_code ignored;
  std::filesystem::remove(unfinished, ignored);
  return make_error("rendezvous", "rank 0 cannot write ", path, ": ", status.message(),
                    "; RELAYOUT_RENDEZVOUS=file:PATH wants a file in a folder that all ranks may write to");
}

Result<LobbyFile> read_lobby_file(const std::string& path) {
  std::ifstream text(path);
  if (!text) return make_error("rendezvous", path, " is not there");
  std::string line;
  std::getline(text, line);
  LobbyFile file;
  std::string job, key, port, host;
  const bool whole = line == first_line && text >> job >> file.job >> key >> file.key >> port >> file.port &&
                     job == "job" && key == "key" && port == "port" && file.port > 0 &&
                     file.port <= std::numeric_limits<std::uint16_t>::max();
  if (!whole) return make_error("rendezvous", path, " holds no address of a lobby");
  for (std::string word; text >> word >> host && word == "host";) file.hosts.push_back(host);
  return file;
}

void remove_lobby_file(const std::string& path, const LobbyFile& file) {
  const Result<LobbyFile> found = read_lobby_file(path);
  std::error_code ignored;
  if (found && found->key == file.key) std::filesystem::remove(path, ignored);
}

}  // namespace relayout::engine
