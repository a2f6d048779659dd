// Damage of every kind ends in a witness that names it.
#include <gtest/gtest.h>

#include <atomic>
#include <utility>

#include "relayout/proptest/sim_scene.hpp"
#include "relayout/sim/payload.hpp"

namespace relayout::proptest {
namespace {

using sim::ChannelKind;
using sim::ExecutorKind;
using sim::SimulationOptions;

// zigzag rank 0 | 0 1 6 7     contiguous rank 0 | 0 1 2 3
//        rank 1 | 2 3 4 5                rank 1 | 4 5 6 7
const TestMove swap_of_two = {{8}, "zigzag:cp=2", "contiguous:cp=2"};

// The same from every executor and over both channels; a channel may change it only where the test says so.
std::string everywhere(const TestMove& move, SimulationOptions options) {
  std::string first;
  for (const ExecutorKind executor : all_executors) {
    options.executor.kind = executor;
    options.executor.worker_count = 3;
    const std::string found = verdict_of(move, options);
    if (first.empty()) first = found;
    EXPECT_EQ(found, first) << sim::to_string(executor);
  }
  return first;
}

// A planner whose program for one rank is damaged.
SimulationOptions damaged(std::int32_t rank, const std::function<void(RankProgram&)>& damage) {
  SimulationOptions options;
  options.program = [rank, damage](const Placement& source, const Placement& target, std::int32_t world_rank) {
    RankProgram program = rank_program(source, target, world_rank).value();
    if (world_rank == rank) damage(program);
    return program;
  };
  return options;
}

TEST(DamagedProgram, undamaged_holds) {
  EXPECT_EQ(everywhere(swap_of_two, damaged(0, [](RankProgram&) {})), "");
}

TEST(DamagedProgram, with_a_row_too_few_in_a_message_disagrees_with_its_receiver) {
  EXPECT_EQ(everywhere(swap_of_two, damaged(0,
                                            [](RankProgram& program) {
                                              program.sends.runs[0].count = 1;
                                              program.sends.messages[0].row_count = 1;
                                            })),
            "agreement: forward message 0 -> 1, exchange 0: byte count 8, rank 1 expects 16");
}

TEST(DamagedProgram, that_sends_the_wrong_rows_is_seen_at_the_receiver) {
  EXPECT_EQ(everywhere(swap_of_two, damaged(0, [](RankProgram& program) { program.sends.runs[0].local_row = 1; })),
            "join: forward: rank 1, tensor 0, outer index 0, row 2: expected token 6, found token 1");
}

TEST(DamagedProgram, that_receives_into_the_wrong_rows_is_seen_as_tokens_in_wrong_places) {
  EXPECT_EQ(everywhere(swap_of_two, damaged(1,
                                            [](RankProgram& program) {
                                              relayout::Run& run = program.receives.runs[0];
                                              program.receives.runs = {{run.local_row + 1, run.remote_row, 1},
                                                                       {run.local_row, run.remote_row + 1, 1}};
                                              program.receives.messages[0].run_end = 2;
                                            })),
            "join: forward: rank 1, tensor 0, outer index 0, row 2: expected token 6, found token 7");
}

TEST(DamagedProgram, that_forgets_rows_that_stay_leaves_poison) {
  EXPECT_EQ(everywhere(swap_of_two, damaged(1, [](RankProgram& program) { program.own.clear(); })),
            "join: forward: rank 1, tensor 0, outer index 0, row 0: expected token 4, found nothing (it was never "
            "written)");
}

TEST(DamagedProgram, that_forgets_a_message_is_caught_by_the_next_one) {
  EXPECT_EQ(everywhere(swap_of_two, damaged(0, [](RankProgram& program) { program.sends = {}; })),
            "agreement: forward message 0 -> 1, exchange 0: direction backward, rank 1 expects forward");
}

// All goes to rank 0, which sends nothing forward and never gets its rows.
TEST(DamagedProgram, that_forgets_the_only_message_leaves_its_peer_waiting) {
  const TestMove gather{{8}, "sequential:cp=2", "sequential:cp=1"};
  EXPECT_EQ(
      everywhere(gather, damaged(1, [](RankProgram& program) { program.sends = {}; })),
      "progress: no rank can go on, 1 of 2 wait; chain: rank 0 waits to receive from 1 -> rank 1, which has ended");
}

TEST(DamagedProgram, that_sends_what_nobody_expects_waits_or_is_never_received) {
  const TestMove gather{{8}, "sequential:cp=2", "sequential:cp=1"};
  SimulationOptions options = damaged(0, [](RankProgram& program) {
    program.own = {{0, 0, 4}, {0, 4, 4}};
    program.receives = {};
  });
  EXPECT_EQ(everywhere(gather, options),
            "progress: no rank can go on, 1 of 2 wait; chain: rank 1 waits to send to 0 -> rank 0, which has ended");
  options.channel = ChannelKind::buffered;
  EXPECT_EQ(
      everywhere(gather, options),
      "progress: no rank can go on, 1 of 2 wait; chain: rank 1 waits to receive from 0 -> rank 0, which has ended");
}

TEST(DamagedProgram, that_fills_a_token_row_is_seen) {
  SimulationOptions options = damaged(1, [](RankProgram& program) { program.source_fills.push_back({0, 1}); });
  options.tensors = {{.row_bytes = 8, .fill = sim::element_bytes(std::int32_t{-100})}};
  EXPECT_EQ(everywhere({{7}, "zigzag:remainder=pad,cp=2", "contiguous:remainder=pad,cp=2"}, options),
            "adjoint: backward: rank 1 writes 5 rows, expected each of its 4 rows once");
}

TEST(DamagedProgram, that_forgets_a_fill_leaves_poison_in_the_padding) {
  const TestMove padded{{6}, "zigzag:remainder=pad,cp=2", "contiguous:remainder=pad,cp=2,rank_multiple=4"};
  EXPECT_EQ(
      everywhere(padded, damaged(1, [](RankProgram& program) { program.target_fills.clear(); })),
      "join: forward: rank 1, tensor 0, outer index 0, row 3, temporary padding: expected the fill, found nothing (it "
      "was never written)");
}

TEST(DamagedProgram, that_leaves_its_buffers_is_refused_before_anything_moves) {
  constexpr std::int64_t huge = std::int64_t{1} << 62;
  const auto out_of = [](const std::function<void(RankProgram&)>& damage) {
    return everywhere(swap_of_two, damaged(1, damage));
  };
  EXPECT_EQ(out_of([](RankProgram& program) { program.sends.runs[0].local_row = 3; }),
            "join: rank 1's program: the message it sends to 0 names source rows [3, 5), expected rows within [0, 4)");
  EXPECT_EQ(out_of([](RankProgram& program) { program.sends.runs[0].local_row = -1; }),
            "join: rank 1's program: the message it sends to 0 names source rows [-1, 1), expected rows within [0, 4)");
  EXPECT_EQ(out_of([](RankProgram& program) { program.receives.runs[0].count = huge; }).substr(0, 74),
            "join: rank 1's program: the message it receives from 0 names target rows [");
  EXPECT_EQ(out_of([](RankProgram& program) {
              program.receives.runs[0] = {huge, 0, huge};
            }).substr(0, 74),
            "join: rank 1's program: the message it receives from 0 names target rows [");
  EXPECT_EQ(out_of([](RankProgram& program) { program.own[0].remote_row = 3; }),
            "join: rank 1's program: a run that stays names target rows [3, 5), expected rows within [0, 4)");
  EXPECT_EQ(out_of([](RankProgram& program) {
              program.target_fills.push_back({3, 5});
            }),
            "join: rank 1's program: a fill names target rows [3, 5), expected rows within [0, 4)");
  EXPECT_EQ(out_of([](RankProgram& program) { program.sends.messages[0].run_end = 9; }),
            "agreement: rank 1's program: the message it sends to 0 names runs [0, 9) of 1");
  EXPECT_EQ(out_of([](RankProgram& program) { program.sends.messages[0].row_count = 5; }),
            "agreement: rank 1's program: the message it sends to 0 counts 5 rows, its runs hold 2");
  EXPECT_EQ(out_of([](RankProgram& program) { program.sends.messages[0].peer = 1; }),
            "agreement: rank 1's program: the message it sends to 1 needs another rank of this run");
  EXPECT_EQ(out_of([](RankProgram& program) { program.sends.messages[0].peer = 17; }),
            "agreement: rank 1's program: the message it sends to 17 needs another rank of this run");
  EXPECT_EQ(
      out_of([](RankProgram& program) { program.sends.messages[0].distance = 0; }),
      "agreement: rank 1's program: the message it sends to 0 has distance 0, expected more than 0 and less than the "
      "group's 2 ranks");
  EXPECT_EQ(out_of([](RankProgram& program) { program.source_row_count = 5; }),
            "agreement: rank 1's program says source row count 5, expected 4");
  EXPECT_EQ(out_of([](RankProgram& program) { program.world_rank = 0; }),
            "agreement: rank 1's program says world rank 0, expected 1");
}

// The first two of these tokens whose one-byte rows look the same.
std::pair<std::int64_t, std::int64_t> alike(std::int64_t begin, std::int64_t end, const sim::PayloadKey& key) {
  sim::TensorBuffer buffer(dense_rows(1), end - begin);
  sim::Payload(key).write(buffer, std::vector<Piece>{{begin, 0, end - begin}});
  for (std::int64_t first = 0; first < end - begin; ++first) {
    for (std::int64_t second = first + 1; second < end - begin; ++second) {
      if (*buffer.at(0, first) == *buffer.at(0, second)) return {first, second};
    }
  }
  return {};
}

// zigzag rank 0 holds tokens 6,000 to 7,999 as its late chunk; contiguous rank 1 receives them as its last 2,000 rows.
TEST(DamagedProgram, is_found_even_where_the_rows_it_swaps_look_the_same) {
  SimulationOptions options;
  options.tensors = {{.row_bytes = 1}};
  const auto [first, second] =
      alike(6'000, 8'000, {.seed = options.payload_seed, .direction = Direction::forward, .tensor = 0});
  ASSERT_LT(first, second);
  options.program = damaged(1, [first = first, second = second](RankProgram& program) {
                      std::vector<relayout::Run> rows;
                      const relayout::Run run = program.receives.runs.at(0);
                      for (std::int64_t row = 0; row < run.count; ++row)
                        rows.push_back({run.local_row + row, run.remote_row + row, 1});
                      std::swap(rows[static_cast<std::size_t>(first)], rows[static_cast<std::size_t>(second)]);
                      program.receives.runs = rows;
                      program.receives.messages.at(0).run_end = std::ssize(rows);
                    }).program;
  const std::string found = everywhere({{8'000}, "zigzag:cp=2", "contiguous:cp=2"}, options);
  EXPECT_EQ(found, "join: forward: rank 1, tensor 1, outer index 0, row " + std::to_string(2'000 + first) +
                       ": expected token " + std::to_string(6'000 + first) + ", found token " +
                       std::to_string(6'000 + second));
}

// Damages the first message from rank 0 to rank 1 and says whether it did.
struct TamperCase {
  const char* what;
  std::function<void(sim::MessageHeader&, std::span<std::byte>)> damage;
  const char* witness;
};

TEST(Wire, damage_on_it_is_named_field_by_field) {
  const std::vector<TamperCase> cases = {
      {"sender", [](auto& header, auto) { header.sender = 1; }, "sender 1, rank 1 expects 0"},
      {"receiver", [](auto& header, auto) { header.receiver = 0; }, "receiver 0, rank 1 expects 1"},
      {"fingerprint", [](auto& header, auto) { header.fingerprint = 1; },
       "fingerprint 0000000000000001, rank 1 expects "},
      {"direction", [](auto& header, auto) { header.direction = Direction::backward; },
       "direction backward, rank 1 expects forward"},
      {"sequence", [](auto& header, auto) { header.sequence += 1; }, "sequence number 1, rank 1 expects 0"},
      {"bytes", [](auto& header, auto) { header.byte_count -= 1; }, "byte count 15, rank 1 expects 16"},
      {"checksum", [](auto& header, auto) { header.checksum ^= 1; }, "checksum "},
      {"payload", [](auto&, auto payload) { payload[9] ^= std::byte{1}; }, "checksum "},
  };
  for (const TamperCase& one : cases) {
    for (const ExecutorKind executor : all_executors) {
      std::atomic<int> fired = 0;
      SimulationOptions options = with_executor(executor);
      options.tamper = [&](sim::MessageHeader& header, std::span<std::byte> payload) {
        if (header.sender != 0 || header.direction != Direction::forward) return;
        one.damage(header, payload);
        ++fired;
      };
      const std::string found = verdict_of(swap_of_two, options);
      EXPECT_EQ(fired, 1) << one.what;
      EXPECT_EQ(found.find(std::string("agreement: forward message 0 -> 1, exchange 0: ") + one.witness), 0U) << found;
    }
  }
}

TEST(Wire, sequence_numbers_go_on_from_forward_to_backward) {
  std::vector<std::int64_t> seen;
  SimulationOptions options = with_executor(ExecutorKind::replay);
  options.tamper = [&seen](sim::MessageHeader& header, std::span<std::byte>) {
    if (header.sender == 0) seen.push_back(header.sequence);
  };
  EXPECT_EQ(verdict_of(swap_of_two, options), "");
  EXPECT_EQ(seen, (std::vector<std::int64_t>{0, 1}));
}

// With more than one exchange a rank may be on its way back while a peer has yet to take its forward message: two
// messages wait in one channel.
TEST(Wire, messages_of_a_channel_keep_their_order) {
  const TestMove move{{1'000, 3, 2'045}, "zigzag:remainder=balanced,cp=150", "sequential:remainder=pad,cp=151"};
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    SimulationOptions options = randomly(seed);
    options.channel = ChannelKind::buffered;
    EXPECT_EQ(verdict_of(move, options), "");
  }
}

// A checksum that was taken after the damage sees nothing; the content does.
TEST(Wire, damage_under_a_matching_checksum_is_found_by_content_in_both_directions) {
  for (const Direction direction : {Direction::forward, Direction::backward}) {
    SimulationOptions options;
    options.tamper = [direction](sim::MessageHeader& header, std::span<std::byte> payload) {
      if (header.sender != 0 || header.direction != direction) return;
      payload[8] ^= std::byte{1};
      header.checksum = sim::checksum(payload);
    };
    const std::string found = everywhere(swap_of_two, options);
    EXPECT_EQ(
        found.find(direction == Direction::forward
                       ? "join: forward: rank 1, tensor 0, outer index 0, row 3: expected token 7, found bytes "
                       : "adjoint: backward: rank 1, tensor 0, outer index 0, row 1: expected token 3, found bytes "),
        0U)
        << found;
  }
}

TEST(Checksum, depends_on_every_byte_its_place_and_the_length) {
  std::vector<std::byte> bytes(77, std::byte{0});
  const std::uint64_t zeros = sim::checksum(bytes);
  std::vector<std::uint64_t> seen = {zeros, sim::checksum(std::span(bytes).first(76))};
  for (std::byte& byte : bytes) {
    byte = std::byte{1};
    seen.push_back(sim::checksum(bytes));
    byte = std::byte{0};
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end());
}

}  // namespace
}  // namespace relayout::proptest
