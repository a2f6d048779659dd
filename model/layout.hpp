// A layout: a rule that says where each token of any pack lives. `apply` (placement.hpp) gives it a pack.
//
// A named layout is scope x cut x assignment, with modifiers applied in the order of the fields of LayoutKeys:
//
//   name          scope     chunks k    chunk c goes to     also known as
//   zigzag        sequence  2n          min(c, 2n-1-c)      TE THD, Megatron THD, slime, verl, ring-flash zigzag varlen
//   flat-zigzag   pack      2n          min(c, 2n-1-c)      FLA layout='zigzag', PyTorch HeadTail
//   contiguous    pack      n           c                   FLA, llama3-style, Megatron contiguous
//   sequential    sequence  n           c                   ring-flash varlen
//   striped       pack      ceil(T/b)   c mod n             Striped Attention (arXiv 2311.09431), TE-JAX Striped
//   custom        -         -           the pieces say      attention-gym fragments
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/piece_table.hpp"
#include "relayout/model/result.hpp"
#include "relayout/model/split.hpp"

namespace relayout {

enum class LayoutName : std::uint8_t { zigzag, flat_zigzag, contiguous, sequential, striped, custom };
enum class Scope : std::uint8_t { sequence, pack };

// What becomes of a scope that does not divide. Which names know which: knows().
enum class Remainder : std::uint8_t { exact, pad, balanced, array_split, torch_chunk };

// Everything a layout string can say; the fields stand in canonical order. Zero, empty or null: not given.
struct LayoutKeys {
  LayoutName name = LayoutName::zigzag;
  Remainder remainder = Remainder::exact;
  std::int64_t multiple = 0;        // pad: a scope's rows are rounded up to it; default chunk count * tp
  std::int64_t pack_multiple = 0;   // pad, scope sequence: the last sequence fills the side's rows up to a multiple
  std::int64_t block = 0;           // striped: tokens of a stripe
  std::string file;                 // custom: where its pieces came from
  std::int64_t cp = 0;              // this side's context-parallel rank count n
  std::vector<std::int32_t> order;  // what rank i would hold goes to rank order[i]
  std::int64_t rank_multiple = 0;   // each rank's rows rounded up to it
  std::int64_t rank_rows = 0;       // each rank has exactly so many rows; 0 = not given
  std::int64_t tp = 0;              // each rank's rows cut in tp shares; rank = cp_rank * tp + tp_rank
  std::vector<std::int32_t> world;  // world rank of each rank; default 0, 1, ..
  std::shared_ptr<const PieceTable> custom;  // custom: the pieces themselves
};

[[nodiscard]] std::string_view to_string(LayoutName name);
[[nodiscard]] std::string_view to_string(Remainder remainder);

// Whether a name knows a remainder rule: striped exact, pad and balanced; custom none (exact stands for it).
[[nodiscard]] bool knows(LayoutName name, Remainder remainder);
// What a name cuts: each sequence's slot, or the whole pack.
[[nodiscard]] Scope scope_of(LayoutName name);
// How a scope is cut, and how the chunks are dealt.
[[nodiscard]] CutRule cut_rule_of(LayoutName name, Remainder remainder);
[[nodiscard]] AssignmentRule assignment_rule_of(LayoutName name);
// Rows that a scope takes at once, one chunk for each turn of each rank: what exact divides, and pad's `multiple` too.
// Requires: cp >= 1; block >= 1 where striped.
[[nodiscard]] std::int64_t row_unit(const LayoutKeys& keys);

// Immutable, valid and shared. Invariants: keys are checked against each other and the limits; cp >= 1; tp >= 1;
// defaults are stored as "not given", so that equal layouts have equal keys.
class Layout {
 public:
  // Errors: "bad_layout" naming the key, the value and what it takes. Cost: O(ranks log ranks).
  [[nodiscard]] static Result<Layout> make(LayoutKeys keys);

  [[nodiscard]] const LayoutKeys& keys() const { return *keys_; }
  [[nodiscard]] LayoutName name() const { return keys_->name; }
  [[nodiscard]] Remainder remainder() const { return keys_->remainder; }
  [[nodiscard]] std::int32_t cp() const { return static_cast<std::int32_t>(keys_->cp); }
  [[nodiscard]] std::int32_t tp() const { return keys_->tp == 0 ? 1 : static_cast<std::int32_t>(keys_->tp); }
  [[nodiscard]] std::int32_t rank_count() const { return cp() * tp(); }
  [[nodiscard]] std::int32_t world_rank(std::int32_t rank) const {
    return keys_->world.empty() ? rank : keys_->world[static_cast<std::size_t>(rank)];
  }
  // The rank that a world rank is, if it is one of this side's. Cost: O(1), O(log ranks) with `world`.
  [[nodiscard]] std::optional<std::int32_t> rank_of_world(std::int32_t world_rank) const;
  [[nodiscard]] Scope scope() const { return scope_of(keys_->name); }
  // A digest of all the layout says, custom pieces included, computed once; a word of every fingerprint.
  [[nodiscard]] std::uint64_t digest() const { return digest_; }

  // The same keys make the same layout; custom layouts are equal where their pieces are.
  friend bool operator==(const Layout& a, const Layout& b);

 private:
  struct WorldEntry {
    std::int32_t world_rank;
    std::int32_t rank;
  };
  Layout() = default;
  std::shared_ptr<const LayoutKeys> keys_;
  std::shared_ptr<const std::vector<WorldEntry>> by_world_;  // sorted; null without `world`
  std::uint64_t digest_ = 0;
};

}  // namespace relayout
