#include "relayout/engine/news.hpp"

#include <sstream>
#include <utility>

#include "relayout/engine/statement.hpp"

namespace relayout::engine {
namespace {

std::string hex(std::uint64_t value) {
  std::ostringstream text;
  text << std::hex << value;
  return std::move(text).str();
}

std::string list(const std::vector<std::int32_t>& ranks) {
  std::string text = ranks.size() == 1 ? "rank " : "ranks ";
  for (std::size_t i = 0; i < ranks.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(ranks[i]);
  return text;
}

std::vector<std::int32_t> ranks_with(const Arena& arena, const Communicator& communicator, RankNews news) {
  std::vector<std::int32_t> ranks;
  for (std::int32_t rank = 0; rank < communicator.place().rank_count; ++rank) {
    if (arena.rank_status(rank).news == static_cast<std::uint32_t>(news))
      ranks.push_back(communicator.world_rank(rank));
  }
  return ranks;
}

}  // namespace

Error take_news(Arena& arena, Communicator& communicator) {
  StatusBlock& status = arena.status();
  const std::vector<std::int32_t> late = ranks_with(arena, communicator, RankNews::late);
  if (!late.empty()) {
    Error error = make_error("deadline", list(late), " did not come to the move with fingerprint ",
                             hex(status.fingerprint), " within ", communicator.place().patience.count(),
                             " ms; it is gone, or made no such call. Make a new communicator");
    communicator.give_up(error);
    return error;
  }
  std::vector<Statement> statements;
  for (std::int32_t rank = 0; rank < communicator.place().rank_count; ++rank) {
    RankStatus& seen = arena.rank_status(rank);
    const bool differs = seen.news != static_cast<std::uint32_t>(RankNews::nothing);
    statements.push_back({communicator.world_rank(rank), differs ? seen.fingerprint : status.fingerprint,
                          differs ? seen.call : status.call});
    seen.news = static_cast<std::uint32_t>(RankNews::nothing);
  }
  const bool plans = status.raised == static_cast<std::uint32_t>(RankNews::other_plan);
  status.raised = static_cast<std::uint32_t>(RankNews::nothing);
  return make_error("disagreement", list(odd_ranks(statements)),
                    plans ? " moves by another plan (other lengths, slots or layouts)"
                          : " makes another call (row bytes, tensors, places in the arena, direction or executor)",
                    " than the others; nothing was stored");
}

}  // namespace relayout::engine
