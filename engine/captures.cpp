#include "relayout/engine/captures.hpp"

#include <algorithm>

#include "relayout/engine/error.hpp"
#include "relayout/engine/window_rows.hpp"

namespace relayout::engine {
namespace {

using GraphCount = std::shared_ptr<std::atomic<std::int64_t>>;

cudaGraph_t graph_of(cudaStream_t stream) {
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
  cudaGraph_t graph = nullptr;
#if CUDART_VERSION >= 13000
  RELAYOUT_CUDA_TRY(cudaStreamGetCaptureInfo(stream, &status, nullptr, &graph, nullptr, nullptr, nullptr));
#else
  RELAYOUT_CUDA_TRY(cudaStreamGetCaptureInfo_v2(stream, &status, nullptr, &graph, nullptr, nullptr));
#endif
  return graph;
}

// CUDA calls it when the last graph that holds the count has ended.
void CUDART_CB one_graph_less(void* count) {
  auto* const graphs = static_cast<GraphCount*>(count);
  graphs->get()->fetch_sub(1);
  delete graphs;
}

std::size_t index_of(Direction direction) { return direction == Direction::forward ? 0 : 1; }

}  // namespace

void Captures::hold(cudaStream_t stream, Held held) {
  if (!any()) forget();
  auto count = std::make_unique<GraphCount>(graphs_);
  cudaUserObject_t object = nullptr;
  RELAYOUT_CUDA_TRY(cudaUserObjectCreate(&object, count.get(), one_graph_less, 1, cudaUserObjectNoDestructorSync));
  graphs_->fetch_add(1);
  static_cast<void>(count.release());  // the object's now
  RELAYOUT_CUDA_TRY(cudaGraphRetainUserObject(graph_of(stream), object, 1, cudaGraphUserObjectMove));
  moves_ = moves_ || held == Held::moves;
}

void Captures::limit_rows(Direction direction, std::int64_t rows) {
  std::int64_t& limit = row_limits_[index_of(direction)];
  limit = std::min(limit, rows);
}

void Captures::check(const RankProgram& before, const RankProgram& program) {
  if (!any()) return forget();
  if (moves_ && program.fingerprint != before.fingerprint) {
    fail("bad_call",
         "a captured graph holds the sizes of this plan's copies or messages: capture another plan for other moves, or "
         "end the graph first");
  }
  for (const Direction direction : {Direction::forward, Direction::backward}) {
    const std::int64_t rows = window_rows(program, direction);
    const std::int64_t limit = row_limits_[index_of(direction)];
    if (rows <= limit) continue;
    fail("too_large", "a rank's rows, ", rows, ", do not fit into the stand-in as a graph has captured it: it holds ",
         limit, " rows of that call. Make the engine with a larger stand-in, or put the output into the arena");
  }
}

void Captures::forget() {
  moves_ = false;
  row_limits_.fill(no_limit);
}

}  // namespace relayout::engine
