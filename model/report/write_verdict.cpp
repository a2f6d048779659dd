#include "relayout/model/report/write_verdict.hpp"

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/report/document_head.hpp"

namespace relayout::report {

namespace {

std::string_view verdict_word(bool holds) { return holds ? "holds" : "fails"; }

void write_witness(JsonOut& json, const Verdict& verdict) {
  json.key("witness");
  if (!verdict) {
    json.null();
    return;
  }
  json.open('{');
  json.string("law", verdict->law);
  json.string("message", verdict->message);
  json.close('}');
}

template <class Text>
void write_sentences(JsonOut& json, std::string_view name, const std::vector<Text>& sentences) {
  json.key(name);
  json.open('[');
  for (const std::string_view sentence : sentences) {
    json.string(sentence);
  }
  json.close(']');
}

void write_direction(JsonOut& json, std::string_view name, const SimulatedDirection& direction) {
  json.key(name);
  json.open('{');
  json.number("messages", direction.messages);
  json.number("rows_sent", direction.rows_sent);
  json.number("bytes_sent", direction.bytes_sent);
  json.key("estimated_ns");
  if (direction.estimated_ns) {
    json.number(*direction.estimated_ns);
  } else {
    json.null();
  }
  json.close('}');
}

}  // namespace

void write_error(std::ostream& out, const Error& error, const DocumentName& name) {
  JsonOut json(out);
  open_document(json, "relayout.error/1", name);
  json.key("error");
  json.open('{');
  json.string("code", error.code);
  json.string("message", error.message);
  json.close('}');
  close_document(json);
}

void write_check(std::ostream& out, const CheckReport& report, const DocumentName& name) {
  JsonOut json(out);
  open_document(json, "relayout.check/1", name);
  json.string("verdict", verdict_word(!report.counterexample));
  json.number("cases", report.cases);
  json.numbers("cp", report.cp);
  json.key("pairs");
  json.open('[');
  for (const CheckedPair& pair : report.pairs) {
    json.open('{');
    json.string("source", pair.source);
    json.string("target", pair.target);
    json.close('}');
  }
  json.close(']');
  write_sentences(json, "laws", report.laws);
  json.key("seed");
  json.natural(report.seed);
  json.key("counterexample");
  if (report.counterexample) {
    json.open('{');
    json.string("command", report.counterexample->command);
    json.string("law", report.counterexample->law);
    json.string("witness", report.counterexample->witness);
    json.close('}');
  } else {
    json.null();
  }
  if (!report.left_out.empty()) {
    write_sentences(json, "left_out", report.left_out);
  }
  close_document(json);
}

void write_verify(std::ostream& out, const VerifyReport& report, const DocumentName& name) {
  JsonOut json(out);
  open_document(json, "relayout.verify/1", name);
  json.string("subject", report.subject);
  json.string("judged", report.judged);
  json.string("verdict", verdict_word(!report.verdict));
  if (report.verdict) {
    json.string("law", report.verdict->law);
    json.string("witness", report.verdict->message);
  } else {
    json.key("law");
    json.null();
    json.key("witness");
    json.null();
  }
  write_sentences(json, "remarks", report.remarks);
  close_document(json);
}

namespace {

void write_schedule(JsonOut& json, const ScheduleTally& tally) {
  json.key("schedule");
  json.open('{');
  json.string("search", tally.search);
  json.number("steps", tally.steps);
  json.number("schedules", tally.schedules);
  json.boolean("complete", tally.complete);
  json.number("outcomes", tally.outcomes);
  json.key("replay");
  if (tally.replay) {
    json.string(*tally.replay);
  } else {
    json.null();
  }
  json.close('}');
}

}  // namespace

void write_simulate(std::ostream& out, const SimulateReport& report, const DocumentName& name) {
  JsonOut json(out);
  open_document(json, "relayout.simulate/1", name);
  json.string("source", report.source);
  json.string("target", report.target);
  json.string("fingerprint", to_hex(report.fingerprint));
  json.number("token_count", report.token_count);
  json.string("executor", report.executor);
  json.string("channel", report.channel);
  json.key("seed");
  json.natural(report.seed);
  write_traffic(json, report.traffic);
  write_direction(json, "forward", report.forward);
  write_direction(json, "backward", report.backward);
  if (report.schedule) write_schedule(json, *report.schedule);
  json.string("verdict", verdict_word(!report.verdict));
  write_witness(json, report.verdict);
  close_document(json);
}

void write_injections(std::ostream& out, const InjectionReport& report, const DocumentName& name) {
  JsonOut json(out);
  open_document(json, "relayout.inject/1", name);
  json.string("source", report.source);
  json.string("target", report.target);
  json.key("trials");
  json.open('[');
  for (const InjectionLine& line : report.trials) {
    json.open('{');
    json.string("fault", line.fault);
    json.string("place", line.place);
    json.string("outcome", line.outcome);
    json.string("sign", line.sign);
    json.string("error", line.error);
    json.close('}');
  }
  json.close(']');
  json.string("verdict", verdict_word(!report.verdict));
  write_witness(json, report.verdict);
  close_document(json);
}

void write_grouping(std::ostream& out, const GroupingReport& report, const DocumentName& name) {
  JsonOut json(out);
  open_document(json, "relayout.grouping/1", name);
  json.string("source", report.source);
  json.string("target", report.target);
  json.string("grouping", report.grouping);
  json.string("channel", report.channel);
  json.string("verdict", verdict_word(!report.verdict));
  write_witness(json, report.verdict);
  close_document(json);
}

}  // namespace relayout::report
