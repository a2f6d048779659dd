// One direction of a rank's program, step by step. All the work between two waits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "relayout/model/rank_program.hpp"
#include "relayout/sim/rank.hpp"

namespace relayout::sim {

// Forward reads the source side and writes the target side over the program's runs; backward the other way round.
// Requires: the program fits (check_fit), and the side that is read holds its payload.
class Leg {
 public:
  // `call_number` counts the rank's directions: 0, then 1.
  Leg(Rank& rank, const Call& call, Direction direction, std::int64_t call_number);

  // Rows that stay, and fills.
  void begin();
  [[nodiscard]] std::span<const Exchange> exchanges() const { return exchanges_; }
  // Packs what the exchange sends; its posts, receives first. Valid until the next call.
  [[nodiscard]] std::span<Post> post(const Exchange& exchange);
  // Compares headers and unpacks. False where a message is late or not the expected one: the rank stops there.
  [[nodiscard]] bool accept(const Exchange& exchange);
  // Compares every row of the written side, and every byte between rows; counts that no row was written twice.
  void end();

 private:
  struct Step {
    Activity activity = Activity::pack;
    std::int32_t peer = -1;
    std::int64_t bytes = 0;
  };
  void advance(const Step& step);
  void record(const Step& step, const Span& time);
  [[nodiscard]] std::int64_t billed(std::int64_t row_count) const { return row_count * call_.billed_row_bytes; }
  [[nodiscard]] MessageHeader header(const Exchange& exchange, const Message& message, OperationKind kind) const;
  [[nodiscard]] Post make_post(const Exchange& exchange, const Message& message, OperationKind kind) const;
  void pack(const Message& message, Post& post);
  [[nodiscard]] const std::vector<Span>& fills() const {
    return forward_ ? rank_.program.target_fills : rank_.program.source_fills;
  }
  [[nodiscard]] Verdict judge_writes() const;
  void pass_time(const Exchange& exchange);
  [[nodiscard]] bool in_time();
  [[nodiscard]] bool expected(const Exchange& exchange, const Message& message, const Post& post);
  void unpack(const Message& message, const Post& post);

  Rank& rank_;
  const Call& call_;
  const Direction direction_;
  const std::int64_t call_number_;
  const bool forward_;
  RankSide& read_;
  RankSide& written_;
  const MessageList& sends_;
  const MessageList& receives_;
  DirectionTotals& totals_;
  std::vector<Exchange> exchanges_;
  std::int64_t packed_bytes_ = 0;
};

// The rank ends at the post's deadline: the message went over too late, or nobody came for it.
void give_up(Rank& rank, const Call& call, const Post& post, const char* sign);

}  // namespace relayout::sim
