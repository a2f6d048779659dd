// From the unknowns of a model to a command line.
#pragma once

#include <cstdint>
#include <string>

#include "relayout/proptest/prove/kind.hpp"
#include "relayout/proptest/prove/prove.hpp"

namespace relayout::prove {

// An unknown's value in a model, or what stands for it there.
[[nodiscard]] std::int64_t value_of(const Model& model, const std::string& name, std::int64_t otherwise);

// The pack and layouts of a model of one scope, as options of `relayout check`.
[[nodiscard]] std::string replay_options(const Kind& kind, const Model& model);
// Of a model of two scopes; empty where no pack has both: where they overlap, and neither is the other or the pack.
[[nodiscard]] std::string replay_options(const KindPair& kinds, const Model& model);

}  // namespace relayout::prove
