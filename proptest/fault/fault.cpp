#include "relayout/proptest/fault/fault.hpp"

#include <algorithm>
#include <array>

#include "relayout/proptest/fault/planted.hpp"

namespace relayout::proptest {
namespace {

constexpr std::string_view miles_first = "radixark/miles #957, first version";
constexpr std::string_view nobody = "planted";

// In the order they are listed to a reader.
constexpr std::array all_faults{
    Fault{"cp2-only", "zigzag takes chunks r and 3 - r, which is 2n - 1 - r only where n is 2", miles_first,
          planted::cp2_only},
    Fault{"odd-row-lost", "local rows are moved as two halves of floor(rows / 2): of an odd number one is lost",
          miles_first, planted::odd_row_lost},
    Fault{"cu-seqlens-div-cp", "local cu_seqlens are the global ones // cp", miles_first, planted::cu_seqlens_div_cp},
    Fault{"one-sequence-only", "a rank puts the first stretches of all sequences first, then the second ones",
          "radixark/miles #957, last commit", planted::one_sequence_only},
    Fault{"zigzag-of-pack", "zigzag of the whole pack where each sequence's is meant",
          "planted; 'zigzag' is the pack's in FLA, the sequence's in Transformer Engine", planted::zigzag_of_pack},
    Fault{"zigzag-of-sequence", "zigzag of each sequence where the whole pack's is meant",
          "planted; 'zigzag' is the pack's in FLA, the sequence's in Transformer Engine", planted::zigzag_of_sequence},
    Fault{"te-unaligned", "chunks are cut from cu_seqlens / cp, though 2 * cp does not divide a length",
          "TransformerEngine context_parallel.cu, where its kernel does not assert", planted::te_unaligned},
    Fault{"tail-floor-split", "every chunk has floor(L / k) tokens, the L mod k at the tail have no home", nobody,
          planted::tail_floor_split},
    Fault{"short-sequence-lost", "sequences shorter than cp are skipped",
          "planted; verl #5981, SkyRL #1407 and mbridge #158 crash on them", planted::short_sequence_lost},
    Fault{"late-chunk-first", "a zigzag rank holds its late chunk ahead of its early one", nobody,
          planted::late_chunk_first},
    Fault{"mirror-forgotten", "the late half of zigzag is dealt in the order of the early one: chunk n + r to rank r",
          nobody, planted::mirror_forgotten},
    Fault{"boundary-row-twice", "chunks are closed intervals: the row at a border is in both", nobody,
          planted::boundary_row_twice},
    Fault{"end-rounded-up", "balanced chunks begin at a floor and end at a ceil", nobody, planted::end_rounded_up},
    Fault{"torch-chunk-for-array-split", "chunks of ceil(L / k) where the first L mod k have one more", nobody,
          planted::torch_chunk_for_array_split},
    Fault{"order-inverted", "what rank order[i] would hold goes to rank i", nobody, planted::order_inverted},
    Fault{"tp-shares-by-ceil", "tp shares of ceil(R / t) rows, the last one short", nobody, planted::tp_shares_by_ceil},
    Fault{"tp-rank-across", "share j of cp rank i goes to rank j * cp + i", nobody, planted::tp_rank_across},
    Fault{"multiple-again", "rows that rank_multiple divides are rounded up once more", nobody,
          planted::multiple_again},
    Fault{"padding-at-rank-end", "each sequence's padding is taken for a tail of the rank's buffer", nobody,
          planted::padding_at_rank_end},
    Fault{"carried-padding-dropped", "tokens past a sequence's length have no home", nobody,
          planted::carried_padding_dropped},
    Fault{"index-32-bit", "indices wrap at 2^31", nobody, planted::index_32_bit},
    Fault{"group-rank-as-world-rank", "messages go to the rank's number in its group", nobody,
          planted::group_rank_as_world_rank},
    Fault{"backward-forward-offsets", "backward reuses the rows of forward: read there, written here", nobody,
          planted::backward_forward_offsets},
    Fault{"backward-unconverted", "the gradient is handed on in the target layout", nobody,
          planted::backward_unconverted},
    Fault{"last-run-dropped", "a sender leaves out the last run of a message", nobody, planted::last_run_dropped},
    Fault{"own-rows-forgotten", "rows that stay on their rank are not copied", nobody, planted::own_rows_forgotten},
    Fault{"fills-forgotten", "temporary padding keeps what was in memory", nobody, planted::fills_forgotten},
    Fault{"sends-by-chunk", "a sender packs the first runs of all sequences first, its receiver unpacks by token",
          nobody, planted::sends_by_chunk},
    Fault{"symmetric-splits", "a rank expects from each peer as many rows as it sends there", nobody,
          planted::symmetric_splits},
    Fault{"padded-cu-seqlens", "cu_seqlens_padded are given as cu_seqlens", nobody, planted::padded_cu_seqlens},
    Fault{"positions-restart", "positions count a rank's rows of a sequence, not the sequence's tokens", nobody,
          planted::positions_restart},
    Fault{"positions-of-pack", "positions run on through the pack", nobody, planted::positions_of_pack},
    Fault{"max-seqlen-global", "max_seqlen is the longest sequence's, not the longest here", nobody,
          planted::max_seqlen_global},
    Fault{"empty-sequences-left-out", "cu_seqlens without repetitions: later sequences are renumbered",
          "planted; right for FLA, wrong for kernels that keep the batch's numbers", planted::empty_sequences_left_out},
    Fault{"fla-chain-border", "a sequence that starts with a part is taken to go on from the part before", nobody,
          planted::fla_chain_border},
    Fault{"fla-conv-clipped", "pre_num_conv_tokens is at most the part's own tokens", nobody,
          planted::fla_conv_clipped},
};

}  // namespace

std::span<const Fault> faults() { return all_faults; }

const Fault* find_fault(std::string_view name) {
  const auto found =
      std::find_if(all_faults.begin(), all_faults.end(), [&](const Fault& fault) { return fault.name == name; });
  return found == all_faults.end() ? nullptr : &*found;
}

}  // namespace relayout::proptest
