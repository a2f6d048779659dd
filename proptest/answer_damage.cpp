#include "relayout/proptest/answer_damage.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace relayout::proptest {
namespace {

// Does something to a list: leaves one out, doubles one, swaps two, cuts one in two (which no list in canonical form
// may have), or changes one of these numbers. `cut_off` takes a part of an item away into another.
template <class Item, class CutOff>
void damage_list(std::vector<Item>& items, Random& random, const std::vector<std::int64_t Item::*>& numbers,
                 const CutOff& cut_off) {
  if (items.empty()) return;
  const auto at = static_cast<std::size_t>(random.below(std::ssize(items)));
  const auto place = items.begin() + static_cast<std::ptrdiff_t>(at);
  switch (random.below(8)) {
    case 0:
      items.erase(place);
      return;
    case 1:
      items.insert(place, Item(*place));
      return;
    case 2:
      std::swap(items[at], items[static_cast<std::size_t>(random.below(std::ssize(items)))]);
      return;
    case 3:
    case 4: {
      Item rest = *place;
      if (cut_off(*place, rest)) items.insert(place + 1, rest);
      return;
    }
    default:
      (*place).*numbers[static_cast<std::size_t>(random.below(std::ssize(numbers)))] += random.one_in(2) ? 1 : -1;
  }
}

void damage(std::vector<Run>& runs, Random& random) {
  damage_list(runs, random, {&Run::local_row, &Run::remote_row, &Run::count}, [](Run& run, Run& rest) {
    if (run.count < 2) return false;
    run.count -= 1;
    rest = {.local_row = rest.local_row + run.count, .remote_row = rest.remote_row + run.count, .count = 1};
    return true;
  });
}

void damage(std::vector<Span>& fills, Random& random) {
  damage_list(fills, random, {&Span::begin, &Span::end}, [](Span& fill, Span& rest) {
    if (fill.size() < 2) return false;
    rest.begin = --fill.end;
    return true;
  });
}

// Two messages in the other order, with their runs.
void swap_messages(MessageList& list, std::size_t first) {
  MessageList result;
  std::swap(list.messages[first], list.messages[first + 1]);
  for (Message message : list.messages) {
    const auto runs = list.runs_of(message);
    message.run_begin = std::ssize(result.runs);
    result.runs.insert(result.runs.end(), runs.begin(), runs.end());
    message.run_end = std::ssize(result.runs);
    result.messages.push_back(message);
  }
  list = result;
}

// The last run of a message becomes a message of its own.
void cut_message(MessageList& list, std::size_t at) {
  Message rest = list.messages[at];
  if (rest.run_end - rest.run_begin < 2) return;
  rest.run_begin = rest.run_end - 1;
  rest.row_count = list.runs[static_cast<std::size_t>(rest.run_begin)].count;
  --list.messages[at].run_end;
  list.messages[at].row_count -= rest.row_count;
  list.messages.insert(list.messages.begin() + static_cast<std::ptrdiff_t>(at) + 1, rest);
}

// A run that is no message's, ahead of a message's own.
void add_orphan(MessageList& list, std::size_t at) {
  const auto place = list.runs.begin() + static_cast<std::ptrdiff_t>(list.messages[at].run_begin);
  list.runs.insert(place, Run(*place));
  for (std::size_t i = at; i < list.messages.size(); ++i) {
    ++list.messages[i].run_begin;
    ++list.messages[i].run_end;
  }
}

// A run without rows, in a message.
void add_nothing(MessageList& list, std::size_t at) {
  Run nothing = list.runs[static_cast<std::size_t>(list.messages[at].run_begin)];
  nothing.count = 0;
  ++nothing.local_row;
  list.runs.insert(list.runs.begin() + static_cast<std::ptrdiff_t>(list.messages[at].run_begin), nothing);
  for (std::size_t i = at + 1; i < list.messages.size(); ++i) ++list.messages[i].run_begin;
  for (std::size_t i = at; i < list.messages.size(); ++i) ++list.messages[i].run_end;
}

void damage(MessageList& list, Random& random) {
  if (list.messages.empty()) return;
  const auto at = static_cast<std::size_t>(random.below(std::ssize(list.messages)));
  switch (random.below(12)) {
    case 0:
      if (at + 1 < list.messages.size()) swap_messages(list, at);
      return;
    case 1:
      return cut_message(list, at);
    case 2:
      return add_orphan(list, at);
    case 3:
      return add_nothing(list, at);
    case 4:
      ++list.messages[at].peer;
      return;
    case 5:
      ++list.messages[at].distance;
      return;
    case 6:
    case 7:
      damage_list(list.messages, random, {&Message::run_begin, &Message::run_end, &Message::row_count},
                  [](Message& message, Message& rest) {
                    if (message.run_end - message.run_begin < 2) return false;
                    rest.run_begin = --message.run_end;
                    return true;
                  });
      return;
    default:
      damage(list.runs, random);
  }
}

}  // namespace

void damage(PieceTable& table, Random& random) {
  auto& rank = table.ranks[static_cast<std::size_t>(random.below(std::ssize(table.ranks)))];
  switch (random.below(8)) {
    case 0:
      ++rank.row_count;
      return;
    case 1:
      ++rank.world_rank;
      return;
    case 2:
      --table.token_count;
      return;
    default:
      damage_list(rank.pieces, random, {&Piece::token, &Piece::row, &Piece::count}, [](Piece& piece, Piece& rest) {
        if (piece.count < 2) return false;
        rest = {.token = rest.token + --piece.count, .row = rest.row + piece.count, .count = 1};
        return true;
      });
  }
}

void damage(std::vector<Move>& moves, Random& random) {
  if (!moves.empty() && random.one_in(4)) {
    Move& move = moves[static_cast<std::size_t>(random.below(std::ssize(moves)))];
    ++(random.one_in(2) ? move.source_rank : move.target_rank);
    return;
  }
  if (!moves.empty() && random.one_in(8)) {
    Move nothing = moves.front();
    nothing.count = 0;
    ++nothing.source_row;
    moves.insert(moves.begin(), nothing);
    return;
  }
  damage_list(moves, random, {&Move::token, &Move::count, &Move::source_row, &Move::target_row},
              [](Move& move, Move& rest) {
                if (move.count < 2) return false;
                move.count -= 1;
                rest.token += move.count;
                rest.source_row += move.count;
                rest.target_row += move.count;
                rest.count = 1;
                return true;
              });
}

void damage(RankProgram& program, Random& random) {
  switch (random.below(12)) {
    case 0:
      ++program.fingerprint;
      return;
    case 1:
      ++program.group_size;
      return;
    case 2:
      ++program.world_rank;
      return;
    case 3:
      ++program.source_row_count;
      return;
    case 4:
      --program.target_row_count;
      return;
    case 5:
      return damage(program.own, random);
    case 6:
      return damage(program.source_fills, random);
    case 7:
      return damage(program.target_fills, random);
    default:
      return damage(random.one_in(2) ? program.sends : program.receives, random);
  }
}

void damage(View& view, Random& random) {
  std::vector<std::int64_t*> numbers{&view.row_count, &view.max_seqlen, &view.max_seqlen_padded};
  for (Segment& segment : view.segments) {
    for (std::int64_t* number : {&segment.sequence, &segment.position, &segment.row, &segment.count}) {
      numbers.push_back(number);
    }
  }
  for (std::vector<std::int64_t>* sums : {&view.cu_seqlens, &view.cu_seqlens_padded}) {
    for (std::int64_t& sum : *sums) numbers.push_back(&sum);
  }
  for (FlaPart& part : view.fla) {
    for (std::int64_t* number : {&part.row_begin, &part.pre_num_ranks, &part.post_num_ranks, &part.pre_num_conv_tokens,
                                 &part.cu_seqlens.back()}) {
      numbers.push_back(number);
    }
    if (random.one_in(8)) part.is_first_rank = !part.is_first_rank;
  }
  *numbers[static_cast<std::size_t>(random.below(std::ssize(numbers)))] += random.one_in(2) ? 1 : -1;
}

}  // namespace relayout::proptest
