// What goes over a lobby's connections: first lines (the greeting), then frames. Nothing here blocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "relayout/engine/socket.hpp"

namespace relayout::engine {

enum class FrameKind : std::uint32_t {
  // from a member to rank 0
  offer,     // its bytes for gather `sequence`
  question,  // who is missing in gather `sequence`?
  farewell,
  // from rank 0 to a member
  answer,   // everybody's bytes; of sequence 0: all have come
  missing,  // the ranks that gather `sequence` waits for, as text
  gone,     // rank `sequence` ended without a farewell
  left,     // rank `sequence` said farewell
  // either way
  failed,  // the lobby cannot come about: a code and a message
};
inline constexpr std::uint32_t frame_kind_count = 8;

struct Frame {
  FrameKind kind = FrameKind::offer;
  std::uint64_t sequence = 0;
  std::string payload;
};

// A kind, a sequence and a length (4, 8 and 8 bytes, lowest first), then the payload.
using Bytes = std::shared_ptr<const std::string>;
[[nodiscard]] Bytes encode(const Frame& frame);
inline constexpr std::uint64_t max_payload_bytes = std::uint64_t{1} << 28;

// Several strings as one, and back; nothing where the text is no such thing.
[[nodiscard]] std::string join_parts(const std::vector<std::string>& parts);
[[nodiscard]] std::optional<std::vector<std::string>> split_parts(const std::string& text);

// One connection. Used by one thread at a time.
class Wire {
 public:
  explicit Wire(Descriptor connection) : connection_(std::move(connection)) {}

  void send(Bytes bytes);
  void finish() {
    finishing_ = true;
  }                   // after what was sent, tell the other side that nothing follows; and nothing does
  void write_some();  // as much as goes without waiting
  void read_some();

  [[nodiscard]] std::optional<std::string> take_line();
  [[nodiscard]] std::optional<Frame> take_frame();

  [[nodiscard]] bool finished() const { return finished_; }  // the system has all that was sent, or nobody takes it
  [[nodiscard]] Watch watch() const;                         // when to call write_some and read_some
  // The other side sends no more: it closed the connection, the connection broke, or what it sent was no line or frame.
  // What it sent before can still be taken.
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  Descriptor connection_;
  std::deque<Bytes> output_;
  std::size_t written_ = 0;  // of the first of them
  std::string input_;
  std::size_t taken_ = 0;  // of the input
  bool finishing_ = false;
  bool finished_ = false;  // or broken: nothing can be written
  bool ended_ = false;
};

}  // namespace relayout::engine
