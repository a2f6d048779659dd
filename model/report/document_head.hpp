// What several kinds of documents have in common, written once.
#pragma once

#include <string_view>

#include "relayout/model/report/json_out.hpp"
#include "relayout/model/report/write_json.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout::report {

// `{"schema":"..","name":"..",`
void open_document(JsonOut& json, std::string_view schema, const DocumentName& name);
// `}` and the end of the line.
void close_document(JsonOut& json);
// `"traffic":{..}`
void write_traffic(JsonOut& json, const Traffic& traffic);

}  // namespace relayout::report
