// The planted faults, by the stage they damage. What each gets wrong is said once, in fault.cpp.
#pragma once

#include "relayout/proptest/fault/planner.hpp"

namespace relayout::proptest::planted {

// fault_chunks.cpp: chunk arithmetic.
[[nodiscard]] Planner cp2_only();
[[nodiscard]] Planner odd_row_lost();
[[nodiscard]] Planner tail_floor_split();
[[nodiscard]] Planner te_unaligned();
[[nodiscard]] Planner late_chunk_first();
[[nodiscard]] Planner mirror_forgotten();
[[nodiscard]] Planner boundary_row_twice();
[[nodiscard]] Planner end_rounded_up();
[[nodiscard]] Planner short_sequence_lost();

// fault_pieces.cpp: a placement misread, or damaged as a whole.
[[nodiscard]] Planner zigzag_of_pack();
[[nodiscard]] Planner zigzag_of_sequence();
[[nodiscard]] Planner order_inverted();
[[nodiscard]] Planner torch_chunk_for_array_split();
[[nodiscard]] Planner tp_shares_by_ceil();
[[nodiscard]] Planner tp_rank_across();
[[nodiscard]] Planner multiple_again();
[[nodiscard]] Planner padding_at_rank_end();
[[nodiscard]] Planner carried_padding_dropped();
[[nodiscard]] Planner index_32_bit();

// fault_moves.cpp: moves and the way back.
[[nodiscard]] Planner one_sequence_only();
[[nodiscard]] Planner group_rank_as_world_rank();
[[nodiscard]] Planner backward_forward_offsets();
[[nodiscard]] Planner backward_unconverted();

// fault_programs.cpp: one rank's share.
[[nodiscard]] Planner last_run_dropped();
[[nodiscard]] Planner own_rows_forgotten();
[[nodiscard]] Planner fills_forgotten();
[[nodiscard]] Planner sends_by_chunk();
[[nodiscard]] Planner symmetric_splits();

// fault_views.cpp: metadata.
[[nodiscard]] Planner cu_seqlens_div_cp();
[[nodiscard]] Planner padded_cu_seqlens();
[[nodiscard]] Planner positions_restart();
[[nodiscard]] Planner positions_of_pack();
[[nodiscard]] Planner max_seqlen_global();
[[nodiscard]] Planner empty_sequences_left_out();
[[nodiscard]] Planner fla_chain_border();
[[nodiscard]] Planner fla_conv_clipped();

}  // namespace relayout::proptest::planted
