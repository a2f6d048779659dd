#include <utility>

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
    plan_ = engine.prepare({.program = scene.program(),
                            .group = scene.group(),
                            .facts = engine::facts_of(scene.source(), scene.target()),
                            .executor = way.executor},
                           {.row_bytes = scene.row_bytes()}, stream);
  }

  [[nodiscard]] std::string name() const override {
    return std::string(engine::name_of(way_.executor)) + (way_.output == Output::arena ? "" : ", plain");
  }
  void enqueue(std::size_t set, cudaStream_t stream) override {
    const TensorShape shape = dense_rows(scene_.row_bytes());
    const engine::CallTensor tensor{
        .input = scene_.input(set), .output = output(set), .input_shape = shape, .output_shape = shape, .fill = {}};
    engine_.forward(*plan_, {&tensor, 1}, stream);
  }
  [[nodiscard]] std::byte* output(std::size_t set) const override {
    return way_.output == Output::arena ? scene_.arena_output(set) : scene_.plain_output(set);
  }
  [[nodiscard]] std::int64_t extra_bytes() const override {
    const std::int64_t output_bytes = scene_.output_rows() * scene_.row_bytes();
    if (way_.output == Output::arena) return 0;
    if (way_.executor != ExecutorKind::sendrecv) return output_bytes;
    std::int64_t rows = 0;
    for (const Message& message : scene_.program().sends.messages) rows += message.row_count;
    for (const Message& message : scene_.program().receives.messages) rows += message.row_count;
    return rows * scene_.row_bytes();
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
                                               .row_bytes = scene.row_bytes()})
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
