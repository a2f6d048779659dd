// Faults that are put into a run on purpose, each at one place, to see that nobody is deceived.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "relayout/model/rank_program.hpp"

namespace relayout::sim {

enum class InjectionKind : std::uint8_t {
  // Of one message. What came in its place has a sound header of its own unless it says otherwise.
  drop,              // sent, as its sender believes, and never there
  duplicate,         // there twice
  overtaken,         // behind the next one of its channel
  reorder_sends,     // in the place of its sender's next message, and that one here
  reorder_receives,  // in the place of its receiver's next message, and that one here
  corrupt,           // a bit of its payload is turned
  truncate,          // half of its payload is there
  delay,             // on the wire for longer, by `amount_ns`
  stale,             // of an earlier call: old rows under an old sequence number
  count,             // its sender believes that it has a row less
  // Of one rank.
  crash_before,   // it never posts its exchange of this number
  crash_after,    // it ends when its messages of this exchange have gone over
  slow,           // each of its exchanges begins later, by `amount_ns`
  other_version,  // it computes fingerprints in another way
  wrong_group,    // it takes each other rank for the next one
  wrong_way,      // it goes backward first
};
inline constexpr std::array all_injections = {InjectionKind::drop,
                                              InjectionKind::duplicate,
                                              InjectionKind::overtaken,
                                              InjectionKind::reorder_sends,
                                              InjectionKind::reorder_receives,
                                              InjectionKind::corrupt,
                                              InjectionKind::truncate,
                                              InjectionKind::delay,
                                              InjectionKind::stale,
                                              InjectionKind::count,
                                              InjectionKind::crash_before,
                                              InjectionKind::crash_after,
                                              InjectionKind::slow,
                                              InjectionKind::other_version,
                                              InjectionKind::wrong_group,
                                              InjectionKind::wrong_way};

// "reorder-sends".
[[nodiscard]] std::string_view to_string(InjectionKind kind);
// Whether it is one of a message; else it is one of a rank.
[[nodiscard]] constexpr bool of_message(InjectionKind kind) { return kind < InjectionKind::crash_before; }

// World ranks. Of a message: direction, sender, receiver. Of a rank: the rank as sender, and for a crash the direction
// and the exchange.
struct Injection {
  InjectionKind kind = InjectionKind::drop;
  Direction direction = Direction::forward;
  std::int32_t sender = 0;
  std::int32_t receiver = 0;
  std::int32_t exchange = 0;
  std::int64_t amount_ns = 0;
};

}  // namespace relayout::sim
