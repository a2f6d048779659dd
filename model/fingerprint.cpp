#include "relayout/model/fingerprint.hpp"

#include "relayout/model/layout_text.hpp"

namespace relayout {
namespace {

void add_pieces(Digest& digest, const PieceTable& table) {
  digest.number(table.token_count);
  digest.number(static_cast<std::int64_t>(table.ranks.size()));
  for (const RankPieces& rank : table.ranks) {
    digest.number(rank.row_count);
    digest.number(static_cast<std::int64_t>(rank.pieces.size()));
    for (const Piece& piece : rank.pieces) {
      digest.number(piece.token);
      digest.number(piece.row);
      digest.number(piece.count);
    }
  }
}

}  // namespace

void Digest::text(std::string_view value) {
  number(static_cast<std::int64_t>(value.size()));
  for (const char character : value) word(static_cast<unsigned char>(character));
}

void Digest::list(std::span<const std::int64_t> values) {
  number(static_cast<std::int64_t>(values.size()));
  for (const std::int64_t value : values) number(value);
}

std::uint64_t digest(const LayoutKeys& keys) {
  Digest result;
  if (keys.file.empty()) {
    result.text(print(keys));
  } else {
    LayoutKeys nameless = keys;
    nameless.file.clear();  // two ranks may keep one placement in files of different names
    result.text(print(nameless));
  }
  if (keys.custom) add_pieces(result, *keys.custom);
  return result.value();
}

std::uint64_t fingerprint(const FingerprintParts& parts) {
  Digest result;
  result.word(fingerprint_version);
  result.word(parts.pack);
  result.word(parts.source);
  result.word(parts.target);
  return result.value();
}

std::string to_hex(std::uint64_t value) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result(16, '0');
  for (auto digit = result.rbegin(); digit != result.rend(); ++digit, value >>= 4U) *digit = digits[value & 15U];
  return result;
}

}  // namespace relayout
