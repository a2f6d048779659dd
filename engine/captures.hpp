// What captured graphs hold of a plan, as long as they live: its table's address, and what was fixed when they were
// captured. The graphs themselves say when they end.
#pragma once

#include <cuda_runtime_api.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "relayout/model/direction.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::engine {

//   table   the graph moves by whatever program is in the table
//   moves   sizes of copies and messages are in the graph: it makes the moves of one program
enum class Held : std::uint8_t { table, moves };

// Not thread-safe; graphs may end on any thread.
class Captures {
 public:
  // The graph that `stream` captures into holds the plan, until it has ended and all that was made of it.
  void hold(cudaStream_t stream, Held held);
  // A captured call of this direction has room for so many rows of a window.
  void limit_rows(Direction direction, std::int64_t rows);
  [[nodiscard]] bool any() const { return graphs_->load() > 0; }

  // That graphs can go on with `program` in the place of `before`. Throws "bad_call" where they hold its moves,
  // "too_large" where rows do not fit into what was captured.
  void check(const RankProgram& before, const RankProgram& program);

 private:
  static constexpr std::int64_t no_limit = INT64_MAX;
  void forget();

  // Shared with the graphs, which may outlive the plan.
  std::shared_ptr<std::atomic<std::int64_t>> graphs_ = std::make_shared<std::atomic<std::int64_t>>(0);
  bool moves_ = false;
  std::array<std::int64_t, 2> row_limits_{no_limit, no_limit};  // by direction
};

}  // namespace relayout::engine
