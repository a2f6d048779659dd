// The file by which ranks find rank 0's port. It is there as a whole or not at all, and one that an earlier launch left
// behind is told by its job and by its key, which only the door it speaks of answers with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "relayout/model/result.hpp"

namespace relayout::engine {

struct LobbyFile {
  std::string job;  // as job_word writes it
  std::string key;
  std::int32_t port = 0;
  std::vector<std::string> hosts;  // any of them may be the one that reaches rank 0
};

[[nodiscard]] std::optional<Error> write_lobby_file(const std::string& path, const LobbyFile& file);
// Errors: "rendezvous": none there yet, or no such file.
[[nodiscard]] Result<LobbyFile> read_lobby_file(const std::string& path);
// Removes it, unless it is another door's by now.
void remove_lobby_file(const std::string& path, const LobbyFile& file);

}  // namespace relayout::engine
