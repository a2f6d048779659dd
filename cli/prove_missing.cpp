// relayout prove, where the proofs are not built.
#include "relayout/cli/unavailable.hpp"

namespace relayout::cli {

Command add_prove(CLI::App& program) {
  return add_missing(program, {.name = "prove",
                               .does = "Prove the arithmetic for every length and every CP size",
                               .lacks = "was built without the proofs (on Debian and Ubuntu: apt-get install libz3-dev "
                                        "libisl-dev, then build again)",
                               .instead = "relayout check tests the same laws on given and random packs",
                               .example = "relayout prove --json"});
}

}  // namespace relayout::cli
