#include "relayout/proptest/prove/mistake.hpp"

#include <algorithm>
#include <array>

namespace relayout::prove {
namespace {

Number count(const Scene& scene) { return scene.split.chunk_count; }
Number ranks(const Scene& scene) { return scene.rank_count; }
Number mirror(const Scene& scene, const Number& chunk) { return 2 * ranks(scene) - 1 - chunk; }
Number cut_at(const Scene& scene, const Number& chunk) { return relayout::cut(scene.split, chunk); }
// A trainer that has one rank converts nothing: mistakes are planted for two and more.
Truth several(const Scene& scene) { return ranks(scene) >= 2; }

// Most mistakes show wherever each chunk has a token; in an empty one nothing can be wrong.
struct Mistaken : Arithmetic {
  Truth shows(const Scene& scene) const override {
    if (scene.split.rule != CutRule::width) return scene.length >= count(scene);
    return (count(scene) - 1) * scene.split.width < scene.length;
  }
};

Number in_equal_chunks(const Scene& scene, const Number& chunk, const Number& width) {
  return at_most(chunk * width, scene.length);
}

struct Cp2Only : Mistaken {
  Number held_chunk(const Scene& scene, const HeldChunk<Number>& held) const override {
    const Number late = floor_mod(3 - held.rank + 2 * ranks(scene), 2 * ranks(scene));
    return select(held.index < 1, held.rank, select(several(scene), late, mirror(scene, held.rank)));
  }
};

struct MirrorForgotten : Mistaken {
  Number held_chunk(const Scene& scene, const HeldChunk<Number>& held) const override {
    return select(held.index < 1, held.rank, held.rank + ranks(scene));
  }
};

struct LateChunkFirst : Mistaken {
  RankRow<Number> row_of(const Scene& scene, const Number& position) const override {
    const RankRow<Number> sound = Arithmetic::row_of(scene, position);
    const Number chunk = chunk_of(scene, position);
    const Number other = mirror(scene, chunk);
    const Number behind = select(chunk < ranks(scene), end(scene, other) - begin(scene, other), Number(0));
    return {sound.rank, select(several(scene), behind + position - begin(scene, chunk), sound.row)};
  }
};

struct BoundaryRowTwice : Mistaken {
  Number end(const Scene& scene, const Number& chunk) const override {
    const Number sound = Arithmetic::end(scene, chunk);
    return select(several(scene), at_most(sound + 1, scene.length), sound);
  }
};

struct EndRoundedUp : Mistaken {
  Number end(const Scene& scene, const Number& chunk) const override {
    return select(several(scene), ceil_div((chunk + 1) * scene.length, count(scene)), Arithmetic::end(scene, chunk));
  }
};

struct TailFloorSplit : Mistaken {
  Number begin(const Scene& scene, const Number& chunk) const override {
    const Number floored = in_equal_chunks(scene, chunk, floor_div(scene.length, count(scene)));
    return select(several(scene), floored, cut_at(scene, chunk));
  }
  Number end(const Scene& scene, const Number& chunk) const override { return begin(scene, chunk + 1); }
};

struct ShortSequenceLost : Arithmetic {
  Truth shows(const Scene& scene) const override { return scene.length >= 1; }
  Number end(const Scene& scene, const Number& chunk) const override {
    return select(scene.length < ranks(scene), begin(scene, chunk), Arithmetic::end(scene, chunk));
  }
};

// A rank's rows are cu[i + 1] / W - cu[i] / W; each of its chunks is half of them wide.
struct TeUnaligned : Mistaken {
  [[nodiscard]] static Number begin_rows(const Scene& scene) { return floor_div(scene.begin, ranks(scene)); }
  [[nodiscard]] static Number rows(const Scene& scene) {
    return floor_div(scene.begin + scene.length, ranks(scene)) - begin_rows(scene);
  }
  Number begin(const Scene& scene, const Number& chunk) const override {
    const Number half = floor_div(rows(scene), 2);
    return begin_rows(scene) * ranks(scene) + half * chunk - scene.begin;
  }
  Number end(const Scene& scene, const Number& chunk) const override {
    const Number half = floor_div(rows(scene), 2);
    return begin(scene, chunk) + select(chunk < ranks(scene), half, rows(scene) - half);
  }
};

struct OddRowLost : Mistaken {
  Number end(const Scene& scene, const Number& chunk) const override {
    const Number sound = Arithmetic::end(scene, chunk);
    const Number rows = rank_length(scene, rank_of_chunk(scene, chunk));
    const Number other = mirror(scene, chunk);
    const Truth last =
        !scene.kind.zigzag() || chunk >= ranks(scene) || cut_at(scene, other) == cut_at(scene, other + 1);
    const Truth odd = floor_mod(rows, 2) == 1 && begin(scene, chunk) < sound;
    return select(several(scene) && odd && last, sound - 1, sound);
  }
};

// ceil(L / k) each. For tp shares, a rank's rows are L and tp is n.
struct EqualByCeil : Mistaken {
  Number begin(const Scene& scene, const Number& chunk) const override {
    return in_equal_chunks(scene, chunk, ceil_width(scene.split));
  }
  Number end(const Scene& scene, const Number& chunk) const override { return begin(scene, chunk + 1); }
};

struct PaddingAtRankEnd : Arithmetic {
  Truth shows(const Scene& scene) const override { return scene.length >= 1; }
  Number scope_rows(const Scene& scene, const Number& rank) const override { return rank_length(scene, rank); }
};

struct CarriedPaddingDropped : Arithmetic {
  Truth shows(const Scene& scene) const override { return scene.valid_length >= 1; }
  Number end(const Scene& scene, const Number& chunk) const override {
    return at_most(Arithmetic::end(scene, chunk), at_least(scene.valid_length, begin(scene, chunk)));
  }
};

struct CuSeqlensDivCp : Mistaken {
  Number rank_length(const Scene& scene, const Number&) const override {
    return floor_div(scene.begin + scene.length, ranks(scene)) - floor_div(scene.begin, ranks(scene));
  }
};

const Cp2Only cp2_only;
const MirrorForgotten mirror_forgotten;
const LateChunkFirst late_chunk_first;
const BoundaryRowTwice boundary_row_twice;
const EndRoundedUp end_rounded_up;
const TailFloorSplit tail_floor_split;
const ShortSequenceLost short_sequence_lost;
const TeUnaligned te_unaligned;
const OddRowLost odd_row_lost;
const EqualByCeil equal_by_ceil;
const PaddingAtRankEnd padding_at_rank_end;
const CarriedPaddingDropped carried_padding_dropped;
const CuSeqlensDivCp cu_seqlens_div_cp;

bool zigzag(const Kind& kind) { return kind.zigzag(); }
bool by_sequence(const Kind& kind) { return !kind.striped(); }
bool any(const Kind&) { return true; }
bool balanced(const Kind& kind) { return kind.cut_rule() == CutRule::balanced; }
bool uneven_zigzag(const Kind& kind) { return kind.zigzag() && !kind.even(); }
bool without_width(const Kind& kind) { return kind.cut_rule() != CutRule::width; }
bool array_split(const Kind& kind) { return kind.cut_rule() == CutRule::array_split; }
bool shares(const Kind& kind) { return kind.name == LayoutName::contiguous && balanced(kind); }
bool padded_sequence(const Kind& kind) { return kind.remainder == Remainder::pad && !kind.striped(); }
bool uneven_sequence(const Kind& kind) { return without_width(kind); }

std::string tp_replay(const Kind& kind, const Model& model) {
  const std::string options = replay_options(kind, model);
  const std::size_t cp = options.find("--cp ") + 5;
  const std::string tp = options.substr(cp, options.find(' ', cp) - cp);
  return options.substr(0, cp) + "1 --source contiguous:remainder=balanced,tp=" + tp +
         " --target zigzag:remainder=balanced";
}

// The sequence twice: what is wrong behind the first shows in the second.
std::string twice_replay(const Kind& kind, const Model& model) {
  Model again = model;
  again["begin"] = model.at("length");
  return replay_options(kind, again);
}

std::string slots_replay(const Kind& kind, const Model& model) {
  Model alone = model;
  alone.erase("begin");
  const std::string options = replay_options(kind, alone);
  const std::size_t rest = options.find(" --cp");
  return "--lengths " + model.at("valid") + " --slots " + model.at("length") + options.substr(rest);
}

constexpr int word = 63;
constexpr std::array all_mistakes{
    Mistake{"cp2-only", &cp2_only, zigzag, word, nullptr},
    Mistake{"odd-row-lost", &odd_row_lost, by_sequence, word, nullptr},
    Mistake{"cu-seqlens-div-cp", &cu_seqlens_div_cp, uneven_sequence, word, nullptr},
    Mistake{"te-unaligned", &te_unaligned, uneven_zigzag, word, nullptr},
    Mistake{"tail-floor-split", &tail_floor_split, without_width, word, nullptr},
    Mistake{"short-sequence-lost", &short_sequence_lost, by_sequence, word, nullptr},
    Mistake{"late-chunk-first", &late_chunk_first, zigzag, word, nullptr},
    Mistake{"mirror-forgotten", &mirror_forgotten, zigzag, word, nullptr},
    Mistake{"boundary-row-twice", &boundary_row_twice, any, word, nullptr},
    Mistake{"end-rounded-up", &end_rounded_up, balanced, word, nullptr},
    Mistake{"torch-chunk-for-array-split", &equal_by_ceil, array_split, word, nullptr},
    Mistake{"tp-shares-by-ceil", &equal_by_ceil, shares, word, tp_replay},
    Mistake{"padding-at-rank-end", &padding_at_rank_end, padded_sequence, word, twice_replay},
    Mistake{"carried-padding-dropped", &carried_padding_dropped, by_sequence, word, slots_replay},
    Mistake{"index-32-bit", nullptr, balanced, 31, nullptr}};

}  // namespace

std::span<const Mistake> mistakes() { return all_mistakes; }

const Mistake* find_mistake(std::string_view name) {
  const auto found = std::find_if(all_mistakes.begin(), all_mistakes.end(),
                                  [&](const Mistake& mistake) { return mistake.name == name; });
  return found == all_mistakes.end() ? nullptr : &*found;
}

std::vector<Obligation> obligations(const Mistake& mistake) {
  const Arithmetic& arithmetic = mistake.arithmetic != nullptr ? *mistake.arithmetic : sound_arithmetic();
  std::vector<Obligation> asked;
  if (mistake.bits == word) {
    add_scope_obligations(arithmetic, asked);
  } else {
    add_range_obligations(arithmetic, {"32 bits", mistake.bits}, asked);
  }
  std::erase_if(asked,
                [&](const Obligation& obligation) { return !obligation.kind || !mistake.shows(*obligation.kind); });
  // Short, even, odd and uneven scopes; for indices, the smallest scope that has one which does not fit.
  const std::vector<ScopeSize> short_scopes{{1, 1}, {1, 2}, {4, 2}, {5, 2}, {6, 3}};
  const std::vector<ScopeSize> past_32_bits{{.length = std::int64_t{1} << 31, .ranks = 1}};
  for (Obligation& obligation : asked) {
    const std::string_view name = mistake.name;
    obligation.suspects = mistake.bits == word ? short_scopes : past_32_bits;
    const auto replay = mistake.replay != nullptr ? mistake.replay : replay_options;
    obligation.replay = [kind = *obligation.kind, replay, name](const Model& model) {
      return replay(kind, model) + " --fault " + std::string(name);
    };
  }
  return asked;
}

}  // namespace relayout::prove
