// How large a problem may be. Past a limit the answer is an error, never an overflow.
#pragma once

#include <cstdint>

namespace relayout {

inline constexpr std::int64_t max_side_rows = std::int64_t{1} << 40;  // rows of one side, padding included
inline constexpr std::int64_t max_rank_count = 65'536;                // cp * tp
inline constexpr std::int64_t max_block = std::int64_t{1} << 40;      // block, multiple, pack_multiple, rank_multiple
inline constexpr std::int64_t max_world_rank = 2'147'483'647;         // world ranks are 32-bit, >= 0
inline constexpr std::int32_t max_exchange_peers = 128;               // 128 sends + 128 receives in one NCCL group

}  // namespace relayout
