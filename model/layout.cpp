#include "relayout/model/layout.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "relayout/model/check/check_pieces.hpp"
#include "relayout/model/fingerprint.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/limits.hpp"

namespace relayout {
namespace {

using MaybeError = std::optional<Error>;

// A key's value must lie in [1, bound]; zero stands for "not given" and passes.
struct KeyRange {
  std::string_view key;
  std::int64_t value;
  std::int64_t bound;
};

MaybeError check_range(const KeyRange& range) {
  if (0 <= range.value && range.value <= range.bound) return std::nullopt;
  return make_error("bad_layout", range.key, "=", range.value, " is out of range; expected 1..", range.bound);
}

bool counts_up_from_zero(const std::vector<std::int32_t>& ranks) {
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i] != static_cast<std::int32_t>(i)) return false;
  }
  return true;
}

// A list of ranks, one for each of `count`, without repetition and below `bound`.
struct RankList {
  std::string_view key;
  const std::vector<std::int32_t>& ranks;
  std::int64_t count;
  std::int64_t bound;
};

MaybeError check_ranks(const RankList& list) {
  if (list.ranks.empty()) return std::nullopt;
  if (static_cast<std::int64_t>(list.ranks.size()) != list.count) {
    return make_error("bad_layout", list.key, " names ", list.ranks.size(), " ranks, expected ", list.count);
  }
  std::vector<std::int32_t> sorted = list.ranks;
  std::sort(sorted.begin(), sorted.end());
  if (sorted.front() < 0 || sorted.back() >= list.bound) {
    const std::int32_t wrong = sorted.front() < 0 ? sorted.front() : sorted.back();
    return make_error("bad_layout", list.key, " names rank ", wrong, ", expected 0..", list.bound - 1);
  }
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) return make_error("bad_layout", list.key, " names rank ", *twice, " twice");
  return std::nullopt;
}

std::vector<std::int32_t> world_ranks_of(const PieceTable& pieces) {
  std::vector<std::int32_t> world;
  for (const RankPieces& rank : pieces.ranks) world.push_back(rank.world_rank);
  return world;
}

MaybeError check_custom(LayoutKeys& keys) {
  if (!keys.custom) return make_error("bad_layout", "custom needs file=.., a relayout.layout/1 file with its pieces");
  const auto rank_count = static_cast<std::int64_t>(keys.custom->ranks.size());
  if (rank_count == 0) return make_error("bad_layout", "the pieces of ", keys.file, " name no rank");
  if (keys.cp == 0) keys.cp = rank_count;
  if (keys.cp != rank_count) {
    return make_error("bad_layout", "cp=", keys.cp, " but the pieces of ", keys.file, " are of ", rank_count, " ranks");
  }
  if (const Verdict fault = check_pieces(*keys.custom)) {
    return make_error("bad_layout", "the pieces of ", keys.file, " are no layout: ", fault->message);
  }
  keys.custom = std::make_shared<const PieceTable>(canonical(*keys.custom));
  if (!keys.world.empty()) return std::nullopt;
  std::vector<std::int32_t> world = world_ranks_of(*keys.custom);
  if (keys.tp <= 1) {
    keys.world = std::move(world);
  } else if (!counts_up_from_zero(world)) {
    return make_error("bad_layout", "the pieces of ", keys.file, " are of world ranks ", print_ranks(world),
                      ", and tp=", keys.tp, " makes ", keys.tp, " ranks of each; give world= with the names of all");
  }
  return std::nullopt;
}

MaybeError check_remainder(const LayoutKeys& keys) {
  const std::string_view name = to_string(keys.name);
  if (!knows(keys.name, keys.remainder)) {
    return make_error("bad_layout", name, " does not know remainder=", to_string(keys.remainder),
                      keys.name == LayoutName::striped ? "; it knows exact, pad and balanced" : "; it knows none");
  }
  if (keys.remainder != Remainder::pad && (keys.multiple != 0 || keys.pack_multiple != 0)) {
    return make_error("bad_layout", keys.multiple != 0 ? "multiple" : "pack_multiple", " goes with remainder=pad only");
  }
  if (floor_mod(keys.multiple, row_unit(keys)) != 0) {
    return make_error("bad_layout", "multiple=", keys.multiple, " is not a multiple of ", row_unit(keys), ", as ", name,
                      " over cp=", keys.cp, " needs");
  }
  if (keys.pack_multiple != 0 && scope_of(keys.name) != Scope::sequence) {
    return make_error("bad_layout", "pack_multiple goes with zigzag and sequential; ", name, " has multiple");
  }
  return std::nullopt;
}

MaybeError check_keys(LayoutKeys& keys) {
  if (keys.name == LayoutName::custom) {
    if (auto error = check_custom(keys)) return error;
  } else if (!keys.file.empty() || keys.custom) {
    return make_error("bad_layout", "file goes with custom only");
  }
  if (keys.cp == 0) return make_error("missing_cp", to_string(keys.name), " needs a rank count: cp=n");
  for (const KeyRange& range :
       {KeyRange{"cp", keys.cp, max_rank_count}, KeyRange{"tp", keys.tp, max_rank_count},
        KeyRange{"block", keys.block, max_block}, KeyRange{"multiple", keys.multiple, max_block},
        KeyRange{"pack_multiple", keys.pack_multiple, max_block},
        KeyRange{"rank_multiple", keys.rank_multiple, max_block},
        KeyRange{"rank_rows", keys.rank_rows, max_side_rows}}) {
    if (auto error = check_range(range)) return error;
  }
  if ((keys.block != 0) != (keys.name == LayoutName::striped)) {
    return make_error("bad_layout", keys.block == 0 ? "striped needs block=b, the tokens of a stripe"
                                                    : "block goes with striped only");
  }
  if (auto error = check_remainder(keys)) return error;
  const std::int64_t rank_count = keys.cp * at_least(keys.tp, std::int64_t{1});
  if (rank_count > max_rank_count) {
    return make_error("bad_layout", "cp*tp = ", rank_count, " ranks, expected at most ", max_rank_count);
  }
  if (auto error = check_ranks({"order", keys.order, keys.cp, keys.cp})) return error;
  return check_ranks({"world", keys.world, rank_count, max_world_rank + 1});
}

// Defaults become "not given", so that equal layouts have equal keys.
void drop_defaults(LayoutKeys& keys) {
  if (keys.multiple == row_unit(keys) * at_least(keys.tp, std::int64_t{1})) keys.multiple = 0;
  if (keys.pack_multiple == 1) keys.pack_multiple = 0;
  if (keys.rank_multiple == 1) keys.rank_multiple = 0;
  if (keys.tp == 1) keys.tp = 0;
  if (counts_up_from_zero(keys.order)) keys.order.clear();
  const bool file_says_so = !keys.custom || counts_up_from_zero(world_ranks_of(*keys.custom));
  if (file_says_so && counts_up_from_zero(keys.world)) keys.world.clear();
}

}  // namespace

Result<Layout> Layout::make(LayoutKeys keys) {
  if (auto error = check_keys(keys)) return *std::move(error);
  drop_defaults(keys);
  Layout layout;
  if (!keys.world.empty()) {
    std::vector<WorldEntry> by_world;
    by_world.reserve(keys.world.size());
    for (const std::int32_t world_rank : keys.world) {
      by_world.push_back({world_rank, static_cast<std::int32_t>(by_world.size())});
    }
    std::sort(by_world.begin(), by_world.end(),
              [](const WorldEntry& a, const WorldEntry& b) { return a.world_rank < b.world_rank; });
    layout.by_world_ = std::make_shared<const std::vector<WorldEntry>>(std::move(by_world));
  }
  layout.digest_ = relayout::digest(keys);
  layout.keys_ = std::make_shared<const LayoutKeys>(std::move(keys));
  return layout;
}

std::optional<std::int32_t> Layout::rank_of_world(std::int32_t world_rank) const {
  if (!by_world_) {
    if (0 <= world_rank && world_rank < rank_count()) return world_rank;
    return std::nullopt;
  }
  const auto found =
      std::lower_bound(by_world_->begin(), by_world_->end(), world_rank,
                       [](const WorldEntry& entry, std::int32_t wanted) { return entry.world_rank < wanted; });
  if (found == by_world_->end() || found->world_rank != world_rank) return std::nullopt;
  return found->rank;
}

bool operator==(const Layout& a, const Layout& b) {
  if (a.keys_ == b.keys_) return true;
  const LayoutKeys& x = *a.keys_;
  const LayoutKeys& y = *b.keys_;
  if (x.name != y.name || (x.custom && *x.custom != *y.custom)) return false;
  return x.remainder == y.remainder && x.multiple == y.multiple && x.pack_multiple == y.pack_multiple &&
         x.block == y.block && x.cp == y.cp && x.order == y.order && x.rank_multiple == y.rank_multiple &&
         x.rank_rows == y.rank_rows && x.tp == y.tp && x.world == y.world;
}

std::string_view to_string(LayoutName name) {
  switch (name) {
    case LayoutName::zigzag:
      return "zigzag";
    case LayoutName::flat_zigzag:
      return "flat-zigzag";
    case LayoutName::contiguous:
      return "contiguous";
    case LayoutName::sequential:
      return "sequential";
    case LayoutName::striped:
      return "striped";
    case LayoutName::custom:
      return "custom";
  }
  assert(false);
  return "";
}

std::string_view to_string(Remainder remainder) {
  switch (remainder) {
    case Remainder::exact:
      return "exact";
    case Remainder::pad:
      return "pad";
    case Remainder::balanced:
      return "balanced";
    case Remainder::array_split:
      return "array_split";
    case Remainder::torch_chunk:
      return "torch_chunk";
  }
  assert(false);
  return "";
}

bool knows(LayoutName name, Remainder remainder) {
  switch (name) {
    case LayoutName::custom:
      return remainder == Remainder::exact;
    case LayoutName::striped:
      return remainder == Remainder::exact || remainder == Remainder::pad || remainder == Remainder::balanced;
    default:
      return true;
  }
}

Scope scope_of(LayoutName name) {
  return name == LayoutName::zigzag || name == LayoutName::sequential ? Scope::sequence : Scope::pack;
}

CutRule cut_rule_of(LayoutName name, Remainder remainder) {
  if (name == LayoutName::striped) return CutRule::width;
  if (remainder == Remainder::balanced) return CutRule::balanced;
  return remainder == Remainder::array_split ? CutRule::array_split : CutRule::width;
}

AssignmentRule assignment_rule_of(LayoutName name) {
  const bool zigzag = name == LayoutName::zigzag || name == LayoutName::flat_zigzag;
  return zigzag ? AssignmentRule::zigzag : AssignmentRule::cyclic;
}

std::int64_t row_unit(const LayoutKeys& keys) {
  const Assignment<std::int64_t> dealt{assignment_rule_of(keys.name), keys.cp};
  return turn_chunks(dealt) * at_least(keys.block, std::int64_t{1});
}

}  // namespace relayout
