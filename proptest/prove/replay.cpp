#include "relayout/proptest/prove/replay.hpp"

#include <cstdlib>

#include "relayout/model/integer.hpp"

namespace relayout::prove {
namespace {

// What a model says of one scope; its unknowns begin with a mark.
struct ScopeValues {
  std::int64_t begin = 0;
  std::int64_t length = 0;
  std::int64_t cp = 1;
  std::int64_t block = 1;
  std::int64_t share = 1;

  [[nodiscard]] std::int64_t end() const { return begin + length; }
};

ScopeValues values_of(const Model& model, const std::string& mark) {
  return {.begin = value_of(model, mark + "begin", 0),
          .length = value_of(model, mark + "length", 0),
          .cp = value_of(model, mark + "cp", 1),
          .block = value_of(model, mark + "block", 1),
          .share = at_least(value_of(model, mark + "share", 1), std::int64_t{1})};
}

// What a scope is to the layout that is shown.
enum class Shown : std::uint8_t { sequence, pack };

std::string layout_text(const Kind& kind, const ScopeValues& values, Shown shown) {
  const std::size_t which = kind.striped() || kind.zigzag() == (shown == Shown::sequence) ? 0 : 1;
  std::string text(to_string(layouts_of(kind)[which]));
  text += ":remainder=" + std::string(to_string(kind.remainder));
  if (kind.remainder == Remainder::pad) {
    // The one multiple that makes the rows of this scope what they are in the model.
    const std::int64_t unit = values.cp * (kind.zigzag() ? 2 : kind.striped() ? values.block : 1);
    text += ",multiple=" + std::to_string(unit * values.share);
  }
  return kind.striped() ? text + ",block=" + std::to_string(values.block) : text;
}

// Lengths of sequences, those of nothing left out but for the last.
std::string lengths_text(const std::vector<std::int64_t>& lengths) {
  std::string text;
  for (const std::int64_t length : lengths) {
    if (length > 0 || (text.empty() && &length == &lengths.back()))
      text += (text.empty() ? "" : ",") + std::to_string(length);
  }
  return "--lengths " + text;
}

}  // namespace

std::int64_t value_of(const Model& model, const std::string& name, std::int64_t otherwise) {
  const auto found = model.find(name);
  return found == model.end() ? otherwise : std::strtoll(found->second.c_str(), nullptr, 10);
}

std::string replay_options(const Kind& kind, const Model& model) {
  const ScopeValues scope = values_of(model, "");
  const std::int64_t ahead = kind.striped() ? 0 : scope.begin;
  const std::string lengths = (ahead > 0 ? std::to_string(ahead) + "," : "") + std::to_string(scope.length);
  return "--lengths " + lengths + " --cp " + std::to_string(scope.cp) + " --source " +
         layout_text(kind, scope, Shown::sequence) + " --target " +
         (kind.zigzag() ? "sequential:remainder=balanced" : "zigzag:remainder=balanced");
}

std::string replay_options(const KindPair& kinds, const Model& model) {
  const ScopeValues source = values_of(model, "source_");
  const ScopeValues target = values_of(model, "target_");
  const bool same = source.begin == target.begin && source.length == target.length;
  const bool source_is_whole = source.begin == 0 && target.end() <= source.length;
  const bool target_is_whole = target.begin == 0 && source.end() <= target.length;
  if (!same && !source_is_whole && !target_is_whole) return "";
  // The smaller scope is a sequence of the pack; the larger is another, and the same, or the pack.
  const ScopeValues& inner = source_is_whole ? target : source;
  const ScopeValues& outer = source_is_whole ? source : target;
  const Shown source_shown = !same && source_is_whole ? Shown::pack : Shown::sequence;
  const Shown target_shown = !same && target_is_whole ? Shown::pack : Shown::sequence;
  const auto needs_pack = [&](const Kind& kind, Shown shown) { return kind.striped() && shown == Shown::sequence; };
  const bool alone = same && source.begin == 0;
  if (!alone && (needs_pack(kinds.source, source_shown) || needs_pack(kinds.target, target_shown))) return "";
  return lengths_text({inner.begin, inner.length, outer.end() - inner.end()}) + " --source " +
         layout_text(kinds.source, source, source_shown) + ",cp=" + std::to_string(source.cp) + " --target " +
         layout_text(kinds.target, target, target_shown) + ",cp=" + std::to_string(target.cp);
}

}  // namespace relayout::prove
