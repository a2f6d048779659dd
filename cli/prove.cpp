// relayout prove: the arithmetic of layouts, for every length and every CP size.
#include <memory>

#include "relayout/cli/command.hpp"
#include "relayout/cli/prove_run.hpp"

namespace relayout::cli {

Command add_prove(CLI::App& program) {
  const auto flags = std::make_shared<ProveFlags>();
  CLI::App* app = program.add_subcommand("prove", "Prove the arithmetic for every length and every CP size");
  app->add_option("--law", flags->law, "Only the obligations of one law; also arithmetic, range")->type_name("NAME");
  app->add_option("--layout", flags->layout, "Only the obligations about one layout")->type_name("NAME");
  app->add_option("--group", flags->group,
                  "Only one part: scope, modifier, pack, pair, range (Z3); one-to-one, turned-round, composition (isl)")
      ->type_name("NAME");
  app->add_option("--fault", flags->fault, "Ask about the arithmetic with this planted mistake in it, until it shows")
      ->type_name("NAME");
  app->add_option(
         "--fault-in", flags->faulty,
         "z3 or isl: only that prover is asked about the mistake, and the other one about the source as it is; "
         "where they contradict each other, status 6 (default: both)")
      ->type_name("NAME");
  app->add_option("--prover", flags->prover, "z3, isl or both (the default)")->type_name("NAME");
  app->add_option("--threads", flags->threads, "Obligations side by side (default: one a core)")->type_name("N");
  app->add_option("--timeout", flags->timeout, "Stop after so many seconds, with status 5")->type_name("S");
  app->add_flag("--table", flags->table, "Only say what is proved, exhaustive, tested and assumed");
  app->footer(
      "Examples:\n"
      "  relayout prove --layout striped --law join\n"
      "  relayout prove --prover isl --law partition\n"
      "  relayout prove --fault cp2-only --group scope");
  return {app, [flags](const Output& output) {
            if (!flags->table) return run_prove(*flags, output);
            for (const FlagText* other : {&flags->law, &flags->layout, &flags->group, &flags->fault, &flags->faulty,
                                          &flags->prover, &flags->timeout, &flags->threads}) {
              if (*other) fail_usage("--table proves nothing, and goes with --json alone");
            }
            return print_trust(output);
          }};
}

}  // namespace relayout::cli
