#include "relayout/proptest/prove/prove.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <thread>

#include "relayout/proptest/prove/isl_obligations.hpp"
#include "relayout/proptest/prove/mistake.hpp"
#include "relayout/proptest/prove/solve.hpp"

namespace relayout::prove {
namespace {

// One obligation of either prover.
struct Task {
  std::string name;
  std::string_view law;
  Group group;
  std::string_view prover;
  std::vector<Kind> kinds;  // none: all
  std::function<Answer(Interrupt&)> solve;
  std::optional<Subject> subject;  // of Z3, ranks and block of a refuted one stand in its model
};

bool is_about(const Task& task, LayoutName layout) {
  return task.kinds.empty() || std::any_of(task.kinds.begin(), task.kinds.end(), [&](const Kind& kind) {
           const std::vector<LayoutName> layouts = layouts_of(kind);
           return std::find(layouts.begin(), layouts.end(), layout) != layouts.end();
         });
}

bool asked(const Question& question, const Task& task) {
  const bool of_law = question.law.empty() || question.law == task.law;
  const bool of_group = !question.group || *question.group == task.group;
  return of_law && of_group && (!question.layout || is_about(task, *question.layout));
}

// Where the provers are to contradict each other, all that both are asked of a layout belongs to the question, whatever
// its law: one claim follows from several.
bool compared(const Question& question, const Task& task) {
  return question.faulty != Provers::both && question.provers == Provers::both && !question.group && task.subject &&
         (!question.layout || is_about(task, *question.layout));
}

std::vector<Task> tasks_of_z3(const Question& question) {
  const Mistake* mistake = question.faulty == Provers::isl ? nullptr : find_mistake(question.fault);
  std::vector<Task> tasks;
  for (Obligation& obligation : mistake != nullptr ? obligations(*mistake) : obligations(Source{})) {
    std::optional<Subject> subject;
    if (obligation.claim) {
      subject = {.claim = *obligation.claim, .kind = to_string(obligation.kinds.front())};
      if (obligation.kinds.size() > 1) subject->target = to_string(obligation.kinds.back());
    }
    tasks.push_back({.name = obligation.name,
                     .law = obligation.law,
                     .group = obligation.group,
                     .prover = "Z3",
                     .kinds = obligation.kinds,
                     .solve = [obligation](Interrupt& interrupt) { return solve(obligation, interrupt); },
                     .subject = std::move(subject)});
  }
  return tasks;
}

std::vector<Task> tasks_of_isl(const Question& question) {
  const Mistake* mistake = question.faulty == Provers::z3 ? nullptr : find_mistake(question.fault);
  std::vector<Task> tasks;
  for (IslObligation& obligation :
       mistake != nullptr ? isl_obligations(*mistake) : isl_obligations(SourceOf<IslNumber>{})) {
    tasks.push_back({.name = std::move(obligation.name),
                     .law = obligation.law,
                     .group = obligation.group,
                     .prover = "isl",
                     .kinds = std::move(obligation.kinds),
                     .solve = std::move(obligation.decide),
                     .subject = std::move(obligation.subject)});
  }
  return tasks;
}

std::vector<Task> tasks_of(const Question& question) {
  std::vector<Task> tasks;
  if (question.provers != Provers::isl) tasks = tasks_of_z3(question);
  if (question.provers != Provers::z3) {
    for (Task& task : tasks_of_isl(question)) tasks.push_back(std::move(task));
  }
  std::erase_if(tasks, [&](const Task& task) { return !asked(question, task) && !compared(question, task); });
  // Where the provers are to contradict each other, what is asked of one scope does so soonest.
  if (question.faulty != Provers::both) {
    std::stable_partition(tasks.begin(), tasks.end(), [](const Task& task) { return task.group != Group::pair; });
  }
  return tasks;
}

// Workers take tasks in order; the caller's thread tells of what they find.
class Run {
 public:
  Run(std::vector<Task> tasks, unsigned threads) : tasks_(std::move(tasks)), findings_(tasks_.size()) {
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
    while (told.size() < tasks_.size()) {
      const std::vector<std::size_t> news = news_after(told.size());
      for (const std::size_t index : news) {
        told.push_back(index);
        if (!progress({.done = told.size(), .count = tasks_.size(), .latest = &findings_[index]})) return of(told);
      }
      if (news.empty() && !progress({.done = told.size(), .count = tasks_.size(), .latest = nullptr})) {
        return of(told);
      }
    }
    return of(told);
  }

 private:
  void work() {
    while (!interrupt_.raised()) {
      const std::size_t index = next_++;
      if (index >= tasks_.size()) return;
      const Task& task = tasks_[index];
      const auto begun = std::chrono::steady_clock::now();
      Answer answer = task.solve(interrupt_);
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
      if (interrupt_.raised()) return;  // half a question has no answer
      const std::lock_guard lock(mutex_);
      findings_[index] = {.name = task.name,
                          .law = task.law,
                          .group = task.group,
                          .prover = task.prover,
                          .answer = std::move(answer),
                          .seconds = seconds.count(),
                          .subject = task.subject};
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

  std::vector<Task> tasks_;
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

std::string_view to_string(Group group) { return groups()[static_cast<std::size_t>(group)]; }

std::vector<Finding> prove(const Question& question, const std::function<bool(const Progress&)>& progress) {
  Run run(tasks_of(question), question.threads);
  return run.watch(progress);
}

Reach reach(const Question& question) {
  Question anywhere = question;
  anywhere.law.clear();
  anywhere.layout.reset();
  anywhere.group.reset();
  Reach reach;
  const std::vector<Task> tasks = tasks_of(anywhere);
  const auto count = [&](const Question& narrow) {
    return static_cast<std::size_t>(
        std::count_if(tasks.begin(), tasks.end(), [&](const Task& task) { return asked(narrow, task); }));
  };
  reach.count = count(question);
  reach.whole = static_cast<std::size_t>(std::ssize(tasks));
  for (const std::string_view law : laws()) {
    Question other = question;
    other.law = law;
    if (count(other) > 0) reach.laws.push_back(law);
  }
  for (std::size_t group = 0; group < groups().size(); ++group) {
    Question other = question;
    other.group = static_cast<Group>(group);
    if (count(other) > 0) reach.groups.push_back(groups()[group]);
  }
  for (const LayoutName layout : layouts()) {
    Question other = question;
    other.layout = layout;
    if (count(other) > 0) reach.layouts.push_back(to_string(layout));
  }
  return reach;
}

std::vector<std::string_view> faults() {
  std::vector<std::string_view> names;
  for (const Mistake& mistake : mistakes()) names.push_back(mistake.name);
  return names;
}

std::vector<LayoutName> layouts() {
  return {LayoutName::zigzag, LayoutName::flat_zigzag, LayoutName::contiguous, LayoutName::sequential,
          LayoutName::striped};
}

std::vector<std::string_view> groups() {
  return {"scope", "modifier", "pack", "pair", "range", "one-to-one", "turned-round", "composition"};
}

std::vector<std::string_view> laws() { return {"arithmetic", "partition", "join", "inverse", "relabelling", "range"}; }

}  // namespace relayout::prove
