// What a rank was told, and whether all ranks were told the same. Many ranks share one belief; usually there is one.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/fingerprint.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/model/result.hpp"

namespace relayout::sim {

struct Told {
  Pack pack;
  Layout source;
  Layout target;
  friend bool operator==(const Told&, const Told&) = default;
};

// The digests that ranks compare.
[[nodiscard]] FingerprintParts parts_of(const Told& told);

// Which rank was told what: distinct[told_to[index]], with the rank's name in world_rank[index].
struct Hearsay {
  std::span<const Told> distinct;
  std::span<const std::size_t> told_to;
  std::span<const std::int32_t> world_rank;
};

// Compares fingerprints part by part. Law `agreement`: names the ranks outside the majority and says whether pack,
// source or target differs and in what; without a majority it says so. Cost: O(ranks + distinct).
[[nodiscard]] Verdict compare_fingerprints(const Hearsay& hearsay);

// What follows from a belief: the placements, and builders that make rank programs of them.
class Belief {
 public:
  // Errors: "other_pack"; those of Placement::make.
  [[nodiscard]] static Result<std::unique_ptr<Belief>> make(const Told& told);
  [[nodiscard]] static Result<std::unique_ptr<Belief>> make(const Placement& source, const Placement& target);

  [[nodiscard]] const Placement& source() const { return source_; }
  [[nodiscard]] const Placement& target() const { return target_; }

  // The rank's program, built without hearing of any other rank. From any thread: each keeps a builder of its own for
  // the time it takes. Requires: the rank is on either side.
  void build(std::int32_t world_rank, RankProgram& program);

 private:
  Belief(const Placement& source, const Placement& target) : source_(source), target_(target) {}

  Placement source_;
  Placement target_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<RankProgramBuilder>> idle_;  // guarded by mutex_
};

}  // namespace relayout::sim
