#include "relayout/cli/layout_choice.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "relayout/cli/failure.hpp"
#include "relayout/model/integer.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/report/document.hpp"
#include "relayout/proptest/generate/random_layout.hpp"

namespace relayout::cli {
namespace {

// Slots with which an exact layout divides: every sequence padded where the scope is one, else the last alone.
std::vector<std::int64_t> dividing_slots(const Layout& layout, const Pack& pack) {
  const std::int64_t multiple = proptest::exact_multiple(layout.keys());
  std::vector<std::int64_t> slots = pack.slots();
  if (layout.scope() == Scope::pack && !slots.empty()) {
    slots.back() += round_up(pack.token_count(), multiple) - pack.token_count();
  }
  for (std::int64_t& slot : slots) {
    slot = layout.scope() == Scope::sequence ? round_up(slot, multiple) : slot;
  }
  return slots;
}

// The presets that round up what another preset of the same name refuses.
std::vector<std::string_view> padding_presets(LayoutName name) {
  std::vector<std::string_view> names;
  for (const Preset& preset : presets()) {
    if (preset.layout == name && preset.remainder == Remainder::pad) {
      names.push_back(preset.name);
    }
  }
  return names;
}

}  // namespace

LayoutChoice::LayoutChoice(std::string_view flag, const std::string& text)
    : flag_(flag), text_(text), preset_(find_preset(text.substr(0, text.find(':')))) {
  Result<Layout> layout = parse_layout(text, {.default_cp = 0, .read_custom = report::custom_file_reader()});
  if (layout) {
    fixed_ = std::move(layout).value();
  } else if (layout.error().code != "missing_cp") {
    fail_input(layout.error().code, flag_, ": ", layout.error().message);
  }
}

Layout LayoutChoice::at(std::int64_t cp) const {
  if (fixed_) {
    return *fixed_;
  }
  return take(parse_layout(text_, {.default_cp = cp, .read_custom = {}}), flag_);
}

Placement LayoutChoice::place(const Pack& pack, std::int64_t cp) const {
  constexpr std::int64_t most_stripes = std::int64_t{1} << 25;
  const Layout layout = at(cp);
  if (layout.name() == LayoutName::striped) {
    const std::int64_t stripes = ceil_div(pack.token_count(), layout.keys().block);
    if (stripes > most_stripes) {
      fail_input("too_many_stripes", flag_, " ", print(layout), ": ", stripes, " stripes are more than the ",
                 most_stripes, " that can be held here; a larger block makes fewer");
    }
  }
  Result<Placement> placement = Placement::make(layout, pack);
  if (!placement && placement.error().code == "not_divisible" && layout.remainder() == Remainder::exact) {
    fail_input("not_divisible", flag_, " ", label(cp), ": ", placement.error().message, ways_out(layout, pack));
  }
  return take(std::move(placement), flag_ + " " + label(cp));
}

std::string LayoutChoice::ways_out(const Layout& layout, const Pack& pack) const {
  constexpr std::size_t most_slots = 16;
  std::string text;
  if (preset_ != nullptr) {
    text += fmt::format("; a preset keeps its rule, so write {}:remainder=pad", to_string(layout.name()));
    const std::vector<std::string_view> padding = padding_presets(layout.name());
    text += padding.empty() ? "" : fmt::format(", or a preset that pads ({})", fmt::join(padding, ", "));
  }
  const std::vector<std::int64_t> slots = dividing_slots(layout, pack);
  return text + (slots.size() > most_slots ? "; or give the pack slots that divide"
                                           : fmt::format("; or give the pack --slots {}", fmt::join(slots, ",")));
}

std::string LayoutChoice::label(std::int64_t cp) const {
  return (preset_ == nullptr ? "" : std::string(preset_->name) + " = ") + print(at(cp));
}

std::string LayoutChoice::rule() const {
  return preset_ == nullptr ? text_ : fmt::format("{} = {}", text_, preset_->rule);
}

}  // namespace relayout::cli
