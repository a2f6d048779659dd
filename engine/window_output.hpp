// Where a call's rows are written in the windows: in an output that lives in the arena, or in a part of it that stands
// in for a plain tensor and is copied out after.
#pragma once

#include <cstdint>
#include <memory>

#include "relayout/engine/arena.hpp"
#include "relayout/engine/executor.hpp"
#include "relayout/engine/kernel/window_kernel.hpp"

namespace relayout::engine {

// Keeps one slot of the arena for stand-ins. All ranks make it alike.
class WindowOutput {
 public:
  WindowOutput(std::shared_ptr<Communicator> communicator, std::shared_ptr<Arena> arena, std::int64_t stand_in_bytes);
  ~WindowOutput();
  WindowOutput(const WindowOutput&) = delete;  // one slot, one owner
  WindowOutput& operator=(const WindowOutput&) = delete;

  // The call as the kernel takes it, with the digest of what all ranks must do alike: tensors, row widths, places in
  // the window, direction, `cta_count`.
  // Throws "too_large" where rows do not fit into the stand-in; "bad_call" where an output is beyond its slot.
  [[nodiscard]] WindowCall prepare(const MoveCall& call, std::int32_t cta_count) const;
  // Copies what came for plain tensors from the stand-in to them. Enqueued on the call's stream.
  void copy_out(const MoveCall& call, const WindowCall& window_call, std::int32_t cta_count) const;

  [[nodiscard]] Arena& arena() const { return *arena_; }
  [[nodiscard]] Communicator& communicator() const { return *communicator_; }

 private:
  void place(const MoveCall& call, std::int64_t stand_in_rows, std::int64_t row_bytes_ahead,
             WindowTensor& tensor) const;
  std::shared_ptr<Communicator> communicator_;
  std::shared_ptr<Arena> arena_;
  std::int64_t stand_in_;
  std::int64_t stand_in_bytes_;
};

}  // namespace relayout::engine
