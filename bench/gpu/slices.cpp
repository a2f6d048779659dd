#include "relayout/bench/gpu/slices.hpp"

#include <algorithm>

#include "relayout/engine/error.hpp"
#include "relayout/model/integer.hpp"

namespace relayout::bench {
namespace {

constexpr std::int64_t mebibyte = std::int64_t{1} << 20U;
constexpr std::int64_t usual_row_bytes = 8192;  // hidden 4096, bf16

// What a case is of, apart from its pack, size and direction.
struct Subject {
  std::string source;
  std::string target;
  std::int64_t row_bytes = usual_row_bytes;
  Labels labels = Labels::as_is;
  std::vector<std::int64_t> narrow_row_bytes{};
};

struct PackShape {
  PackKind kind;
  std::int64_t sequence_count;
};

std::vector<Subject> headline_pairs() {
  return {{"zigzag:remainder=pad", "contiguous:remainder=pad"}, {"zigzag:remainder=pad", "sequential:remainder=pad"}};
}

std::vector<Subject> asked_pairs(const std::vector<std::string>& texts) {
  std::vector<Subject> pairs;
  for (const std::string& text : texts) {
    const std::size_t arrow = text.find("->");
    if (arrow == std::string::npos) engine::fail("bad_call", "a pair is SOURCE->TARGET, found ", text);
    pairs.push_back({text.substr(0, arrow), text.substr(arrow + 2)});
  }
  return pairs;
}

std::vector<Subject> with_hidden(const std::vector<Subject>& pairs) {
  std::vector<Subject> subjects;
  for (const std::int64_t hidden : {2048, 8192}) {
    for (Subject subject : pairs) {
      subject.row_bytes = 2 * hidden;
      subjects.push_back(subject);
    }
  }
  return subjects;
}

std::vector<Subject> with_labels(const std::vector<Subject>& pairs) {
  std::vector<Subject> subjects;
  for (Subject subject : pairs) {
    for (const Labels labels : {Labels::as_is, Labels::best}) {
      subject.labels = labels;
      subjects.push_back(subject);
    }
  }
  return subjects;
}

// Two ranks share what one cp rank would hold. Two ranks in all move nothing between layouts that both do so.
std::vector<Subject> with_shares(std::int32_t rank_count) {
  if (floor_mod(rank_count, 2) != 0) return {};
  const std::string shared = ":remainder=pad,tp=2,cp=" + std::to_string(floor_div(rank_count, 2));
  std::vector<Subject> subjects{{"zigzag:remainder=pad", "contiguous" + shared}};
  if (rank_count > 2) subjects.push_back({"zigzag" + shared, "contiguous" + shared});
  return subjects;
}

std::vector<Subject> with_narrow_tensors(std::vector<Subject> pairs) {
  for (Subject& subject : pairs) subject.narrow_row_bytes = {8, 8};
  return pairs;
}

std::vector<Subject> subjects_of(const std::string& slice, const SliceOptions& options, std::int32_t rank_count) {
  const bool asked = !options.pairs.empty();
  const std::vector<Subject> pairs = asked ? asked_pairs(options.pairs) : headline_pairs();
  if (slice == "hidden") return with_hidden(pairs);
  if (slice == "relabelled") return with_labels(asked ? pairs : std::vector<Subject>{pairs.back()});
  if (slice == "tp") return asked ? pairs : with_shares(rank_count);
  if (slice == "overlap") return asked ? pairs : std::vector<Subject>{pairs.front()};
  if (slice == "tensors") return with_narrow_tensors(pairs);
  return pairs;
}

std::vector<PackShape> packs_of(const std::string& slice) {
  if (slice == "core") {
    return {{PackKind::one, 1},     {PackKind::even, 16},       {PackKind::even, 256},
            {PackKind::even, 4096}, {PackKind::long_short, 64}, {PackKind::odd, 256}};
  }
  if (slice == "overlap") return {{PackKind::one, 1}, {PackKind::even, 16}, {PackKind::even, 256}};
  return {{PackKind::one, 1}, {PackKind::even, 16}, {PackKind::even, 256}, {PackKind::odd, 256}};
}

std::vector<std::int64_t> sizes_of(const std::string& slice, const SliceOptions& options) {
  if (!options.sizes.empty()) return options.sizes;
  if (slice == "core") return {8 * mebibyte, 32 * mebibyte, 256 * mebibyte, 1024 * mebibyte};
  if (slice == "overlap") return {256 * mebibyte};
  return {32 * mebibyte, 256 * mebibyte};
}

std::vector<Direction> directions_of(const std::string& slice) {
  if (slice == "overlap") return {Direction::forward};
  return {Direction::forward, Direction::backward};
}

bool is_wanted(const GpuCase& one, const SliceOptions& options, std::int32_t rank_count) {
  const auto& packs = options.packs;
  const bool named = packs.empty() || std::find(packs.begin(), packs.end(), pack_name(one)) != packs.end();
  return named && !pack_lengths(one, rank_count).empty();
}

void add_subject(const Subject& subject, const std::string& slice, const SliceOptions& options, std::int32_t rank_count,
                 std::vector<GpuCase>& cases) {
  for (const Direction direction : directions_of(slice)) {
    for (const std::int64_t bytes : sizes_of(slice, options)) {
      for (const PackShape& pack : packs_of(slice)) {
        const GpuCase one{.slice = slice,
                          .pack = pack.kind,
                          .sequence_count = pack.sequence_count,
                          .source = subject.source,
                          .target = subject.target,
                          .labels = subject.labels,
                          .direction = direction,
                          .local_bytes = bytes,
                          .row_bytes = options.row_bytes > 0 ? options.row_bytes : subject.row_bytes,
                          .narrow_row_bytes = subject.narrow_row_bytes};
        if (is_wanted(one, options, rank_count)) cases.push_back(one);
      }
    }
  }
}

}  // namespace

const std::vector<std::string>& slice_names() {
  static const std::vector<std::string> names{"core", "hidden", "relabelled", "tp", "tensors", "overlap"};
  return names;
}

std::vector<GpuCase> cases_of(const SliceOptions& options, std::int32_t rank_count) {
  std::vector<GpuCase> cases;
  for (const std::string& slice : options.slices) {
    for (const Subject& subject : subjects_of(slice, options, rank_count)) {
      add_subject(subject, slice, options, rank_count, cases);
    }
  }
  return cases;
}

}  // namespace relayout::bench
