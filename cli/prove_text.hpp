// What a proof's findings look like, on a terminal and as a document.
#pragma once

#include <string>
#include <vector>

#include "relayout/cli/output.hpp"
#include "relayout/proptest/prove/prove.hpp"

namespace relayout::cli {

struct ProveTally {
  std::int64_t proved = 0;
  std::int64_t refuted = 0;
  std::int64_t unknown = 0;

  [[nodiscard]] std::int64_t count() const { return proved + refuted + unknown; }
  void add(prove::Verdict verdict);
  // REFUTED where anything is, else UNKNOWN where anything is.
  [[nodiscard]] prove::Verdict verdict() const;
};

// "3 proved, 0 refuted, 1 unknown".
[[nodiscard]] std::string to_string(const ProveTally& tally);

// What is not proved, in full: its values, and the command line that shows the same.
[[nodiscard]] std::string denial_text(const Output& output, const prove::Finding& finding);
// A line for each finding, law by law, under the law's tally and time.
[[nodiscard]] std::string findings_text(const Output& output, const std::vector<prove::Finding>& findings);
// relayout.prove/1.
void write_findings(const Output& output, const std::vector<prove::Finding>& findings);
// The verdict in its colour.
[[nodiscard]] std::string painted(const Output& output, prove::Verdict verdict);

}  // namespace relayout::cli
