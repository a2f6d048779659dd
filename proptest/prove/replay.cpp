// From the unknowns of a model to a command line.
#include <cstdlib>

#include "relayout/proptest/prove/obligation.hpp"

namespace relayout::prove {
namespace {

std::int64_t value_of(const Model& model, const std::string& name, std::int64_t otherwise) {
  const auto found = model.find(name);
  return found == model.end() ? otherwise : std::strtoll(found->second.c_str(), nullptr, 10);
}

}  // namespace

std::string replay_options(const Kind& kind, const Model& model) {
  const std::int64_t cp = value_of(model, "cp", 1);
  const std::int64_t length = value_of(model, "length", 0);
  const std::int64_t ahead = value_of(model, "begin", 0);
  std::string layout = to_string(kind);
  const std::int64_t block = value_of(model, "block", 1);
  if (kind.remainder == Remainder::pad) {
    // The one multiple that makes the rows of this scope what they are in the model.
    const std::int64_t unit = cp * (kind.zigzag() ? 2 : kind.striped() ? block : 1);
    const std::int64_t share = at_least(value_of(model, "share", 1), std::int64_t{1});
    layout += ",multiple=" + std::to_string(unit * share);
  }
  if (kind.striped()) layout += ",block=" + std::to_string(block);
  const bool sequences = layouts_of(kind).size() > 1;  // a layout of this kind is by sequence
  const std::string lengths = sequences && ahead > 0 ? std::to_string(ahead) + "," : "";
  if (!kind.zigzag() && sequences) layout.replace(0, layout.find(':'), "sequential");
  const std::string other = kind.zigzag() ? "sequential:remainder=balanced" : "zigzag:remainder=balanced";
  return "--lengths " + lengths + std::to_string(length) + " --cp " + std::to_string(cp) + " --source " + layout +
         " --target " + other;
}

}  // namespace relayout::prove
