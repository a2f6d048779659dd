// Programs between a side whose scopes are sequences and a side whose scope is the pack. There a rank holds a few long
// bands of tokens, and the runs between two ranks are what the one holds of the other's bands: written peer by peer,
// straight to their place.
#include <algorithm>
#include <cassert>

#include "relayout/model/rank_program.hpp"

namespace relayout {
namespace {

// Tokens that a rank holds in consecutive rows: token + row_offset is the row.
struct Band {
  Span tokens;
  std::int64_t row_offset;
};

enum class Mine : std::uint8_t { sequences, bands };

// Runs of one pair of ranks, in token order, joined where both rows go on: from band to band too.
template <Mine mine>
struct RunWriter {
  Run* next;
  std::int64_t row_offset = 0;   // of the band at hand
  std::int64_t banded_end = -1;  // row behind the latest piece, on the side of the bands
  std::int64_t row_count = 0;

  void write(const Piece& piece) {
    const std::int64_t banded_row = piece.token + row_offset;
    const Run run = mine == Mine::sequences
                        ? Run{.local_row = piece.row, .remote_row = banded_row, .count = piece.count}
                        : Run{.local_row = banded_row, .remote_row = piece.row, .count = piece.count};
    if (banded_row == banded_end && next[-1].local_row + next[-1].count == run.local_row &&
        next[-1].remote_row + next[-1].count == run.remote_row) {
      next[-1].count += piece.count;
    } else {
      *next++ = run;
    }
    banded_end = banded_row + piece.count;
    row_count += piece.count;
  }
};

// The scopes that share tokens with a band, by index. Requires: the band is not empty.
Span scopes_of(const PlacementData& data, const Span& band) {
  const auto borders = data.scope_borders;
  const auto first = std::upper_bound(borders.begin(), borders.end(), band.begin) - 1;
  return {first - borders.begin(), std::lower_bound(first, borders.end(), band.end) - borders.begin()};
}

// Writes what a rank of the sequences holds of a band. Only the first and the last scope can reach beyond it.
template <Mine mine, class Known>
RunWriter<mine> write_band(const PlacementData& data, const Known& rules, std::int64_t natural, const Band& band,
                           RunWriter<mine> writer) {
  writer.row_offset = band.row_offset;
  const Span scopes = scopes_of(data, band.tokens);
  const auto held = [&](const Span& some) {
    return HeldScopes{
        .natural_rank = natural, .scopes = some, .rows_ahead = data.even_rows[static_cast<std::size_t>(some.begin)]};
  };
  const auto clip = [&](const Piece& piece) {
    const Span tokens = intersection({piece.token, piece.token + piece.count}, band.tokens);
    if (!tokens.empty()) writer.write({tokens.begin, piece.row + (tokens.begin - piece.token), tokens.size()});
  };
  data.for_each_held(rules, held({scopes.begin, scopes.begin + 1}), clip);
  if (scopes.size() == 1) return writer;
  const Span inner{scopes.begin + 1, scopes.end - 1};
  RunWriter<mine> local = writer;
  data.for_each_held(rules, held(inner), [&](const Piece& piece) { local.write(piece); });
  writer = local;
  data.for_each_held(rules, held({scopes.end - 1, scopes.end}), clip);
  return writer;
}

// Rows of a rank of the sequences that hold no token, over `gaps`: what each scope's rows have behind its tokens, and
// the tail.
void find_scope_gaps(const PlacementData& data, std::int64_t natural, std::int64_t row_count, std::vector<Span>& gaps) {
  Span* next = gaps.data();
  Span* end = next + gaps.size();
  std::int64_t last_end = -1;
  const auto append = [&](const Span& gap) {
    if (gap.empty()) return;
    if (gap.begin != last_end) {
      if (next == end) {
        const auto used = static_cast<std::size_t>(next - gaps.data());
        gaps.resize(used + 256);
        next = gaps.data() + used;
        end = gaps.data() + gaps.size();
      }
      (next++)->begin = gap.begin;
    }
    next[-1].end = gap.end;
    last_end = gap.end;
  };
  data.with_cut<CutRule::width, true>([&](const auto rules) {
    const ScopeTerms of = data.terms();
    const Assignment<std::int64_t> dealt = data.assignment(rules);
    const std::int64_t scope_count = data.scope_count();
    for (std::int64_t i = 0; i < scope_count; ++i) {
      append({of.even_rows[i] + rank_length(of.split(i, rules), dealt, natural), of.even_rows[i + 1]});
    }
  });
  append({data.even_rows.back(), row_count});
  gaps.resize(static_cast<std::size_t>(next - gaps.data()));
}

}  // namespace

// Sequences are many, and in the mean as long as their chunks are many, so that most ranks have tokens of most of them.
// Cost then: a rank of the sequences looks at each once; a rank of the bands at each of its sequences once a peer.
bool RankProgramBuilder::by_bands(const Placement& source, const Placement& target) {
  const bool source_is_cut = source.layout().scope() == Scope::sequence;
  const Placement& sequences = source_is_cut ? source : target;
  const Placement& pack = source_is_cut ? target : source;
  return sequences.data().rules.even && sequences.layout().tp() == 1 && sequences.layout().scope() == Scope::sequence &&
         pack.layout().tp() == 1 && pack.layout().scope() == Scope::pack &&
         pack.layout().name() != LayoutName::custom && pack.data().chunk_count > 0 &&
         pack.data().chunk_count <= sequences.scope_count() &&
         sequences.data().chunk_count * sequences.scope_count() <= sequences.token_count();
}

void RankProgramBuilder::build_by_bands(const Side& side, RankProgram& program) {
  const bool sending = side.direction == Direction::forward;
  MessageList& list = sending ? program.sends : program.receives;
  std::vector<Span>& fills = sending ? program.source_fills : program.target_fills;
  std::int64_t& row_count = sending ? program.source_row_count : program.target_row_count;
  list.messages.clear();
  list.runs.resize(lay_by_bands(side, program));
  std::int64_t held = 0;
  for (const Message& message : list.messages) held += message.row_count;
  for (const Run& run : program.own) held += run.count;
  const auto rank = side.mine.layout().rank_of_world(program.world_rank);
  row_count = rank ? side.mine.row_count(*rank) : 0;
  if (held == row_count) return fills.clear();
  if (side.mine.layout().scope() == Scope::sequence)
    return find_scope_gaps(side.mine.data(), side.mine.natural_rank(*rank), row_count, fills);
  side.mine.pieces(*rank, pieces_);
  find_gaps(row_count, fills);
}

// One message a peer, by ascending distance; distance 0 is what stays, and the source's account of it is kept. Returns
// how many runs the messages have.
std::size_t RankProgramBuilder::lay_by_bands(const Side& side, RankProgram& program) {
  const bool sending = side.direction == Direction::forward;
  MessageList& list = sending ? program.sends : program.receives;
  const auto rank = side.mine.layout().rank_of_world(program.world_rank);
  std::size_t begin = 0;
  for (std::int32_t distance = sending ? 0 : 1; rank && distance < group_.size(); ++distance) {
    const std::int32_t peer = group_.at_distance(program.world_rank, sending ? distance : -distance);
    const auto their_rank = side.theirs.layout().rank_of_world(peer);
    if (!their_rank) continue;
    if (distance == 0) {
      program.own.resize(write_runs(side, {*rank, *their_rank, program.own, 0}).end);
      continue;
    }
    const Written written = write_runs(side, {*rank, *their_rank, list.runs, begin});
    if (written.end == begin) continue;
    list.messages.push_back(
        {peer, distance, static_cast<std::int64_t>(begin), static_cast<std::int64_t>(written.end), written.row_count});
    begin = written.end;
  }
  return begin;
}

RankProgramBuilder::Written RankProgramBuilder::write_runs(const Side& side, const PairRuns& pair) {
  const bool mine_is_cut = side.mine.layout().scope() == Scope::sequence;
  const Placement& sequences = mine_is_cut ? side.mine : side.theirs;
  const Placement& pack = mine_is_cut ? side.theirs : side.mine;
  const PlacementData& data = sequences.data();
  const std::int64_t natural = sequences.natural_rank(mine_is_cut ? pair.my_rank : pair.their_rank);
  pack.pieces(mine_is_cut ? pair.their_rank : pair.my_rank, pieces_);
  std::size_t room = pair.begin;
  for (const Piece& piece : pieces_) {
    room += 2 * static_cast<std::size_t>(scopes_of(data, {piece.token, piece.token + piece.count}).size());
  }
  if (pair.runs.size() < room) pair.runs.resize(room);
  Written written;
  data.with_cut<CutRule::width, true>([&](const auto rules) {
    const auto write_all = [&](auto writer) {
      for (const Piece& piece : pieces_) {
        const Band band{.tokens = {piece.token, piece.token + piece.count}, .row_offset = piece.row - piece.token};
        writer = write_band(data, rules, natural, band, writer);
      }
      written = {static_cast<std::size_t>(writer.next - pair.runs.data()), writer.row_count};
    };
    Run* const next = pair.runs.data() + pair.begin;
    if (mine_is_cut) return write_all(RunWriter<Mine::sequences>{next});
    write_all(RunWriter<Mine::bands>{next});
  });
  return written;
}

}  // namespace relayout
