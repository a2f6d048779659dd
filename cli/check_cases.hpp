// The cases that relayout check asks about: given packs with pairs of layouts, or random ones.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "relayout/cli/pack_input.hpp"
#include "relayout/cli/values.hpp"
#include "relayout/proptest/generate/case.hpp"

namespace CLI {
class App;
}

namespace relayout::cli {

struct CaseFlags {
  PackFlags packs;
  FlagText source;
  FlagText target;
  FlagText cases;
  FlagText seed;
};
void add_case_flags(CLI::App& app, CaseFlags& flags);

// Cases of one pack, or all the random ones. They are made one at a time, when they are asked for.
struct CaseGroup {
  std::optional<std::string> name;  // of the batch
  std::int64_t case_count = 0;
  std::function<proptest::Case(std::int64_t index)> make;  // Failure: bad input, naming the layout
  std::vector<std::string> left_out = {};                  // standard pairs that the pack is too long for
};

// Who chose the layouts of the cases.
enum class Pairs : std::uint8_t { given, standard, random };

struct CaseList {
  std::vector<CaseGroup> groups;
  std::int64_t case_count = 0;
  std::vector<std::string> pairs;  // "zigzag:remainder=pad -> contiguous:remainder=pad"; empty where random
  std::vector<std::int64_t> cp;    // empty where no layout needs any, or random
  Pairs kind = Pairs::random;
  bool random_packs = false;
};

// Failure: usage, where flags conflict; bad input.
[[nodiscard]] CaseList read_cases(const CaseFlags& flags);

}  // namespace relayout::cli
