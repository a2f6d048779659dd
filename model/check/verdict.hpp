// What a check says: nothing, or the first fault it met, with what anyone needs to see it.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "relayout/model/result.hpp"

namespace relayout {

// `law` is one of the laws: partition, join, inverse, adjoint, composition, identity, agreement, progress, bound,
// relabelling, views. `message` names what, where, expected and found: "token 17 arrives twice: moves 3 and 9".
struct Witness {
  std::string law;
  std::string message;
  friend bool operator==(const Witness&, const Witness&) = default;
};

// Empty: the check holds.
using Verdict = std::optional<Witness>;

template <class... Parts>
[[nodiscard]] Witness make_witness(std::string law, const Parts&... parts) {
  return {std::move(law), make_error("", parts...).message};
}

}  // namespace relayout
