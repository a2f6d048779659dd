// The lines with which ranks meet, before any frame. In every version, the first four words and the job stand where
// they do here, so that two versions can tell each other apart.
//
//   rank 0:  relayout lobby 1 key 8c1f00d2a7b93e64
//   rank 3:  relayout lobby 1 job 7784.2 rank 3 of 8
//   rank 0:  welcome                    or: refused CODE why
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "relayout/model/result.hpp"

namespace relayout::engine {

inline constexpr std::int32_t lobby_version = 1;
inline constexpr const char* other_job = "other_job";  // the code by which a rank knows that it is at the wrong door

struct Hello {
  std::int64_t version = lobby_version;
  std::string job;  // as job_word writes it
  std::int64_t rank = 0;
  std::int64_t world_size = 0;
};

// A job's name as one printable word.
[[nodiscard]] std::string job_word(const std::string& job);

[[nodiscard]] std::string banner_line(const std::string& key);
[[nodiscard]] std::string hello_line(const Hello& hello);
[[nodiscard]] std::string welcome_line();
[[nodiscard]] std::string refusal_line(const Error& error);

// Nothing where the line is none of a lobby. Of a lobby of another version the rank may be read wrong.
[[nodiscard]] std::optional<std::string> key_in_banner(const std::string& line);
[[nodiscard]] std::optional<Hello> read_hello(const std::string& line);
// Welcome: no error.
[[nodiscard]] std::optional<Error> read_verdict(const std::string& line);

}  // namespace relayout::engine
