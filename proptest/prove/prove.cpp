#include "relayout/proptest/prove/prove.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <thread>

#include "relayout/proptest/prove/solve.hpp"

namespace relayout::prove {
namespace {

bool asked(const Question& question, const Obligation& obligation) {
  const bool of_law = question.law.empty() || question.law == obligation.law;
  const bool of_layout =
      !question.layout || obligation.layouts.empty() ||
      std::find(obligation.layouts.begin(), obligation.layouts.end(), *question.layout) != obligation.layouts.end();
  return of_law && of_layout;
}

std::vector<Obligation> obligations_of(const Question& question) {
  std::vector<Obligation> all = obligations(sound_arithmetic());
  std::erase_if(all, [&](const Obligation& obligation) { return !asked(question, obligation); });
  return all;
}

// Workers take obligations in order; the caller's thread tells of what they find.
class Run {
 public:
  Run(std::vector<Obligation> obligations, unsigned threads)
      : obligations_(std::move(obligations)), findings_(obligations_.size()) {
    for (unsigned i = 0; i < std::max(threads, 1U); ++i) {
      workers_.emplace_back([this] { work(); });
    }
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() {
    interrupt_.raise();
    for (std::thread& worker : workers_) worker.join();
  }

  std::vector<Finding> watch(const std::function<bool(const Progress&)>& progress) {
    std::vector<std::size_t> told;
    while (told.size() < obligations_.size()) {
      const std::vector<std::size_t> news = news_after(told.size());
      for (const std::size_t index : news) {
        told.push_back(index);
        if (!progress({.done = told.size(), .count = obligations_.size(), .latest = &findings_[index]}))
          return of(told);
      }
      if (news.empty() && !progress({.done = told.size(), .count = obligations_.size(), .latest = nullptr})) {
        return of(told);
      }
    }
    return of(told);
  }

 private:
  void work() {
    while (!interrupt_.raised()) {
      const std::size_t index = next_++;
      if (index >= obligations_.size()) return;
      const Obligation& obligation = obligations_[index];
      const auto begun = std::chrono::steady_clock::now();
      Answer answer = solve(obligation, interrupt_);
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
      if (interrupt_.raised()) return;  // half a question has no answer
      const std::lock_guard lock(mutex_);
      findings_[index] = {.name = obligation.name,
                          .law = obligation.law,
                          .prover = "Z3",
                          .answer = std::move(answer),
                          .seconds = seconds.count()};
      found_.push_back(index);
      changed_.notify_one();
    }
  }

  std::vector<std::size_t> news_after(std::size_t known) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(50), [&] { return found_.size() > known; });
    return {found_.begin() + static_cast<std::ptrdiff_t>(known), found_.end()};
  }

  std::vector<Finding> of(std::vector<std::size_t> indices) const {
    std::sort(indices.begin(), indices.end());
    std::vector<Finding> result;
    for (const std::size_t index : indices) result.push_back(findings_[index]);
    return result;
  }

  std::vector<Obligation> obligations_;
  std::vector<Finding> findings_;  // each written once, before its index is in found_
  std::atomic<std::size_t> next_ = 0;
  Interrupt interrupt_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::size_t> found_;  // guarded by mutex_
  std::vector<std::thread> workers_;
};

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::proved:
      return "PROVED";
    case Verdict::refuted:
      return "REFUTED";
    case Verdict::unknown:
      break;
  }
  return "UNKNOWN";
}

std::vector<Finding> prove(const Question& question, const std::function<bool(const Progress&)>& progress) {
  Run run(obligations_of(question), question.threads);
  return run.watch(progress);
}

std::vector<std::string_view> laws() { return {"arithmetic", "partition", "join", "inverse", "relabelling", "range"}; }

}  // namespace relayout::prove
