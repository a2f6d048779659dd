#include "relayout/engine/status_board.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "relayout/engine/statement.hpp"
#include "relayout/model/fingerprint.hpp"

namespace relayout::engine {
namespace {

std::string list(const std::vector<std::int32_t>& ranks) {
  std::string text = ranks.size() == 1 ? "rank " : "ranks ";
  for (std::size_t i = 0; i < ranks.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(ranks[i]);
  return text;
}

}  // namespace

StatusBoard::StatusBoard(std::int32_t rank_count)
    : memory_(Memory::pinned, static_cast<std::int64_t>(sizeof(StatusBlock)) +
                                  rank_count * static_cast<std::int64_t>(sizeof(RankStatus))),
      rank_count_(rank_count) {
  std::fill_n(memory_.data(), memory_.size_bytes(), std::byte{0});
}

RankStatus& StatusBoard::rank(std::int32_t rank) const {
  return reinterpret_cast<RankStatus*>(memory_.data() + sizeof(StatusBlock))[rank];
}

void StatusBoard::clear() {
  for (std::int32_t i = 0; i < rank_count_; ++i) rank(i).news = static_cast<std::uint32_t>(RankNews::nothing);
  block().raised = 0;
}

Error news_of(const StatusBoard& board, const Communicator& communicator) {
  const StatusBlock& block = board.block();
  std::vector<std::int32_t> late;
  bool plans = false;
  std::vector<Statement> statements;  // of those that take part
  for (std::int32_t rank = 0; rank < communicator.place().rank_count; ++rank) {
    const RankStatus& seen = board.rank(rank);
    const std::int32_t name = communicator.world_rank(rank);
    if (rank == communicator.place().rank) statements.push_back({name, block.fingerprint, block.call});
    if (seen.news == static_cast<std::uint32_t>(RankNews::nothing)) continue;
    if (seen.news == static_cast<std::uint32_t>(RankNews::late)) late.push_back(name);
    plans = plans || seen.news == static_cast<std::uint32_t>(RankNews::other_plan);
    statements.push_back({name, seen.fingerprint, seen.call});
  }
  if (!late.empty()) {
    return make_error("deadline", list(late), " did not come to the move with fingerprint ", to_hex(block.fingerprint),
                      " within ", communicator.place().patience.count(),
                      " ms; it is gone, or made no such call. Make a new communicator");
  }
  const std::vector<std::int32_t> odd = odd_ranks(statements);
  return make_error(
      "disagreement", odd.empty() ? "a rank" : list(odd),  // a later call's lines may be on their way
      plans ? " moves by another plan (other lengths, slots or layouts)"
            : " makes another call (row bytes, tensors, places in the arena, direction or executor)",
      " than the others; ",
      block.copied != 0 ? "copies were under way, and what they wrote is worthless" : "nothing was stored");
}

}  // namespace relayout::engine
