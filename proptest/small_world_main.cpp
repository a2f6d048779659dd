// small_world count | small_world K/N [TOKENS [SEQUENCES [RANKS]]]
//
// How large the small world is; or part K of N of it, asked whole, with the count and the rate. Parts 0/N to N-1/N are
// all of it. Ends with 1 where something does not hold.
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <span>
#include <string_view>

#include "relayout/proptest/small_world.hpp"

namespace relayout::proptest {
namespace {

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size() && value >= 0;
  return whole ? std::optional(value) : std::nullopt;
}

std::optional<Shard> shard_of(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto index = number_of(text.substr(0, slash));
  const auto count = number_of(text.substr(slash + 1));
  if (!index || !count || *count <= *index) return std::nullopt;
  return Shard{.index = *index, .count = *count};
}

void print(const SmallWorldTally& tally) {
  std::cout << tally.packs << " packs, " << tally.placements << " placements, " << tally.refusals << " refusals, "
            << tally.pairs << " pairs\n";
}

int run(std::span<char*> arguments) {
  SmallWorldBounds bounds;
  std::int64_t* const limits[] = {&bounds.max_tokens, &bounds.max_sequences, &bounds.max_ranks};
  bool understood = arguments.size() >= 2 && arguments.size() <= 5;
  for (std::size_t at = 2; understood && at < arguments.size(); ++at) {
    const auto value = number_of(arguments[at]);
    understood = value.has_value();
    if (value) *limits[at - 2] = *value;
  }
  const std::string_view what = understood ? arguments[1] : "";
  if (what == "count") {
    print(count_small_world(bounds));
    return EXIT_SUCCESS;
  }
  const auto shard = shard_of(what);
  if (!shard) {
    std::cerr << "small_world count | small_world K/N [TOKENS [SEQUENCES [RANKS]]]; K from 0 to N - 1, as in 3/64\n";
    return 2;
  }
  const auto begun = std::chrono::steady_clock::now();
  const SmallWorldTally tally = visit_small_world(bounds, *shard);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
  print(tally);
  std::cout << seconds.count() << " s, "
            << static_cast<std::int64_t>(static_cast<double>(tally.pairs) / seconds.count()) << " pairs a second\n"
            << tally.failure;
  return tally.failure.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace relayout::proptest

int main(int argument_count, char** arguments) {
  return relayout::proptest::run({arguments, static_cast<std::size_t>(argument_count)});
}
