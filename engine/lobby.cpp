#include "relayout/engine/lobby.hpp"

#include <signal.h>
#include <unistd.h>

#include <optional>
#include <thread>
#include <utility>

#include "relayout/engine/lobby_board.hpp"
#include "relayout/engine/lobby_door.hpp"
#include "relayout/engine/lobby_guest.hpp"
#include "relayout/engine/lobby_host.hpp"

namespace relayout::engine {
namespace {

// Signals are the program's to handle, on its own threads.
std::thread start_thread(LobbySide& side) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread([&side] { side.run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

class Lobby::State {
 public:
  explicit State(const LobbyPlace& place) : place_(place) {}
  ~State() {
    if (!thread_.joinable()) return;
    if (process_ != getpid()) {
      thread_.detach();  // a forked child has the object, and not the thread
      return;
    }
    board_.post({.kind = FrameKind::farewell, .sequence = 0, .payload = ""});
    thread_.join();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[nodiscard]] const LobbyPlace& place() const { return place_; }
  [[nodiscard]] const Board& board() const { return board_; }
  [[nodiscard]] std::optional<Error> enter();
  [[nodiscard]] Result<std::vector<std::string>> gather(const std::string& mine);

 private:
  [[nodiscard]] std::optional<Error> find_side(Deadline deadline);
  [[nodiscard]] Error not_all(const Outcome& outcome);

  const LobbyPlace place_;
  const pid_t process_ = getpid();
  Board board_;
  std::unique_ptr<LobbySide> side_;
  std::thread thread_;
  std::uint64_t sequence_ = 0;  // of the last gather
};

std::optional<Error> Lobby::State::find_side(Deadline deadline) {
  if (place_.rank == 0) {
    Result<Door> door = Door::open(place_.rendezvous);
    if (!door) return door.error();
    side_ = std::make_unique<HostSide>(board_, std::move(door).value(),
                                       HostPlace{.job = place_.rendezvous.job, .world_size = place_.world_size});
    return std::nullopt;
  }
  Result<Wire> wire =
      knock({.rendezvous = place_.rendezvous, .rank = place_.rank, .world_size = place_.world_size}, deadline);
  if (!wire) {
    return make_error(wire.error().code, "rank ", place_.rank, " of ", place_.world_size, " cannot enter the lobby at ",
                      place_text(place_.rendezvous), " (patience ", place_.patience.count(),
                      " ms): ", wire.error().message);
  }
  side_ = std::make_unique<GuestSide>(board_, std::move(wire).value());
  return std::nullopt;
}

std::optional<Error> Lobby::State::enter() {
  if (place_.world_size < 1 || place_.rank < 0 || place_.rank >= place_.world_size) {
    return make_error("rendezvous", "there is no rank ", place_.rank, " of ", place_.world_size);
  }
  if (place_.world_size == 1) return std::nullopt;
  if (board_.watch().handle < 0) return Error{"rendezvous", "this process may open no more descriptors"};
  const Deadline deadline = std::chrono::steady_clock::now() + place_.patience;
  if (auto error = find_side(deadline)) return error;
  thread_ = start_thread(*side_);
  const Outcome outcome = board_.await(0, std::chrono::milliseconds(left_until(deadline)));
  if (outcome.answer) return std::nullopt;
  Error error = not_all(outcome);
  if (place_.rank == 0 && !outcome.ended) {
    board_.post({.kind = FrameKind::failed, .sequence = 0, .payload = join_parts({error.code, error.message})});
  }
  return error;
}

Error Lobby::State::not_all(const Outcome& outcome) {
  if (outcome.ended && outcome.ended->code != "peer_gone") return *outcome.ended;
  if (outcome.ended) {
    return make_error("peer_gone", outcome.ended->message, ", before all ", place_.world_size, " ranks had come");
  }
  return make_error("rendezvous", "rank ", place_.rank, " waited ", place_.patience.count(), " ms at ",
                    place_text(place_.rendezvous), " for ", place_.world_size, " ranks to come, in vain for ",
                    outcome.missing.empty() ? "rank 0, which does not answer" : outcome.missing);
}

Result<std::vector<std::string>> Lobby::State::gather(const std::string& mine) {
  if (place_.world_size == 1) return std::vector<std::string>{mine};
  const auto share = max_payload_bytes / static_cast<std::uint64_t>(place_.world_size);
  if (mine.size() + sizeof(std::uint64_t) > share) {
    return make_error("too_large", "rank ", place_.rank, " gathers ", mine.size(), " bytes; among ", place_.world_size,
                      " ranks at most ", share - sizeof(std::uint64_t), " fit");
  }
  board_.post({.kind = FrameKind::offer, .sequence = ++sequence_, .payload = mine});
  Outcome outcome = board_.await(sequence_, place_.patience);
  if (outcome.answer) return *std::move(outcome.answer);
  if (outcome.ended) return *std::move(outcome.ended);
  return make_error("deadline", "rank ", place_.rank, " waited ", place_.patience.count(), " ms in gather ", sequence_,
                    " of the lobby, in vain for ",
                    outcome.missing.empty() ? "rank 0, which does not answer" : outcome.missing);
}

Lobby::Lobby(std::unique_ptr<State> state) : state_(std::move(state)) {}
Lobby::~Lobby() = default;

Result<std::shared_ptr<Lobby>> Lobby::enter(const LobbyPlace& place) {
  auto state = std::make_unique<State>(place);
  if (auto error = state->enter()) return *std::move(error);
  return std::shared_ptr<Lobby>(new Lobby(std::move(state)));
}

std::int32_t Lobby::rank() const { return state_->place().rank; }
std::int32_t Lobby::world_size() const { return state_->place().world_size; }

Result<std::vector<std::string>> Lobby::gather(const std::string& mine) { return state_->gather(mine); }

std::optional<Error> Lobby::barrier() {
  const Result<std::vector<std::string>> all = gather("");
  if (!all) return all.error();
  return std::nullopt;
}

std::vector<std::int32_t> Lobby::gone() const { return state_->board().gone(); }

}  // namespace relayout::engine
