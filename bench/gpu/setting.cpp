#include "relayout/bench/gpu/setting.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "relayout/bench/gpu/row_kernels.hpp"
#include "relayout/engine/error.hpp"
#include "relayout/model/cost/relabel.hpp"
#include "relayout/model/integer.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/traffic.hpp"
#include "relayout/proptest/generate/random.hpp"

namespace relayout::bench {
namespace {

constexpr std::int64_t cache_bytes = std::int64_t{60} << 20U;  // the L2 of an H200; no buffer is met again in it
constexpr std::int64_t most_sets = 16;

std::int64_t set_count_of(std::int64_t local_bytes) {
  return at_most(at_least<std::int64_t>(ceil_div(2 * cache_bytes, local_bytes), 1), most_sets);
}

// Random odd lengths of about the same mean, the last one taking what is left.
std::vector<std::int64_t> odd_lengths(std::int64_t token_count, std::int64_t count) {
  proptest::Random random(1);
  const std::int64_t mean = floor_div(token_count, count);
  std::vector<std::int64_t> lengths;
  std::int64_t left = token_count;
  for (std::int64_t i = 1; i < count; ++i) {
    const std::int64_t length = at_most(1 + 2 * random.below(at_least<std::int64_t>(mean, 1)), left);
    lengths.push_back(length);
    left -= length;
  }
  lengths.push_back(left);
  return lengths;
}

template <class T>
T taken(Result<T> result) {
  if (!result) throw engine::EngineError(result.error());
  return std::move(result).value();
}

Placement placed(const Layout& layout, const Pack& pack) { return taken(Placement::make(layout, pack)); }

// The target under the names of its ranks that keep most rows where they are.
Placement relabelled(const Placement& source, const Placement& target) {
  const std::vector<PairTraffic> pairs = pair_traffic(taken(Plan::make(source, target)).moves());
  return placed(relabel({.pairs = pairs, .layout = target.layout(), .side = Side::target}).layout, target.pack());
}

std::int64_t most(const std::vector<std::int64_t>& rows) { return *std::max_element(rows.begin(), rows.end()); }

// The token of every row of one rank, -1 where there is none.
std::vector<std::int64_t> row_tokens(const Placement& placement, std::int32_t rank) {
  std::vector<Piece> pieces;
  std::vector<std::int64_t> tokens(static_cast<std::size_t>(placement.pieces(rank, pieces)), -1);
  for (const Piece& piece : pieces) {
    for (std::int64_t i = 0; i < piece.count; ++i) tokens[static_cast<std::size_t>(piece.row + i)] = piece.token + i;
  }
  return tokens;
}

engine::Buffer on_device(const std::vector<std::int64_t>& values) {
  const auto size = static_cast<std::int64_t>(values.size() * sizeof(std::int64_t));
  engine::Buffer buffer(engine::Memory::device, at_least<std::int64_t>(size, 8));
  RELAYOUT_CUDA_TRY(cudaMemcpy(buffer.data(), values.data(), static_cast<std::size_t>(size), cudaMemcpyHostToDevice));
  return buffer;
}

}  // namespace

std::string pack_name(const GpuCase& one) {
  switch (one.pack) {
    case PackKind::one:
      return "1 long";
    case PackKind::even:
      return std::to_string(one.sequence_count) + " even";
    case PackKind::long_short:
      return "1 long, 63 short";
    case PackKind::odd:
      break;
  }
  return std::to_string(one.sequence_count) + " odd";
}

std::int64_t bytes_a_row(const GpuCase& one) {
  return std::accumulate(one.narrow_row_bytes.begin(), one.narrow_row_bytes.end(), one.row_bytes);
}

std::vector<std::int64_t> pack_lengths(const GpuCase& one, std::int32_t rank_count) {
  const std::int64_t token_count = floor_div(one.local_bytes, one.row_bytes) * rank_count;
  const std::int64_t multiple = 2 * rank_count;
  if (one.pack == PackKind::one) return {floor_div(token_count, multiple) * multiple};
  if (one.pack == PackKind::long_short) {
    const std::int64_t each = floor_div(floor_div(token_count, 126), multiple) * multiple;
    if (each == 0) return {};
    std::vector<std::int64_t> lengths(64, each);
    lengths.front() = floor_div(token_count - 63 * each, multiple) * multiple;
    return lengths;
  }
  const std::int64_t each = floor_div(floor_div(token_count, one.sequence_count), multiple) * multiple;
  if (each == 0) return {};
  if (one.pack == PackKind::odd) return odd_lengths(token_count, one.sequence_count);
  return std::vector<std::int64_t>(static_cast<std::size_t>(one.sequence_count), each);
}

CaseSides sides_of(const GpuCase& one, std::int32_t rank_count) {
  const Pack pack = taken(Pack::from_lengths(pack_lengths(one, rank_count)));
  const ParseOptions options{.default_cp = rank_count, .read_custom = {}};
  CaseSides sides{placed(taken(parse_layout(one.source, options)), pack),
                  placed(taken(parse_layout(one.target, options)), pack)};
  if (one.labels == Labels::best) sides.target = relabelled(sides.source, sides.target);
  if (one.direction == Direction::backward) std::swap(sides.source, sides.target);
  return sides;
}

GpuScene::GpuScene(const GpuCase& one, CaseSides sides, engine::RankContext& context, engine::Engine& engine)
    : case_(one),
      engine_(engine),
      source_(std::move(sides.source)),
      target_(std::move(sides.target)),
      group_(source_.layout(), target_.layout()),
      program_(taken(rank_program(source_, target_, context.rank))),
      row_bytes_{one.row_bytes},
      most_input_rows_(most(source_.row_counts())),
      most_output_rows_(most(target_.row_counts())),
      output_tokens_(on_device(row_tokens(target_, context.rank))) {
  row_bytes_.insert(row_bytes_.end(), one.narrow_row_bytes.begin(), one.narrow_row_bytes.end());
}

GpuScene::GpuScene(const GpuCase& one, engine::RankContext& context, engine::Engine& engine, cudaStream_t stream)
    : GpuScene(one, sides_of(one, context.rank_count), context, engine) {
  const engine::Buffer input_tokens = on_device(row_tokens(source_, context.rank));
  const std::int64_t input_bytes = tensor_offset(most_input_rows_, row_bytes_.size());
  const std::int64_t output_bytes = tensor_offset(most_output_rows_, row_bytes_.size());
  for (std::size_t set = 0; set < static_cast<std::size_t>(set_count_of(case_.local_bytes)); ++set) {
    inputs_.emplace_back(engine::Memory::device, input_bytes);
    outputs_.emplace_back(engine::Memory::device, output_bytes);
    for (std::size_t tensor = 0; tensor < row_bytes_.size(); ++tensor) {
      RELAYOUT_CUDA_TRY(launch_write_names(
          {input({set, tensor}), tokens_of(input_tokens), input_rows(), row_bytes_[tensor]}, stream));
    }
    if (engine_.arena() == nullptr) continue;
    slots_.push_back(engine_.arena()->allocate(output_bytes));
    arena_outputs_.push_back(engine_.arena()->local(slots_.back()));
  }
  RELAYOUT_CUDA_TRY(cudaStreamSynchronize(stream));
}

std::int64_t GpuScene::tensor_offset(std::int64_t rows, std::size_t tensor) const {
  std::int64_t offset = 0;
  for (std::size_t i = 0; i < tensor; ++i) offset += round_up<std::int64_t>(rows * row_bytes_[i], 256);
  return offset;
}

GpuScene::~GpuScene() {
  for (const std::int64_t slot : slots_) engine_.arena()->release(slot);
}

std::int64_t room_for(std::int64_t local_bytes) {
  constexpr std::int64_t granule = std::int64_t{4} << 20U;  // slots are rounded up
  return local_bytes + floor_div(local_bytes, 2) + granule;
}

std::int64_t arena_bytes_for(std::int64_t local_bytes) { return set_count_of(local_bytes) * room_for(local_bytes); }

}  // namespace relayout::bench
