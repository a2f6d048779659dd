#include <utility>
#include <vector>

#include "relayout/bench/gpu/method.hpp"

namespace relayout::bench {
namespace {

using engine::ExecutorKind;

enum class Output : std::uint8_t { arena, plain };

class EngineMethod : public Method {
 public:
  struct Way {
    ExecutorKind executor;
    Output output;
  };
  EngineMethod(GpuScene& scene, engine::Engine& engine, const Way& way, cudaStream_t stream)
      : scene_(scene), engine_(engine), way_(way) {
    // A backward case is the way back of the plan between the layouts as they were before they were exchanged.
    const bool forward = scene.direction() == Direction::forward;
    const Placement& source = forward ? scene.source() : scene.target();
    const Placement& target = forward ? scene.target() : scene.source();
    const RankProgram program = rank_program(source, target, scene.program().world_rank).value();
    plan_ = engine.prepare({.program = program,
                            .group = scene.group(),
                            .facts = engine::facts_of(source, target),
                            .executor = way.executor},
                           {.row_bytes = scene.bytes_a_row()}, stream);
  }

  [[nodiscard]] std::string name() const override {
    return std::string(engine::name_of(way_.executor)) + (way_.output == Output::arena ? "" : ", plain");
  }
  void enqueue(std::size_t set, cudaStream_t stream) override {
    std::vector<engine::CallTensor> tensors;
    for (std::size_t i = 0; i < scene_.row_bytes().size(); ++i) {
      const TensorShape shape = dense_rows(scene_.row_bytes()[i]);
      tensors.push_back({.input = scene_.input({set, i}),
                         .output = output({set, i}),
                         .input_shape = shape,
                         .output_shape = shape,
                         .fill = {}});
    }
    if (scene_.direction() == Direction::forward) {
      engine_.forward(*plan_, tensors, stream);
    } else {
      engine_.backward(*plan_, tensors, stream);
    }
  }
  [[nodiscard]] std::byte* output(const BufferAt& at) const override {
    return way_.output == Output::arena ? scene_.arena_output(at) : scene_.plain_output(at);
  }
  [[nodiscard]] std::int64_t extra_bytes() const override {
    const std::int64_t output_bytes = scene_.output_rows() * scene_.bytes_a_row();
    if (way_.output == Output::arena) return 0;
    if (way_.executor != ExecutorKind::sendrecv) return output_bytes;
    std::int64_t rows = 0;
    for (const Message& message : scene_.program().sends.messages) rows += message.row_count;
    for (const Message& message : scene_.program().receives.messages) rows += message.row_count;
    return rows * scene_.bytes_a_row();
  }

 private:
  GpuScene& scene_;
  engine::Engine& engine_;
  Way way_;
  std::shared_ptr<engine::PreparedPlan> plan_;
};

}  // namespace

std::string automatic_choice(const GpuScene& scene, const engine::Engine& engine) {
  const auto choice = engine::choose_executor({.no_window = engine.no_window(),
                                               .asked = ExecutorKind::automatic,
                                               .move = engine::facts_of(scene.source(), scene.target()),
                                               .row_bytes = scene.bytes_a_row()})
                          .value();
  return std::string(engine::name_of(choice.kind)) + ": " + choice.reason;
}

void add_engine_methods(GpuScene& scene, engine::Engine& engine, cudaStream_t stream, Methods& methods) {
  const auto add = [&](ExecutorKind executor, Output output) {
    methods.push_back(std::make_unique<EngineMethod>(scene, engine, EngineMethod::Way{executor, output}, stream));
  };
  if (engine.arena() != nullptr) {
    add(ExecutorKind::automatic, Output::arena);
    add(ExecutorKind::window, Output::arena);
    add(ExecutorKind::window, Output::plain);
    constexpr std::int64_t most_chunks = 128;  // past it one copy a run is out of the question; alike on all ranks
    if (engine::facts_of(scene.source(), scene.target()).chunk_count <= most_chunks) {
      add(ExecutorKind::copy_engine, Output::arena);
    }
  }
  add(ExecutorKind::sendrecv, Output::plain);
}

}  // namespace relayout::bench
