// Asks every rank of this machine by which executors it can move rows, or says why there is no rank.
#include <iostream>
#include <mutex>

#include <relayout/engine/crew.hpp>
#include <relayout/engine/engine.hpp>

int main() {
  const relayout::engine::VisibleGpus gpus = relayout::engine::visible_gpus();
  if (gpus.count == 0) {
    std::cout << "no rank: " << gpus.reason << '\n';
    return 0;
  }
  std::mutex mutex;
  relayout::engine::run_threads({}, [&](relayout::engine::RankContext& context) {
    const relayout::engine::Engine engine(context.communicator, {});
    const std::lock_guard lock(mutex);
    std::cout << "rank " << context.rank << ": " << engine.executors().size() << " executors\n";
  });
}
