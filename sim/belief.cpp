#include "relayout/sim/belief.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <utility>

#include "relayout/model/layout_text.hpp"

namespace relayout::sim {
namespace {

enum class Part : std::uint8_t { pack, source, target };
constexpr std::array all_parts = {Part::pack, Part::source, Part::target};
constexpr std::array part_names = {"pack", "source", "target"};

std::uint64_t digest_of(const FingerprintParts& parts, Part part) {
  return part == Part::pack ? parts.pack : part == Part::source ? parts.source : parts.target;
}

struct ToldPair {
  const Told& odd;
  const Told& usual;
};

std::string pack_difference(const Pack& odd, const Pack& usual) {
  if (odd.sequence_count() != usual.sequence_count()) {
    return make_error("", odd.sequence_count(), " sequences there, ", usual.sequence_count(), " elsewhere").message;
  }
  for (std::int64_t sequence = 0; sequence < odd.sequence_count(); ++sequence) {
    if (odd.length(sequence) != usual.length(sequence)) {
      return make_error("", "sequence ", sequence, " has ", odd.length(sequence), " tokens there, ",
                        usual.length(sequence), " elsewhere")
          .message;
    }
    if (odd.slot(sequence).size() != usual.slot(sequence).size()) {
      return make_error("", "sequence ", sequence, " has a slot of ", odd.slot(sequence).size(), " there, ",
                        usual.slot(sequence).size(), " elsewhere")
          .message;
    }
  }
  return "alike to the eye";
}

std::string difference(const ToldPair& pair, Part part) {
  if (part == Part::pack) return pack_difference(pair.odd.pack, pair.usual.pack);
  const Layout& odd = part == Part::source ? pair.odd.source : pair.odd.target;
  const Layout& usual = part == Part::source ? pair.usual.source : pair.usual.target;
  return print(odd) + " there, " + print(usual) + " elsewhere";
}

std::string name_ranks(const std::vector<std::int32_t>& ranks) {
  constexpr std::size_t most = 8;
  std::string text = ranks.size() == 1 ? "rank " : "ranks ";
  for (std::size_t at = 0; at < std::min(most, ranks.size()); ++at) {
    text += (at == 0 ? "" : ", ") + std::to_string(ranks[at]);
  }
  return ranks.size() <= most ? text : text + " and " + std::to_string(ranks.size() - most) + " more";
}

// The sentence about one part; empty where all agree.
std::string dissent(const Hearsay& hearsay, const std::vector<FingerprintParts>& parts, Part part) {
  std::map<std::uint64_t, std::int64_t> votes;
  for (const std::size_t told : hearsay.told_to) ++votes[digest_of(parts[told], part)];
  if (votes.size() < 2) return "";
  const auto usual =
      std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  std::size_t odd_one = hearsay.distinct.size();
  std::size_t usual_one = 0;
  std::vector<std::int32_t> ranks;
  for (std::size_t rank = 0; rank < hearsay.told_to.size(); ++rank) {
    const std::size_t told = hearsay.told_to[rank];
    if (digest_of(parts[told], part) == usual->first) {
      usual_one = told;
      continue;
    }
    if (odd_one == hearsay.distinct.size()) odd_one = told;
    ranks.push_back(hearsay.world_rank[rank]);
  }
  const auto others = static_cast<std::int64_t>(hearsay.told_to.size() - ranks.size());
  const bool majority = others > std::ssize(ranks);
  const char* const name = part_names[static_cast<std::size_t>(part)];
  return make_error("", name_ranks(ranks), ranks.size() == 1 ? " has another " : " have another ", name,
                    " than the other ", others, others == 1 ? " rank" : " ranks",
                    majority ? "" : " (no majority says who is right)", ": ",
                    difference({hearsay.distinct[odd_one], hearsay.distinct[usual_one]}, part), "; fingerprint ",
                    to_hex(digest_of(parts[odd_one], part)), ", expected ", to_hex(usual->first))
      .message;
}

}  // namespace

FingerprintParts parts_of(const Told& told) {
  return {.pack = told.pack.digest(), .source = told.source.digest(), .target = told.target.digest()};
}

Verdict compare_fingerprints(const Hearsay& hearsay) {
  if (hearsay.distinct.size() < 2) return std::nullopt;
  std::vector<FingerprintParts> parts;
  for (const Told& told : hearsay.distinct) parts.push_back(parts_of(told));
  std::string text;
  for (const Part part : all_parts) {
    const std::string sentence = dissent(hearsay, parts, part);
    if (!sentence.empty()) text += (text.empty() ? "" : "; ") + sentence;
  }
  if (text.empty()) return std::nullopt;
  return make_witness("agreement", text, ". No data was moved");
}

Result<std::unique_ptr<Belief>> Belief::make(const Told& told) {
  const auto source = Placement::make(told.source, told.pack);
  if (!source) return source.error();
  const auto target = Placement::make(told.target, told.pack);
  if (!target) return target.error();
  return make(*source, *target);
}

Result<std::unique_ptr<Belief>> Belief::make(const Placement& source, const Placement& target) {
  auto builder = RankProgramBuilder::make(source, target);
  if (!builder) return builder.error();
  std::unique_ptr<Belief> belief(new Belief(source, target));
  belief->idle_.push_back(std::make_unique<RankProgramBuilder>(std::move(builder).value()));
  return belief;
}

void Belief::build(std::int32_t world_rank, RankProgram& program) {
  std::unique_ptr<RankProgramBuilder> builder;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      builder = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (builder == nullptr) {
    builder = std::make_unique<RankProgramBuilder>(RankProgramBuilder::make(source_, target_).value());
  }
  assert(builder->group().contains(world_rank));
  builder->build(world_rank, program);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(builder));
}

}  // namespace relayout::sim
