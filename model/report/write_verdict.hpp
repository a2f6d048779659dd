// Writes what was found out, as JSON: one object on one line, ended by a newline.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/report/write_json.hpp"
#include "relayout/model/result.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout::report {

// relayout.error/1.
void write_error(std::ostream& out, const Error& error, const DocumentName& name = {});

// relayout.check/1. The verdict is "holds" where there is no counterexample.
struct Counterexample {
  std::string command;  // replays it
  std::string law;
  std::string witness;
};
struct CheckedPair {
  std::string source;
  std::string target;
};
struct CheckReport {
  std::int64_t cases = 0;
  std::vector<std::int64_t> cp;        // empty where layouts are drawn at random
  std::vector<CheckedPair> pairs;      // empty where layouts are drawn at random
  std::vector<std::string_view> laws;  // oracle and simulation among them
  std::uint64_t seed = 0;
  std::optional<Counterexample> counterexample;
  std::vector<std::string> left_out;  // what was not checked, and why; written where there is something to say
};
void write_check(std::ostream& out, const CheckReport& report, const DocumentName& name = {});

// relayout.verify/1. `subject` is the schema that was judged.
struct VerifyReport {
  std::string subject;
  std::string judged;  // what the verdict is about, in words
  Verdict verdict;
  std::vector<std::string> remarks;  // what was not judged and why, and what is odd but not wrong
};
void write_verify(std::ostream& out, const VerifyReport& report, const DocumentName& name = {});

// relayout.simulate/1, in plain numbers: the simulator has its own types, and this folder does not know them.
struct SimulatedDirection {
  std::int64_t messages = 0;
  std::int64_t rows_sent = 0;
  std::int64_t bytes_sent = 0;
  std::optional<std::int64_t> estimated_ns;  // on the virtual clock; nothing where the run did not hold
};
struct ScheduleTally {
  std::string search;  // "one", "random", "pct", "dfs", "replay"
  std::int64_t steps = 0;
  std::int64_t schedules = 1;
  bool complete = false;  // whether there are no others that could matter
  std::int64_t outcomes = 1;
  std::optional<std::string> replay{};  // the shrunk schedule of an outcome that others do not have
};
struct SimulateReport {
  std::string source;
  std::string target;
  std::uint64_t fingerprint = 0;
  std::int64_t token_count = 0;
  std::string executor;  // "tbb", "pool", "replay"
  std::string channel;   // "rendezvous", "buffered"
  std::uint64_t seed = 0;
  Traffic traffic;
  SimulatedDirection forward;
  SimulatedDirection backward;
  std::optional<ScheduleTally> schedule;  // nothing where threads decided; then it is not written
  Verdict verdict;
};
void write_simulate(std::ostream& out, const SimulateReport& report, const DocumentName& name = {});

// relayout.inject/1.
struct InjectionLine {
  std::string fault;
  std::string place;
  std::string outcome;
  std::string sign;   // what gave it away; empty where it was not refused
  std::string error;  // what the rank says that noticed
};
struct InjectionReport {
  std::string source;
  std::string target;
  std::vector<InjectionLine> trials;
  Verdict verdict;
};
void write_injections(std::ostream& out, const InjectionReport& report, const DocumentName& name = {});

// relayout.grouping/1.
struct GroupingReport {
  std::string source;
  std::string target;
  std::string grouping;
  std::string channel;
  Verdict verdict;
};
void write_grouping(std::ostream& out, const GroupingReport& report, const DocumentName& name = {});

}  // namespace relayout::report
