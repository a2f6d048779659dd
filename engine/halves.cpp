#include "relayout/engine/halves.hpp"

namespace relayout::engine {
namespace {

void clear(RankProgram& half, const RankProgram& program) {
  half.fingerprint = program.fingerprint;
  half.world_rank = program.world_rank;
  half.group_size = program.group_size;
  half.source_row_count = program.source_row_count;
  half.target_row_count = program.target_row_count;
  for (MessageList* list : {&half.sends, &half.receives}) {
    list->messages.clear();
    list->runs.clear();
  }
  half.own.clear();
  half.target_fills.clear();
  half.source_fills.clear();
}

void add(MessageList& half, const MessageList& whole, const Message& message) {
  Message& added = half.messages.emplace_back(message);
  added.run_begin = std::ssize(half.runs);
  const auto runs = whole.runs_of(message);
  half.runs.insert(half.runs.end(), runs.begin(), runs.end());
  added.run_end = std::ssize(half.runs);
}

}  // namespace

void split_program(const RankProgram& program, const IsNear& is_near, Halves& halves) {
  clear(halves.near, program);
  clear(halves.far, program);
  for (const Message& message : program.sends.messages) {
    add(is_near(message.peer) ? halves.near.sends : halves.far.sends, program.sends, message);
  }
  for (const Message& message : program.receives.messages) {
    add(is_near(message.peer) ? halves.near.receives : halves.far.receives, program.receives, message);
  }
  halves.near.own = program.own;
  halves.near.target_fills = program.target_fills;
  halves.near.source_fills = program.source_fills;
}

}  // namespace relayout::engine
