#include "relayout/bench/gpu/setting.hpp"

#include <algorithm>

#include "relayout/bench/gpu/row_kernels.hpp"
#include "relayout/engine/error.hpp"
#include "relayout/model/integer.hpp"
#include "relayout/model/layout_text.hpp"
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

Placement place(const std::string& layout, const GpuCase& one, std::int32_t rank_count) {
  const Pack pack = taken(Pack::from_lengths(pack_lengths(one, rank_count)));
  return taken(Placement::make(taken(parse_layout(layout, {.default_cp = rank_count, .read_custom = {}})), pack));
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

GpuScene::GpuScene(const GpuCase& one, engine::RankContext& context, engine::Engine& engine, cudaStream_t stream)
    : case_(one),
      engine_(engine),
      source_(place(one.direction == Direction::forward ? one.source : one.target, one, context.rank_count)),
      target_(place(one.direction == Direction::forward ? one.target : one.source, one, context.rank_count)),
      group_(source_.layout(), target_.layout()),
      program_(taken(rank_program(source_, target_, context.rank))),
      most_input_rows_(most(source_.row_counts())),
      output_tokens_(on_device(row_tokens(target_, context.rank))) {
  const engine::Buffer input_tokens = on_device(row_tokens(source_, context.rank));
  const std::int64_t input_bytes = most_input_rows_ * case_.row_bytes;
  const std::int64_t output_bytes = most(target_.row_counts()) * case_.row_bytes;
  for (std::int64_t set = 0; set < set_count_of(case_.local_bytes); ++set) {
    inputs_.emplace_back(engine::Memory::device, input_bytes);
    outputs_.emplace_back(engine::Memory::device, output_bytes);
    RELAYOUT_CUDA_TRY(
        launch_write_names({inputs_.back().data(), tokens_of(input_tokens), input_rows(), case_.row_bytes}, stream));
    arena_outputs_.push_back(nullptr);
    if (engine_.arena() == nullptr) continue;
    slots_.push_back(engine_.arena()->allocate(output_bytes));
    arena_outputs_.back() = engine_.arena()->local(slots_.back());
  }
  RELAYOUT_CUDA_TRY(cudaStreamSynchronize(stream));
}

GpuScene::~GpuScene() {
  for (const std::int64_t slot : slots_) engine_.arena()->release(slot);
}

std::int64_t room_for(std::int64_t local_bytes) {
  constexpr std::int64_t granule = std::int64_t{4} << 20U;  // slots are rounded up
  return local_bytes + floor_div(local_bytes, 4) + granule;
}

std::int64_t arena_bytes_for(std::int64_t local_bytes) { return set_count_of(local_bytes) * room_for(local_bytes); }

}  // namespace relayout::bench
