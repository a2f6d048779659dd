#include "relayout/model/report/document_head.hpp"

namespace relayout::report {

void open_document(JsonOut& json, std::string_view schema, const DocumentName& name) {
  json.open('{');
  json.string("schema", schema);
  if (name) {
    json.string("name", *name);
  }
}

void close_document(JsonOut& json) {
  json.close('}');
  json.end_line();
}

void write_traffic(JsonOut& json, const Traffic& traffic) {
  json.key("traffic");
  json.open('{');
  json.number("rows_total", traffic.rows_total);
  json.number("rows_kept", traffic.rows_kept);
  json.number("rows_sent", traffic.rows_sent);
  json.number("rows_sent_max_rank", traffic.rows_sent_max_rank);
  json.number("rows_received_max_rank", traffic.rows_received_max_rank);
  json.number("messages", traffic.messages);
  json.close('}');
}

}  // namespace relayout::report
