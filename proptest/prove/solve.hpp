// Asks Z3 about one obligation: on every way through its choices, with several seeds before giving up.
//
// First the linear view is asked, with choices left open; where it does not follow there, the first open choice is made
// both ways, and so on, until it follows or no choice is left. Then the problem is put as it is, products and all; only
// there can it be refuted.
#pragma once

#include "relayout/proptest/prove/interrupt.hpp"
#include "relayout/proptest/prove/obligation.hpp"

namespace relayout::prove {

// What Z3 does not know, or was not left time for, is unknown. Cost: milliseconds to seconds; a minute before giving
// up.
[[nodiscard]] Answer solve(const Obligation& obligation, Interrupt& interrupt);

}  // namespace relayout::prove
