// The packs and CP sizes a command is given, and the layouts it applies to them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/cli/values.hpp"
#include "relayout/model/layout.hpp"
#include "relayout/model/pack.hpp"
#include "relayout/model/placement.hpp"

namespace CLI {
class App;
}

namespace relayout::cli {

struct PackFlags {
  FlagText lengths;
  FlagText slots;
  FlagText cu_seqlens;
  FlagText cu_seqlens_padded;
  FlagText batches;
  FlagText cp;

  // Whether any pack is named at all.
  [[nodiscard]] bool any() const { return lengths || cu_seqlens || batches || slots || cu_seqlens_padded; }
};
void add_pack_flags(CLI::App& app, PackFlags& flags);

struct NamedPack {
  std::optional<std::string> name;  // under --batches
  Pack pack;
  std::vector<std::int64_t> cp;  // the batch line's own
};

// All packs, read before anything is done with them.
// Failure: usage, unless packs come from exactly one of --lengths, --cu-seqlens and --batches; bad input.
[[nodiscard]] std::vector<NamedPack> read_packs(const PackFlags& flags);
// The pack of --lengths or --cu-seqlens with their slots; none where neither is given.
[[nodiscard]] std::optional<Pack> read_single_pack(const PackFlags& flags);

// A layout as a flag names it. Where the text has no cp, it is one layout for each CP size.
class LayoutChoice {
 public:
  // `flag` is what messages call it. Failure: bad input.
  LayoutChoice(std::string_view flag, const std::string& text);

  [[nodiscard]] bool needs_cp() const { return !fixed_; }
  // Failure: bad input. Requires: cp > 0 where needs_cp().
  [[nodiscard]] Layout at(std::int64_t cp) const;
  // Applied to a pack. Failure: bad input, naming the flag and the layout.
  [[nodiscard]] Placement place(const Pack& pack, std::int64_t cp) const;

 private:
  std::string flag_;
  std::string text_;
  std::optional<Layout> fixed_;
};

// The CP sizes to run for: of --cp, else of the batch line; one unnamed size (0) where no layout needs any.
// Failure: usage, where a size is needed and nothing gives it; bad input.
[[nodiscard]] std::vector<std::int64_t> cp_sizes(const PackFlags& flags, const NamedPack& pack,
                                                 const std::vector<LayoutChoice>& layouts);

// One pack at one CP size.
struct Problem {
  NamedPack pack;
  std::int64_t cp = 0;
};
// Every pack of the command line at each of its CP sizes. Failure: as read_packs and cp_sizes.
[[nodiscard]] std::vector<Problem> read_problems(const PackFlags& flags, const std::vector<LayoutChoice>& layouts);

// Calls `body` for each; a failure in it names the batch.
void for_each_problem(const std::vector<Problem>& problems, const std::function<void(const Problem&)>& body);

}  // namespace relayout::cli
