// One scope in isl: of one kind over so many ranks, and of any length.
#pragma once

#include <string>

#include "relayout/proptest/prove/arithmetic.hpp"
#include "relayout/proptest/prove/interrupt.hpp"
#include "relayout/proptest/prove/isl_number.hpp"

namespace relayout::prove {

// Frees the context after all that was made in it. What it is asked throws isl::exception once it is interrupted.
class IslContext {
 public:
  explicit IslContext(Interrupt& interrupt);
  IslContext(const IslContext&) = delete;
  IslContext& operator=(const IslContext&) = delete;
  ~IslContext();
  [[nodiscard]] isl::ctx ctx() const { return isl::ctx(raw_); }

 private:
  isl_ctx* raw_;
  std::optional<Interruptible> registered_;
};

// The parameters are L, the length; u and v, the shares of two scopes of even kinds (Scene::share); and w, of which L
// is a multiple and a residue where widths follow from L: each residue is a problem of its own, and then a simple one.
struct IslSetting {
  Kind kind;
  std::int64_t ranks = 1;
  std::int64_t block = 1;    // striped
  std::int64_t modulus = 0;  // L == modulus * w + residue; 0: any L
  std::int64_t residue = 0;
  std::string share = "u";
  std::string known = "";  // more that is known of the parameters: " and L = 5"
};

// What it gives is coalesced: joined pieces are few, and a comparison looks at each piece of one side with each of the
// other.
class IslScope {
 public:
  IslScope(const isl::ctx& context, const IslSetting& setting, const ArithmeticOf<IslNumber>& arithmetic);

  // position -> [rank, row], by row_of. Its quotients are found by trial, chunk by chunk.
  [[nodiscard]] isl::map places() const;
  // The same by going over the chunks that each rank holds, row after row. Requires: not striped, where chunks are as
  // many as L is long.
  [[nodiscard]] isl::map walk() const;
  // [rank, row], of all valid rows, by rank_length.
  [[nodiscard]] isl::set rows() const;
  // [rank, row] -> position, by position_of.
  [[nodiscard]] isl::map positions() const;
  [[nodiscard]] isl::set all_positions() const { return all_positions_; }
  // The lengths and shares that it is asked about.
  [[nodiscard]] isl::set parameters() const { return points("p = 0").params(); }

 private:
  [[nodiscard]] std::string premise() const;
  [[nodiscard]] isl::set points(const std::string& where) const;
  [[nodiscard]] isl::pw_aff function(const std::string& of) const;
  [[nodiscard]] std::string length() const;
  [[nodiscard]] SceneOf<IslNumber> scene_of(const ArithmeticOf<IslNumber>& arithmetic) const;
  // The valid rows of a rank, as a number that is one of them.
  struct Rows {
    isl::set all;
    IslNumber row;
  };
  [[nodiscard]] Rows rows_of(std::int64_t rank) const;
  [[nodiscard]] isl::map none() const;

  isl::ctx ctx_;
  IslSetting setting_;
  SceneOf<IslNumber> scene_;
  isl::set shows_;
  isl::set naturals_;
  isl::set all_positions_;
};

}  // namespace relayout::prove
