#include "relayout/proptest/generate/case.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <string_view>
#include <utility>

#include "relayout/model/layout_text.hpp"

namespace relayout::proptest {
namespace {

std::string joined(std::span<const std::int64_t> numbers) {
  std::string text;
  for (const std::int64_t number : numbers) text.append(text.empty() ? "" : ",").append(std::to_string(number));
  return text;
}

// As a POSIX shell reads it: bare where every character is harmless, else in single quotes.
std::string quoted(const std::string& value) {
  constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=,@+-";
  if (value.find_first_not_of(harmless) == std::string::npos) return value;
  std::string result = "'";
  for (const char character : value) result.append(character == '\'' ? "'\\''" : std::string(1, character));
  return result.append("'");
}

std::int64_t bits(std::int64_t number) {
  return static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(number)));
}

// Every key that is given counts, and large numbers more than small ones.
std::int64_t modifier_weight(const LayoutKeys& keys) {
  std::int64_t weight = keys.name == LayoutName::custom ? 4 : 0;
  if (keys.remainder != Remainder::exact) weight += 1;
  for (const std::int64_t number :
       {keys.multiple, keys.pack_multiple, keys.block, keys.rank_multiple, keys.rank_rows, keys.tp}) {
    weight += bits(number);
  }
  if (!keys.order.empty()) weight += 2;
  if (!keys.world.empty()) weight += 2;
  return weight;
}

std::int64_t carried_padding(const Pack& pack) {
  std::int64_t padding = pack.token_count();
  for (const std::int64_t length : pack.lengths()) padding -= length;
  return padding;
}

}  // namespace

Result<PlacedCase> place(const Case& input) {
  auto source = Placement::make(input.source, input.pack);
  if (!source) return source.error();
  auto target = Placement::make(input.target, input.pack);
  if (!target) return target.error();
  return PlacedCase{std::move(source).value(), std::move(target).value()};
}

std::string command_options(const Case& input) {
  const Pack& pack = input.pack;
  std::string text = pack.sequence_count() == 0 ? "--cu-seqlens 0" : "--lengths " + joined(pack.lengths());
  if (pack.has_carried_padding()) text += " --slots " + joined(pack.slots());
  return text + " --source " + quoted(print(input.source)) + " --target " + quoted(print(input.target));
}

std::int64_t case_size(const Case& input) {
  // One number that compares like (ranks, tokens, sequences, modifiers): each in its own bits. All but ranks saturate.
  const auto field = [](std::int64_t value, int width) { return std::min(value, (std::int64_t{1} << width) - 1); };
  const std::int64_t ranks = std::int64_t{input.source.rank_count()} + input.target.rank_count();
  const std::int64_t modifiers = modifier_weight(input.source.keys()) + modifier_weight(input.target.keys());
  const std::int64_t weight = 2 * modifiers + std::min<std::int64_t>(carried_padding(input.pack), 100);
  return (field(ranks, 18) << 44) | (field(input.pack.token_count(), 22) << 22) |
         (field(input.pack.sequence_count(), 11) << 11) | field(weight, 11);
}

}  // namespace relayout::proptest
