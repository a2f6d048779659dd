#include "relayout/engine/lobby_wire.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <string_view>
#include <utility>

namespace relayout::engine {
namespace {

constexpr std::size_t max_line_bytes = 4096;
constexpr std::size_t kind_bytes = 4;
constexpr std::size_t number_bytes = 8;
constexpr std::size_t header_bytes = kind_bytes + 2 * number_bytes;
constexpr std::size_t read_bytes = std::size_t{1} << 18;
constexpr int reads_at_once = 8;  // then it is the others' turn

// Lowest byte first, whatever the machine.
std::string bytes_of(std::uint64_t value, std::size_t byte_count) {
  std::string text;
  for (std::size_t byte = 0; byte < byte_count; ++byte) text += static_cast<char>(value >> (8 * byte) & 0xFFU);
  return text;
}

std::uint64_t value_of(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t byte = bytes.size(); byte > 0; --byte) {
    value = value << 8U | static_cast<unsigned char>(bytes[byte - 1]);
  }
  return value;
}

bool interrupted() { return errno == EINTR; }
bool must_wait() { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

Bytes encode(const Frame& frame) {
  return std::make_shared<const std::string>(bytes_of(static_cast<std::uint64_t>(frame.kind), kind_bytes) +
                                             bytes_of(frame.sequence, number_bytes) +
                                             bytes_of(frame.payload.size(), number_bytes) + frame.payload);
}

std::string join_parts(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += bytes_of(part.size(), number_bytes) + part;
  return text;
}

std::optional<std::vector<std::string>> split_parts(const std::string& text) {
  std::vector<std::string> parts;
  std::string_view rest = text;
  while (!rest.empty()) {
    if (rest.size() < number_bytes) return std::nullopt;
    const std::uint64_t size = value_of(rest.substr(0, number_bytes));
    rest.remove_prefix(number_bytes);
    if (size > rest.size()) return std::nullopt;
    parts.emplace_back(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  return parts;
}

void Wire::send(Bytes bytes) {
  if (!finishing_ && !finished_) output_.push_back(std::move(bytes));
}

void Wire::write_some() {
  while (!output_.empty() && !finished_) {
    const std::string& bytes = *output_.front();
    const ssize_t count =
        ::send(connection_.handle(), bytes.data() + written_, bytes.size() - written_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && interrupted()) continue;
    if (count < 0 && must_wait()) return;
    if (count < 0) {
      // Nobody reads any more. What the other side wrote before, a farewell perhaps, is still to be read.
      finished_ = true;
      output_.clear();
      return;
    }
    written_ += static_cast<std::size_t>(count);
    if (written_ < bytes.size()) continue;
    output_.pop_front();
    written_ = 0;
  }
  if (finishing_ && !finished_) {
    shutdown(connection_.handle(), SHUT_WR);
    finished_ = true;
  }
}

void Wire::read_some() {
  input_.erase(0, taken_);
  taken_ = 0;
  for (int round = 0; round < reads_at_once && !ended_; ++round) {
    const std::size_t size = input_.size();
    input_.resize(size + read_bytes);
    const ssize_t count = recv(connection_.handle(), input_.data() + size, read_bytes, MSG_DONTWAIT);
    input_.resize(size + static_cast<std::size_t>(count > 0 ? count : 0));
    if (count > 0 || (count < 0 && interrupted())) continue;
    ended_ = count == 0 || !must_wait();
    return;
  }
}

std::optional<std::string> Wire::take_line() {
  const std::size_t end = input_.find('\n', taken_);
  if (end == std::string::npos) {
    if (input_.size() - taken_ > max_line_bytes) ended_ = true;
    return std::nullopt;
  }
  std::string line = input_.substr(taken_, end - taken_);
  taken_ = end + 1;
  return line;
}

std::optional<Frame> Wire::take_frame() {
  const std::string_view rest = std::string_view(input_).substr(taken_);
  if (rest.size() < header_bytes) return std::nullopt;
  const std::uint64_t kind = value_of(rest.substr(0, kind_bytes));
  const std::uint64_t size = value_of(rest.substr(kind_bytes + number_bytes, number_bytes));
  if (kind >= frame_kind_count || size > max_payload_bytes) {
    ended_ = true;
    return std::nullopt;
  }
  if (rest.size() - header_bytes < size) return std::nullopt;
  taken_ += header_bytes + size;
  return Frame{.kind = static_cast<FrameKind>(kind),
               .sequence = value_of(rest.substr(kind_bytes, number_bytes)),
               .payload = std::string(rest.substr(header_bytes, size))};
}

Watch Wire::watch() const {
  const bool writes = !finished_ && (!output_.empty() || finishing_);
  return {.handle = connection_.handle(), .events = static_cast<short>(POLLIN | (writes ? POLLOUT : 0))};
}

}  // namespace relayout::engine
