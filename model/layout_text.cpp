#include "relayout/model/layout_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "relayout/model/integer.hpp"
#include "relayout/model/limits.hpp"
#include "relayout/model/preset.hpp"
#include "relayout/model/printable.hpp"

namespace relayout {
namespace {

using MaybeError = std::optional<Error>;

constexpr std::array all_names{LayoutName::zigzag,     LayoutName::flat_zigzag, LayoutName::contiguous,
                               LayoutName::sequential, LayoutName::striped,     LayoutName::custom};
constexpr std::array all_remainders{Remainder::exact, Remainder::pad, Remainder::balanced, Remainder::array_split,
                                    Remainder::torch_chunk};

// One key=value of the text; `key` and `value` point into it.
struct Entry {
  std::string_view key;
  std::string_view value;
};

Error bad(const Entry& entry, std::string_view expected) {
  return make_error("bad_layout", entry.key, "=", entry.value, ": expected ", expected);
}

std::optional<std::int64_t> to_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Zero means "not given" in LayoutKeys, so a written zero must be refused here.
MaybeError read_number(const Entry& entry, std::int64_t& field) {
  const auto value = to_number(entry.value);
  if (value == 0 && entry.key == "rank_rows") return bad(entry, "1 to 2^40; ranks without rows need no rank_rows");
  if (!value || *value < 1 || *value > max_side_rows) return bad(entry, "a whole number, 1 to 2^40");
  field = *value;
  return std::nullopt;
}

MaybeError read_rank_count(const Entry& entry, std::int64_t& field) {
  const auto value = to_number(entry.value);
  if (!value || *value < 1 || *value > max_rank_count) return bad(entry, "a whole number, 1 to 65,536");
  field = *value;
  return std::nullopt;
}

// "first..last" where they count up by one, else numbers joined by "-".
MaybeError read_ranks(const Entry& entry, std::vector<std::int32_t>& field) {
  constexpr std::string_view expected = "ranks joined by \"-\" (4-5-6-7) or counted up (4..7)";
  const std::size_t dots = entry.value.find("..");
  if (dots != std::string_view::npos) {
    const auto first = to_number(entry.value.substr(0, dots));
    const auto last = to_number(entry.value.substr(dots + 2));
    if (!first || !last || *first < 0 || *last < *first || *last > max_world_rank) return bad(entry, expected);
    if (*last - *first >= max_rank_count) return bad(entry, "at most 65536 ranks");
    for (std::int64_t rank = *first; rank <= *last; ++rank) field.push_back(static_cast<std::int32_t>(rank));
    return std::nullopt;
  }
  std::string_view rest = entry.value;
  while (true) {
    const std::size_t dash = rest.find('-');
    const auto rank = to_number(rest.substr(0, dash));
    if (!rank || *rank < 0 || *rank > max_world_rank) return bad(entry, expected);
    field.push_back(static_cast<std::int32_t>(*rank));
    if (dash == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(dash + 1);
  }
}

MaybeError read_remainder(const Entry& entry, Remainder& field) {
  for (const Remainder remainder : all_remainders) {
    if (to_string(remainder) == entry.value) {
      field = remainder;
      return std::nullopt;
    }
  }
  return bad(entry, "exact, pad, balanced, array_split or torch_chunk");
}

MaybeError read_entry(const Entry& entry, LayoutKeys& keys) {
  if (entry.key == "remainder") return read_remainder(entry, keys.remainder);
  if (entry.key == "multiple") return read_number(entry, keys.multiple);
  if (entry.key == "pack_multiple") return read_number(entry, keys.pack_multiple);
  if (entry.key == "block") return read_number(entry, keys.block);
  if (entry.key == "cp") return read_rank_count(entry, keys.cp);
  if (entry.key == "order") return read_ranks(entry, keys.order);
  if (entry.key == "rank_multiple") return read_number(entry, keys.rank_multiple);
  if (entry.key == "rank_rows") return read_number(entry, keys.rank_rows);
  if (entry.key == "tp") return read_rank_count(entry, keys.tp);
  if (entry.key == "world") return read_ranks(entry, keys.world);
  if (entry.key == "file") {
    if (entry.value.empty()) return bad(entry, "a file name");
    keys.file = entry.value;
    return std::nullopt;
  }
  return make_error(
      "bad_layout", "unknown key \"", entry.key,
      "\"; expected remainder, multiple, pack_multiple, block, file, cp, order, rank_multiple, rank_rows, "
      "tp or world");
}

// "key=value,key=value" behind the colon.
MaybeError read_entries(std::string_view text, LayoutKeys& keys, std::vector<std::string_view>& seen) {
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos) {
      return make_error("bad_layout", "found \"", item, "\" where key=value is expected");
    }
    const Entry entry{item.substr(0, equals), item.substr(equals + 1)};
    if (std::find(seen.begin(), seen.end(), entry.key) != seen.end()) {
      return make_error("bad_layout", "the key ", entry.key, " is given twice");
    }
    seen.push_back(entry.key);
    if (auto error = read_entry(entry, keys)) return error;
    if (comma == std::string_view::npos) return std::nullopt;
    text.remove_prefix(comma + 1);
  }
}

Error unknown_name(std::string_view name) {
  std::string known;
  for (const LayoutName each : all_names) known.append(known.empty() ? "" : ", ").append(to_string(each));
  for (const Preset& each : presets()) known.append(", ").append(each.name);
  return make_error("bad_layout", "unknown layout \"", name, "\"; expected one of ", known);
}

// The keys that a preset fixes and the text may not change. `keys` are those the text means.
MaybeError check_preset_keys(const Preset& preset, LayoutKeys keys, const std::vector<std::string_view>& seen) {
  for (const std::string_view key : seen) {
    for (const std::string_view fixed : {"remainder", "multiple", "pack_multiple", "file"}) {
      if (key == fixed) {
        keys.block = keys.block == 0 ? preset.block : keys.block;
        return make_error("bad_layout", "the preset ", preset.name, " fixes ", key, " (", preset.rule, "); write ",
                          print(keys), " to change it");
      }
    }
  }
  return std::nullopt;
}

MaybeError read_name(std::string_view name, const Preset* preset, LayoutKeys& keys) {
  if (preset != nullptr) {
    keys.name = preset->layout;
    keys.remainder = preset->remainder;
    return std::nullopt;
  }
  const auto* found =
      std::find_if(all_names.begin(), all_names.end(), [&](LayoutName each) { return to_string(each) == name; });
  if (found == all_names.end()) return unknown_name(name);
  keys.name = *found;
  return std::nullopt;
}

Result<LayoutKeys> read_keys(std::string_view text, const ParseOptions& options) {
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  const Preset* preset = find_preset(name);
  LayoutKeys keys;
  if (auto error = read_name(name, preset, keys)) return *std::move(error);
  std::vector<std::string_view> seen;
  if (colon != std::string_view::npos) {
    if (auto error = read_entries(text.substr(colon + 1), keys, seen)) return *std::move(error);
  }
  if (keys.name == LayoutName::custom) {
    if (!keys.file.empty()) {
      if (!options.read_custom) return make_error("bad_layout", "custom layouts cannot be read here");
      auto pieces = options.read_custom(keys.file);
      if (!pieces) return pieces.error();
      keys.custom = std::make_shared<const PieceTable>(std::move(pieces).value());
    }
  } else if (keys.cp == 0) {
    keys.cp = options.default_cp;
  }
  if (preset != nullptr) {
    if (auto error = check_preset_keys(*preset, keys, seen)) return *std::move(error);
    if (keys.cp > 1 && floor_mod(keys.cp, preset->cp_multiple) != 0) {
      return make_error("bad_layout", "the preset ", preset->name, " needs a cp that is a multiple of ",
                        preset->cp_multiple, ", found cp=", keys.cp, ", which its framework refuses");
    }
    apply_preset(*preset, keys);
  }
  return keys;
}

// What stands ahead of a number is short.
void append_number(std::string& text, std::string_view ahead, std::int64_t number) {
  std::array<char, 40> written;
  char* const begin = std::copy(ahead.begin(), ahead.end(), written.data());
  text.append(written.data(), std::to_chars(begin, written.data() + written.size(), number).ptr);
}

void append_ranks(std::string& text, std::string_view ahead, const std::vector<std::int32_t>& ranks) {
  if (ranks.empty()) return;
  bool counts_up = ranks.size() > 1;
  for (std::size_t i = 1; i < ranks.size(); ++i) counts_up = counts_up && ranks[i] == ranks[i - 1] + 1;
  append_number(text, ahead, ranks.front());
  if (counts_up) return append_number(text, "..", ranks.back());
  for (std::size_t i = 1; i < ranks.size(); ++i) append_number(text, "-", ranks[i]);
}

}  // namespace

Result<Layout> parse_layout(std::string_view text, const ParseOptions& options) {
  if (const std::string shown = printable(text); shown != text) {
    return make_error("bad_layout", "layout \"", shown, "\": control characters, expected none");
  }
  auto keys = read_keys(text, options);
  auto layout = keys ? Layout::make(std::move(keys).value()) : Result<Layout>(keys.error());
  if (layout || layout.error().code != "bad_layout") return layout;
  return make_error("bad_layout", "layout \"", text, "\": ", layout.error().message);
}

std::string print_ranks(const std::vector<std::int32_t>& ranks) {
  std::string text;
  append_ranks(text, "", ranks);
  return text;
}

std::string print(const Layout& layout) { return print(layout.keys()); }

std::string print(const LayoutKeys& keys) {
  std::string result;
  result.reserve(64);  // most are shorter
  result.append(to_string(keys.name));
  const std::size_t first_key = result.size();
  const auto add_number = [&](std::string_view key, std::int64_t value) {
    if (value != 0) append_number(result, key, value);
  };
  if (keys.remainder != Remainder::exact) result.append(",remainder=").append(to_string(keys.remainder));
  add_number(",multiple=", keys.multiple);
  add_number(",pack_multiple=", keys.pack_multiple);
  add_number(",block=", keys.block);
  if (!keys.file.empty()) result.append(",file=").append(keys.file);
  add_number(",cp=", keys.cp);
  append_ranks(result, ",order=", keys.order);
  add_number(",rank_multiple=", keys.rank_multiple);
  add_number(",rank_rows=", keys.rank_rows);
  add_number(",tp=", keys.tp);
  append_ranks(result, ",world=", keys.world);
  if (first_key < result.size()) result[first_key] = ':';
  return result;
}

}  // namespace relayout
