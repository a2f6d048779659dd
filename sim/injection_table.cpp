#include "relayout/sim/injection_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "relayout/model/layout_text.hpp"
#include "relayout/sim/belief.hpp"

namespace relayout::sim {
namespace {

constexpr std::array odd_names = {"other pack", "other source", "other target"};

const char* name_of(Direction direction) { return direction == Direction::forward ? "forward" : "backward"; }

// A fault with its degree: what changes on the virtual clock is tried on both sides of the limit.
struct Variant {
  InjectionKind kind;
  std::string name;
  std::int64_t amount_ns = 0;
};

std::vector<Variant> variants(const InjectionWorld& world) {
  std::vector<Variant> result;
  for (const InjectionKind kind : all_injections) {
    const std::string name(to_string(kind));
    if (kind == InjectionKind::delay || kind == InjectionKind::slow) {
      result.push_back({kind, name + " within the limit", world.wait_limit_ns >> 2U});
      result.push_back({kind, name + " past the limit", world.wait_limit_ns << 1U});
    } else {
      result.push_back({kind, name});
    }
  }
  return result;
}

void add_messages(const std::vector<RankProgram>& programs, const Variant& variant,
                  std::vector<InjectionTrial>& trials) {
  for (const Direction direction : {Direction::forward, Direction::backward}) {
    for (const RankProgram& program : programs) {
      const MessageList& list = direction == Direction::forward ? program.sends : program.receives;
      for (const Message& message : list.messages) {
        InjectionTrial& trial = trials.emplace_back();
        trial.fault = variant.name;
        trial.place = std::string(name_of(direction)) + " " + std::to_string(program.world_rank) + ">" +
                      std::to_string(message.peer);
        trial.injection = Injection{.kind = variant.kind,
                                    .direction = direction,
                                    .sender = program.world_rank,
                                    .receiver = message.peer,
                                    .amount_ns = variant.amount_ns};
      }
    }
  }
}

InjectionTrial& add_rank(std::string fault, std::int32_t rank, std::vector<InjectionTrial>& trials) {
  InjectionTrial& trial = trials.emplace_back();
  trial.fault = std::move(fault);
  trial.place = "rank " + std::to_string(rank);
  return trial;
}

void add_ranks(const std::vector<RankProgram>& programs, const Variant& variant, std::vector<InjectionTrial>& trials) {
  const bool crash = variant.kind == InjectionKind::crash_before || variant.kind == InjectionKind::crash_after;
  for (const Direction direction : {Direction::forward, Direction::backward}) {
    if (!crash && direction == Direction::backward) break;
    for (const RankProgram& program : programs) {
      InjectionTrial& trial =
          add_rank(variant.name + (crash ? std::string(", ") + name_of(direction) : ""), program.world_rank, trials);
      trial.injection = Injection{
          .kind = variant.kind, .direction = direction, .sender = program.world_rank, .amount_ns = variant.amount_ns};
    }
  }
}

// A pack that the layouts take too: two lengths in each other's place, else a token more.
std::optional<Pack> other_pack(const Pack& pack, const Layout& source, const Layout& target) {
  std::vector<std::int64_t> lengths;
  for (std::int64_t sequence = 0; sequence < pack.sequence_count(); ++sequence)
    lengths.push_back(pack.length(sequence));
  std::vector<std::vector<std::int64_t>> candidates;
  for (std::size_t at = 1; at < lengths.size(); ++at) {
    candidates.push_back(lengths);
    std::swap(candidates.back()[at - 1], candidates.back()[at]);
  }
  for (const std::int64_t more : {std::int64_t{1}, std::int64_t{source.rank_count()} * 2}) {
    candidates.push_back(lengths);
    if (!lengths.empty()) candidates.back().back() += more;
  }
  for (const std::vector<std::int64_t>& candidate : candidates) {
    const auto other = Pack::from_lengths(candidate);
    if (!other || candidate == lengths) continue;
    if (Placement::make(source, *other) && Placement::make(target, *other)) return *other;
  }
  return std::nullopt;
}

bool same_pieces(const Placement& one, const Placement& other) {
  std::vector<Piece> ones;
  std::vector<Piece> others;
  for (std::int32_t rank = 0; rank < one.rank_count(); ++rank) {
    one.pieces(rank, ones);
    other.pieces(rank, others);
    if (ones != others || one.row_count(rank) != other.row_count(rank)) return false;
  }
  return true;
}

// Another layout over as many ranks that takes the pack and places it otherwise.
std::optional<Layout> other_layout(const Placement& placement) {
  for (const char* const name : {"sequential", "contiguous", "flat-zigzag", "zigzag"}) {
    const std::string text =
        std::string(name) + ":remainder=balanced,cp=" + std::to_string(placement.layout().rank_count());
    const auto layout = parse_layout(text, {.default_cp = 0, .read_custom = {}});
    if (!layout) continue;
    const auto other = Placement::make(*layout, placement.pack());
    if (other && !same_pieces(*other, placement)) return *layout;
  }
  return std::nullopt;
}

void add_odd_ranks(const InjectionWorld& world, const std::vector<RankProgram>& programs,
                   std::vector<InjectionTrial>& trials) {
  const Pack& pack = world.source.pack();
  const Layout& source = world.source.layout();
  const Layout& target = world.target.layout();
  const auto odd_pack = other_pack(pack, source, target);
  const auto odd_source = other_layout(world.source);
  const auto odd_target = other_layout(world.target);
  for (std::size_t kind = 0; kind < odd_names.size(); ++kind) {
    for (const RankProgram& program : programs) {
      InjectionTrial& trial = add_rank(odd_names[kind], program.world_rank, trials);
      RankInput told{program.world_rank, pack, source, target};
      if (kind == 0 && odd_pack) told.pack = *odd_pack;
      if (kind == 1 && odd_source) told.source = *odd_source;
      if (kind == 2 && odd_target) told.target = *odd_target;
      if (told.pack != pack || told.source != source || told.target != target) trial.odd_rank = told;
    }
  }
}

std::vector<RankInput> told_all(const InjectionWorld& world, const std::optional<RankInput>& odd) {
  const Group group(world.source.layout(), world.target.layout());
  std::vector<RankInput> inputs;
  for (std::int32_t index = 0; index < group.size(); ++index) {
    const std::int32_t rank = group.world_rank(index);
    inputs.push_back({rank, world.source.pack(), world.source.layout(), world.target.layout()});
    if (odd && odd->world_rank == rank) inputs.back() = *odd;
  }
  return inputs;
}

InjectionOutcome outcome_of(const SimulationReport& report, std::int64_t fired) {
  const auto any = [&report](Ending ending) {
    return std::any_of(report.ends.begin(), report.ends.end(),
                       [ending](const RankEnd& end) { return end.ending == ending; });
  };
  if (fired == 0) return InjectionOutcome::no_place;
  if (any(Ending::deceived)) return InjectionOutcome::silent;
  if (any(Ending::waiting)) return InjectionOutcome::hung;
  return any(Ending::refused) ? InjectionOutcome::refused : InjectionOutcome::exact;
}

// Whether the rank speaks of the very message that the fault was put into.
bool names_the_place(const RankEnd& end, const InjectionTrial& trial) {
  if (!trial.injection || !of_message(trial.injection->kind)) return false;
  const Injection& injection = *trial.injection;
  return end.message == MessageName{injection.direction, injection.sender, injection.receiver};
}

std::string cell(const InjectionTrial& trial) {
  switch (trial.outcome) {
    case InjectionOutcome::exact:
      return "exact";
    case InjectionOutcome::refused:
      return trial.sign;
    case InjectionOutcome::silent:
      return "SILENT";
    case InjectionOutcome::hung:
      return "HUNG";
    case InjectionOutcome::no_place:
      break;
  }
  return "-";
}

bool at_rank(const InjectionTrial& trial) { return trial.place.starts_with("rank "); }

using Line = std::vector<std::string>;

// Columns as wide as their widest cell, with a rule under the first line: Markdown that reads as plain text, too.
std::string aligned(const std::vector<Line>& lines) {
  std::vector<std::size_t> widths;
  for (const Line& line : lines) {
    widths.resize(std::max(widths.size(), line.size()));
    for (std::size_t column = 0; column < line.size(); ++column) {
      widths[column] = std::max(widths[column], line[column].size());
    }
  }
  std::string text;
  for (const Line& line : lines) {
    text += '|';
    for (std::size_t column = 0; column < line.size(); ++column) {
      text += ' ' + line[column] + std::string(widths[column] - line[column].size(), ' ') + " |";
    }
    text += '\n';
    if (&line != &lines.front()) continue;
    text += '|';
    for (const std::size_t width : widths) text += ' ' + std::string(width, '-') + " |";
    text += '\n';
  }
  return text;
}

std::string table(std::span<const InjectionTrial* const> trials) {
  Line head{"fault"};
  std::vector<Line> lines;
  for (const InjectionTrial* trial : trials) {
    if (std::find(head.begin(), head.end(), trial->place) == head.end()) head.push_back(trial->place);
    if (lines.empty() || lines.back().front() != trial->fault) lines.push_back({trial->fault});
    lines.back().push_back(cell(*trial));
  }
  lines.insert(lines.begin(), head);
  return aligned(lines);
}

}  // namespace

std::vector<std::string> injection_names() {
  std::vector<std::string> names;
  for (const InjectionKind kind : all_injections) names.emplace_back(to_string(kind));
  names.insert(names.end(), odd_names.begin(), odd_names.end());
  return names;
}

std::vector<InjectionTrial> all_trials(const InjectionWorld& world) {
  const Group group(world.source.layout(), world.target.layout());
  std::vector<RankProgram> programs;
  for (std::int32_t index = 0; index < group.size(); ++index) {
    programs.push_back(rank_program(world.source, world.target, group.world_rank(index)).value());
  }
  std::vector<InjectionTrial> trials;
  for (const Variant& variant : variants(world)) {
    if (of_message(variant.kind)) {
      add_messages(programs, variant, trials);
    } else {
      add_ranks(programs, variant, trials);
    }
  }
  add_odd_ranks(world, programs, trials);
  return trials;
}

void run_trial(const InjectionWorld& world, const SimulationOptions& options, InjectionTrial& trial) {
  if (!trial.injection && !trial.odd_rank) return;
  SimulationOptions own = options;
  own.handshake = Handshake::skip;
  own.wait_limit_ns = world.wait_limit_ns;
  if (trial.injection) own.injections = {*trial.injection};
  const auto report = simulate(told_all(world, trial.odd_rank), own);
  trial.outcome = InjectionOutcome::no_place;
  if (!report) return;
  trial.ends = report->ends;
  trial.outcome = outcome_of(*report, trial.injection ? report->fired[0] : 1);
  const RankEnd* notice = first_notice(trial);
  trial.sign = notice != nullptr ? notice->sign : "";
}

const RankEnd* first_notice(const InjectionTrial& trial) {
  const RankEnd* first = nullptr;
  for (const RankEnd& end : trial.ends) {
    if (end.ending != Ending::refused) continue;
    const auto order = [&trial](const RankEnd& one) { return std::pair(!names_the_place(one, trial), one.at_ns); };
    if (first == nullptr || order(end) < order(*first)) first = &end;
  }
  return first;
}

std::int64_t count_of(std::span<const InjectionTrial> trials, InjectionOutcome outcome) {
  return std::count_if(trials.begin(), trials.end(),
                       [outcome](const InjectionTrial& trial) { return trial.outcome == outcome; });
}

std::string print(std::span<const InjectionTrial> trials) {
  std::array<std::vector<const InjectionTrial*>, 2> parts;
  for (const InjectionTrial& trial : trials) parts[at_rank(trial) ? 1 : 0].push_back(&trial);
  std::string text;
  for (const auto& part : parts) {
    if (!part.empty()) text += (text.empty() ? "" : "\n") + table(part);
  }
  return text;
}

}  // namespace relayout::sim
