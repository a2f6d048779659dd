#include <span>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/integer.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/limits.hpp"
#include "relayout/model/report/document_head.hpp"
#include "relayout/model/report/write_json.hpp"

namespace relayout::report {

namespace {

void write_runs(JsonOut& json, std::string_view name, std::span<const Run> runs) {
  json.key(name);
  json.open('[');
  for (const Run& run : runs) {
    json.open('{');
    json.number("local_row", run.local_row);
    json.number("remote_row", run.remote_row);
    json.number("count", run.count);
    json.close('}');
  }
  json.close(']');
}

void write_messages(JsonOut& json, std::string_view name, const MessageList& list) {
  json.key(name);
  json.open('[');
  for (const Message& message : list.messages) {
    json.open('{');
    json.number("peer", message.peer);
    json.number("distance", message.distance);
    json.number("exchange", exchange_of(message));
    json.number("row_count", message.row_count);
    write_runs(json, "runs", list.runs_of(message));
    json.close('}');
  }
  json.close(']');
}

void write_fills(JsonOut& json, std::string_view name, std::span<const Span> fills) {
  json.key(name);
  json.open('[');
  for (const Span& fill : fills) {
    json.open('{');
    json.number("begin", fill.begin);
    json.number("end", fill.end);
    json.close('}');
  }
  json.close(']');
}

}  // namespace

void write_rank_program(std::ostream& out, const ProgramSubject& subject, const DocumentName& name) {
  const RankProgram& program = subject.program;
  const Pack& pack = subject.source.pack();
  JsonOut json(out);
  open_document(json, "relayout.rank_program/1", name);
  json.string("source", print(subject.source.layout()));
  json.string("target", print(subject.target.layout()));
  json.string("fingerprint", to_hex(program.fingerprint));
  json.numbers("lengths", pack.lengths());
  json.numbers("slots", pack.slots());
  json.number("world_rank", program.world_rank);
  json.number("group_size", program.group_size);
  json.number("source_row_count", program.source_row_count);
  json.number("target_row_count", program.target_row_count);
  write_messages(json, "sends", program.sends);
  write_messages(json, "receives", program.receives);
  write_runs(json, "own", program.own);
  write_fills(json, "target_fills", program.target_fills);
  write_fills(json, "source_fills", program.source_fills);
  close_document(json);
}

}  // namespace relayout::report
