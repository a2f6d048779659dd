// The arithmetic, proved for every length and every CP size: all obligations, by both provers, side by side.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/layout.hpp"

namespace relayout::prove {

enum class Verdict : std::uint8_t { proved, refuted, unknown };
[[nodiscard]] std::string_view to_string(Verdict verdict);  // "PROVED"

// Unknowns and their values, where an obligation is refuted.
using Model = std::map<std::string, std::string>;

struct Answer {
  Verdict verdict = Verdict::unknown;
  Model model;
  std::string command;  // refuted: a command line that shows it on a pack, where there is one
};

// What an obligation is a part of. Z3: one scope; modifiers; a pack; a pair of layouts; ranges of intermediates. isl:
// places; their inverse; two layouts composed.
enum class Group : std::uint8_t { scope, modifier, pack, pair, range, one_to_one, turned_round, composition };
[[nodiscard]] std::string_view to_string(Group group);  // "one-to-one"

// What both provers are asked of a kind, or of two: Z3 for every rank count in one question or two, isl for one after
// the other.
enum class Claim : std::uint8_t { one_to_one, turned_round, composed };

struct Subject {
  Claim claim;
  std::string kind;
  std::string target = {};  // composed: the kind on the other side
  std::int64_t ranks = 0;   // 0: any
  std::int64_t block = 0;   // 0: any
};

struct Finding {
  std::string name;
  std::string_view law;
  Group group = Group::scope;
  std::string_view prover;  // "Z3", "isl"
  Answer answer;
  double seconds = 0;
  std::optional<Subject> subject = {};
};

// Rank counts, and blocks of stripes, that isl is asked about one by one.
inline constexpr std::int64_t most_isl_ranks = 16;
inline constexpr std::int64_t most_isl_block = 3;

enum class Provers : std::uint8_t { both, z3, isl };

// What is to be proved. Nothing given: all of it, of model/split.hpp as it is.
struct Question {
  std::string law;                   // only obligations of this law; empty: all
  std::optional<LayoutName> layout;  // only those that are about this layout
  std::optional<Group> group;        // only those of this group
  std::string fault;                 // of the arithmetic with this mistake in it
  Provers faulty = Provers::both;    // who is asked about the mistake; the other one about the source as it is
  Provers provers = Provers::both;
  unsigned threads = 1;
};

// How far a run is.
struct Progress {
  std::size_t done = 0;
  std::size_t count = 0;
  const Finding* latest = nullptr;  // null: nothing new
};

// Proves side by side on threads of its own; `progress` is called by the caller's thread, about every 50 ms and once
// for each finding; while it returns true the work goes on.
// Ensures: findings in the order of the obligations, those that were not asked left out.
[[nodiscard]] std::vector<Finding> prove(const Question& question,
                                         const std::function<bool(const Progress&)>& progress);

// How many obligations a question asks, and where it could ask some: laws, groups and layouts that have some where the
// rest of the question stays.
struct Reach {
  std::size_t count = 0;
  std::size_t whole = 0;  // without law, group and layout
  std::vector<std::string_view> laws;
  std::vector<std::string_view> groups;
  std::vector<std::string_view> layouts;
};
[[nodiscard]] Reach reach(const Question& question);

// Laws that obligations belong to.
[[nodiscard]] std::vector<std::string_view> laws();
// Names of groups, in the order of Group.
[[nodiscard]] std::vector<std::string_view> groups();
// Layouts that obligations can be about.
[[nodiscard]] std::vector<LayoutName> layouts();
// The planted faults that are arithmetic, and can be made in symbols.
[[nodiscard]] std::vector<std::string_view> faults();

}  // namespace relayout::prove
