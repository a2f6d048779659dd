// The cases that relayout check asks about: given packs with pairs of layouts, or random ones.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "relayout/cli/pack_input.hpp"
#include "relayout/cli/values.hpp"
#include "relayout/model/limits.hpp"
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
  std::vector<std::int64_t> cp = {};                       // empty where no layout needs any, or random
  std::function<proptest::Case(std::int64_t index)> make;  // Failure: bad input, naming the layout
  std::vector<std::string> left_out = {};                  // pairs that the pack is too long for, lengths not drawn
};

// Who chose the layouts of the cases.
enum class Pairs : std::uint8_t { given, standard, random };

struct LayoutPair {
  LayoutChoice source;
  LayoutChoice target;
  std::int64_t most_tokens = max_side_rows;  // longer packs leave the pair out
};

// "zigzag:remainder=pad -> fla = contiguous:remainder=exact".
[[nodiscard]] std::string pair_text(const LayoutPair& pair);

struct CaseList {
  std::vector<CaseGroup> groups;
  std::int64_t case_count = 0;
  std::vector<LayoutPair> pairs;  // empty where random
  std::vector<std::int64_t> cp;   // empty where no layout needs any, or random
  Pairs kind = Pairs::random;
  bool random_packs = false;
};

// Failure: usage, where flags conflict; bad input.
[[nodiscard]] CaseList read_cases(const CaseFlags& flags);

}  // namespace relayout::cli
