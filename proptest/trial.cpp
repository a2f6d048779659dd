#include "relayout/proptest/trial.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "relayout/proptest/generate/generate.hpp"

namespace relayout::proptest {
namespace {

// A property that crashes gives no counterexample, so what it was about is written down first.
std::array<char, 4096> last_trial{};

void print_last_trial(int signal) {
  std::fputs("crashed at\n", stderr);
  std::fputs(last_trial.data(), stderr);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void write_down(const Trial& trial) {
  static const bool installed = [] {
    for (const int signal : {SIGSEGV, SIGABRT, SIGFPE}) std::signal(signal, print_last_trial);
    return true;
  }();
  static_cast<void>(installed);
  std::ostringstream text;
  text << trial;
  const std::string note = text.str().substr(0, last_trial.size() - 1);
  *std::copy(note.begin(), note.end(), last_trial.begin()) = '\0';
}

rc::Shrinkable<Trial> shrinkable(Trial trial) {
  return rc::shrinkable::shrinkRecur(std::move(trial), [](const Trial& from) {
    std::vector<Trial> smaller;
    for (Case& candidate : shrink(from.input)) smaller.push_back({std::move(candidate), from.seed});
    return rc::seq::fromContainer(std::move(smaller));
  });
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Trial& trial) {
  const std::string options = command_options(trial.input);
  return out << options << "\nseed " << trial.seed << "\nreplay: relayout check " << options << " --seed " << trial.seed
             << "\n";
}

rc::Gen<Trial> any_trial() {
  return [](const rc::Random& source, int) {
    rc::Random bits = source;
    Random random(bits.next());
    Case input = random_case(random, {});
    return shrinkable({std::move(input), random.bits()});
  };
}

void demand(const Trial& trial, Judgement judgement) {
  write_down(trial);
  const Verdict fault = judgement(trial);
  if (!fault) return;
  std::ostringstream text;
  text << "law " << fault->law << ": " << fault->message << "\n" << trial;
  RC_FAIL(text.str());
}

}  // namespace relayout::proptest
