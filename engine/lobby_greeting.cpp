#include "relayout/engine/lobby_greeting.hpp"

#include <sstream>

#include "relayout/model/printable.hpp"

namespace relayout::engine {
namespace {

constexpr const char* welcome = "welcome";
constexpr const char* refused = "refused";
constexpr std::size_t max_job_bytes = 512;

// Reads a word that must be this one.
struct Word {
  std::string text;
};
std::istream& operator>>(std::istream& line, const Word& expected) {
  std::string found;
  if (line >> found && found != expected.text) line.setstate(std::ios::failbit);
  return line;
}

}  // namespace

std::string job_word(const std::string& job) {
  std::string word = printable(job).substr(0, max_job_bytes);
  for (char& letter : word) {
    if (letter == ' ') letter = '_';
  }
  return word.empty() ? "-" : word;
}

std::string banner_line(const std::string& key) {
  return "relayout lobby " + std::to_string(lobby_version) + " key " + key + "\n";
}

std::string hello_line(const Hello& hello) {
  std::ostringstream line;
  line << "relayout lobby " << hello.version << " job " << hello.job << " rank " << hello.rank << " of "
       << hello.world_size << "\n";
  return line.str();
}

std::string welcome_line() { return std::string(welcome) + "\n"; }

std::string refusal_line(const Error& error) {
  return std::string(refused) + " " + error.code + " " + printable(error.message) + "\n";
}

std::optional<std::string> key_in_banner(const std::string& line) {
  std::istringstream words(line);
  std::int64_t version = 0;
  std::string key;
  if (!(words >> Word{"relayout"} >> Word{"lobby"} >> version >> Word{"key"} >> key)) return std::nullopt;
  return key;
}

std::optional<Hello> read_hello(const std::string& line) {
  std::istringstream words(line);
  Hello hello;
  if (!(words >> Word{"relayout"} >> Word{"lobby"} >> hello.version >> Word{"job"} >> hello.job)) return std::nullopt;
  words >> Word{"rank"} >> hello.rank >> Word{"of"} >> hello.world_size;
  if (!words && hello.version == lobby_version) return std::nullopt;
  return hello;
}

std::optional<Error> read_verdict(const std::string& line) {
  if (line == welcome) return std::nullopt;
  std::istringstream words(line);
  Error error;
  if (!(words >> Word{refused} >> error.code)) return Error{"rendezvous", "it does not answer as a lobby does"};
  std::getline(words >> std::ws, error.message);
  return error;
}

}  // namespace relayout::engine
