// Rank 0's reception: whoever connects is greeted, and goes on only with a hello that can be read. A port is open to
// all: what says something else, or nothing, is sent away and disturbs nobody.
#pragma once

#include <string>
#include <vector>

#include "relayout/engine/lobby_door.hpp"
#include "relayout/engine/lobby_greeting.hpp"
#include "relayout/engine/lobby_wire.hpp"

namespace relayout::engine {

struct Newcomer {
  Wire wire;
  std::string from;
  Hello hello;
};

class Reception {
 public:
  explicit Reception(Door door) : door_(std::move(door)) {}

  [[nodiscard]] std::vector<Watch> watches() const;
  // Accepts, reads and sends away, without waiting. Those who have said hello, each once.
  [[nodiscard]] std::vector<Newcomer> greet();
  void close();  // nobody comes in any more

 private:
  struct Stranger {
    Wire wire;
    std::string from;
    Deadline until;
  };
  void accept_all();

  Door door_;
  std::vector<Stranger> strangers_;  // oldest first
};

void welcome(Newcomer& newcomer);
void refuse(Newcomer newcomer, const Error& error);

}  // namespace relayout::engine
