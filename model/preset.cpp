#include "relayout/model/preset.hpp"

#include <algorithm>
#include <array>

#include "relayout/model/limits.hpp"

namespace relayout {
namespace {

constexpr std::array all_presets{
    Preset{.name = "te-thd",
           .rule = "zigzag:remainder=exact",
           .framework = "NVIDIA/TransformerEngine 045b8483, common/fused_attn/context_parallel.cu, "
                        "thd_partition_indices_kernel",
           .consumer = "AttnFuncWithCPAndKVP2P (pytorch/attention/dot_product_attention/context_parallel.py)",
           .layout = LayoutName::zigzag},
    Preset{.name = "megatron-thd",
           .rule = "zigzag:remainder=exact",
           .framework = "NVIDIA/Megatron-LM dev 0ecb45d4, megatron/core/context_parallel_layout/routes.py",
           .consumer = "TransformerEngine THD attention",
           .layout = LayoutName::zigzag},
    Preset{.name = "megatron-thd-main",
           .rule = "zigzag:remainder=pad,multiple=2*cp,pack_multiple=cp*tp",
           .framework = "NVIDIA/Megatron-LM main 010994d5, megatron/core/context_parallel/layout.py, "
                        "_build_thd_zigzag_metadata",
           .consumer = "TransformerEngine THD attention with cu_seqlens_padded",
           .layout = LayoutName::zigzag,
           .remainder = Remainder::pad,
           .multiple_per_cp = 2,
           .pack_multiple_per_rank = 1},
    Preset{.name = "megatron-contiguous",
           .rule = "contiguous:remainder=exact",
           .framework = "NVIDIA/Megatron-LM dev 0ecb45d4, megatron/core/context_parallel_layout/routes.py",
           .consumer = "GatedDeltaNet (megatron/core/ssm) over FLA's kernels",
           .layout = LayoutName::contiguous},
    Preset{.name = "fla",
           .rule = "contiguous:remainder=exact",
           .framework = "fla-org/flash-linear-attention (pull 1221), fla/ops/cp/context.py, build_cp_context",
           .consumer = "fla/ops/cp/chunk_delta_h.py, fla/modules/conv/cp/ops.py",
           .layout = LayoutName::contiguous},
    Preset{.name = "fla-zigzag",
           .rule = "flat-zigzag:remainder=exact",
           .framework = "fla-org/flash-linear-attention (pull 1221), build_cp_context(layout='zigzag')",
           .consumer = "fla/ops/cp/chunk_delta_h.py, both parts of a rank",
           .layout = LayoutName::flat_zigzag},
    Preset{.name = "ring-flash",
           .rule = "sequential:remainder=exact",
           .framework = "zhuzilin/ring-flash-attention 180ae19f, test_ring_flash_attn_varlen_func.py, extract_local",
           .consumer = "ring_flash_attn_varlen_func",
           .layout = LayoutName::sequential},
    Preset{.name = "ring-flash-zigzag",
           .rule = "zigzag:remainder=exact",
           .framework = "zhuzilin/ring-flash-attention 22f0e1db, test_zigzag_ring_flash_attn_varlen_func.py, "
                        "extract_local",
           .consumer = "zigzag_ring_flash_attn_varlen_func",
           .layout = LayoutName::zigzag},
    Preset{.name = "llama3",
           .rule = "contiguous:remainder=exact",
           .framework = "zhuzilin/ring-flash-attention 22f0e1db, llama3_flash_attn_prepare_cu_seqlens",
           .consumer = "llama3_flash_attn_varlen_func",
           .layout = LayoutName::contiguous},
    Preset{.name = "pytorch-head-tail",
           .rule = "flat-zigzag:remainder=exact",
           .framework = "pytorch/pytorch 19cc90d8, torch/distributed/tensor/experimental/_context_parallel/"
                        "_load_balancer.py, _HeadTailLoadBalancer",
           .consumer = "ring SDPA and flex attention of _context_parallel",
           .layout = LayoutName::flat_zigzag},
    Preset{.name = "pytorch-per-document",
           .rule = "zigzag:remainder=exact",
           .framework = "pytorch/pytorch 19cc90d8, _PerDocumentHeadTailLoadBalancer (since pull 189902)",
           .consumer = "flex attention of _context_parallel",
           .layout = LayoutName::zigzag},
    Preset{.name = "slime",
           .rule = "zigzag:remainder=pad,multiple=2*cp,rank_multiple=128*tp",
           .framework =
               "THUDM/slime 04949ce1, slime/backends/megatron_utils/cp_utils.py, slice_with_cp; radixark/miles "
               "00c91544 is the same",
           .consumer = "TransformerEngine THD attention; the tail counts as one more sequence",
           .layout = LayoutName::zigzag,
           .remainder = Remainder::pad,
           .multiple_per_cp = 2,
           .rank_multiple_per_tp = 128},
    Preset{.name = "verl",
           .rule = "zigzag:remainder=pad,multiple=2*cp*tp",
           .framework = "verl 0ba57398, verl/models/mcore/util.py, preprocess_packed_seqs",
           .consumer = "TransformerEngine THD attention",
           .layout = LayoutName::zigzag,
           .remainder = Remainder::pad},
    Preset{.name = "te-jax-striped",
           .rule = "striped:remainder=exact,block=1",
           .framework = "NVIDIA/TransformerEngine 013c2980, transformer_engine/jax/cpp_extensions/attention.py, "
                        "reorder_causal_striped",
           .consumer = "TE-JAX fused attention, THD",
           .layout = LayoutName::striped,
           .block = 1},
    Preset{.name = "te-jax-dual-chunk-swap",
           .rule = "flat-zigzag:remainder=exact",
           .framework = "NVIDIA/TransformerEngine 013c2980, reorder_causal_dual_chunk_swap",
           .consumer = "TE-JAX fused attention, BSHD and SBHD; even cp only",
           .layout = LayoutName::flat_zigzag,
           .cp_multiple = 2},
};

void set_default(std::int64_t& field, std::int64_t value) {
  if (field == 0) field = value;
}

}  // namespace

std::span<const Preset> presets() { return all_presets; }

const Preset* find_preset(std::string_view name) {
  const auto found =
      std::find_if(all_presets.begin(), all_presets.end(), [&](const Preset& preset) { return preset.name == name; });
  return found == all_presets.end() ? nullptr : &*found;
}

void apply_preset(const Preset& preset, LayoutKeys& keys) {
  keys.name = preset.layout;
  keys.remainder = preset.remainder;
  if (keys.cp > max_rank_count || keys.tp > max_rank_count) return;  // Layout::make refuses them with a message
  const std::int64_t tp = at_least(keys.tp, std::int64_t{1});
  set_default(keys.block, preset.block);
  set_default(keys.multiple, preset.multiple_per_cp * keys.cp);
  set_default(keys.pack_multiple, preset.pack_multiple_per_rank * keys.cp * tp);
  set_default(keys.rank_multiple, preset.rank_multiple_per_tp * tp);
}

}  // namespace relayout
