// The laws as functions: a case and a planner in, nothing or a witness out. Properties, the small world, the fault
// table and `relayout check` all ask these.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "relayout/model/check/verdict.hpp"
#include "relayout/proptest/fault/planner.hpp"
#include "relayout/proptest/generate/case.hpp"

namespace relayout::proptest {

class Scene;

struct Law {
  std::string_view name;      // "partition", as the witnesses say it
  std::string_view sentence;  // "every token has exactly one owner place"
  // Requires: both layouts of the case apply to its pack. `seed` feeds payloads, third layouts and new names.
  Verdict (*judge)(const Case& input, const Planner& planner, std::uint64_t seed);
};

// Laws 1 to 11, in order.
[[nodiscard]] std::span<const Law> laws();

// The law of that name, or null.
[[nodiscard]] const Law* find_law(std::string_view name);

// All laws in order; the first witness ends it.
[[nodiscard]] Verdict judge(const Case& input, const Planner& planner, std::uint64_t seed);

// What is asked beside the laws: does the planner agree with the token-by-token oracle? Cost: O(tokens).
inline constexpr std::string_view oracle_name = "oracle";

// Asked now and then by long work; true: it shall end. Null: never.
using StopPredicate = std::function<bool()>;

// Thrown where it said so: there is no verdict then.
struct Stopped {};

// Judges case after case in the same memory: once warm, it asks for little. Not thread-safe: a thread, a jury.
class Jury {
 public:
  Jury();
  ~Jury();
  Jury(Jury&&) noexcept;
  Jury& operator=(Jury&&) noexcept;

  // The laws of these names, and the oracle where it is named, in this order; the first witness ends it. The planner is
  // asked once for what several of them look at. Where the oracle is named it is asked first, and if it agrees, that
  // answers the laws that then leave no choice: partition, join, adjoint, agreement, bound and views, and of inverse
  // what is not about another plan. Requires: each name is a law's or oracle_name. Throws Stopped.
  [[nodiscard]] Verdict judge(const Case& input, const Planner& planner, std::uint64_t seed,
                              std::span<const std::string_view> names, const StopPredicate& stop = nullptr);

 private:
  std::unique_ptr<Scene> scene_;
};

// By a jury of its own.
[[nodiscard]] Verdict judge(const Case& input, const Planner& planner, std::uint64_t seed,
                            std::span<const std::string_view> names, const StopPredicate& stop = nullptr);

// The oracle alone.
[[nodiscard]] Verdict judge_against_oracle(const Case& input, const Planner& planner);

}  // namespace relayout::proptest
