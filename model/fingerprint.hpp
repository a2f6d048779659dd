// A 64-bit name for "this pack, this source, this target", compared across ranks before any data moves.
//
// Version 1. The digest of a list of 64-bit words w0, w1, .. starts at h = 0x72656c61796f7574 ("relayout") and takes
// each word by h = (h xor w) * 0x9e3779b97f4a7c15 (mod 2^64), h = h xor (h >> 32); every step is a bijection of h and
// of w, so a change of one word always changes the result. Words are values, not bytes: the result does not depend on
// byte order. Text goes in as its length, then one word a character (its value as an unsigned byte); a list as its
// length, then its items.
//
//   pack         lengths list, cu_seqlens_padded list
//   layout       canonical print, which holds the world ranks; custom: without the file's name, and then token count,
//                rank count and, for each rank, row count, number of pieces, and each piece's token, row, count
//   plan         1 (the version), digest of the pack, digest of the source, digest of the target
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "relayout/model/layout.hpp"

namespace relayout {

inline constexpr std::uint64_t fingerprint_version = 1;

class Digest {
 public:
  constexpr void word(std::uint64_t value) {
    state_ = (state_ ^ value) * 0x9e3779b97f4a7c15U;
    state_ ^= state_ >> 32U;
  }
  void number(std::int64_t value) { word(static_cast<std::uint64_t>(value)); }
  // The size goes in first, so that no two lists of texts or numbers run into each other.
  void text(std::string_view value);
  void list(std::span<const std::int64_t> values);
  [[nodiscard]] constexpr std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0x72656c61796f7574U;
};

// Digest of what a layout's keys say, custom pieces included. Requires: keys as a Layout holds them.
[[nodiscard]] std::uint64_t digest(const LayoutKeys& keys);

// What two ranks compare. Errors cannot happen: any pack, any two layouts.
struct FingerprintParts {
  std::uint64_t pack = 0;
  std::uint64_t source = 0;
  std::uint64_t target = 0;
};
[[nodiscard]] std::uint64_t fingerprint(const FingerprintParts& parts);

// Sixteen hexadecimal digits, as every format prints it.
[[nodiscard]] std::string to_hex(std::uint64_t value);

}  // namespace relayout
