// The four kinds of documents, read from a tree. Faults are left in the tree's JsonFault.
#pragma once

#include "relayout/model/report/document.hpp"
#include "relayout/model/report/json_in.hpp"

namespace relayout::report {

[[nodiscard]] LayoutDocument read_layout_document(const JsonNode& root);
[[nodiscard]] PlanDocument read_plan_document(const JsonNode& root);
[[nodiscard]] RoutesDocument read_routes_document(const JsonNode& root);
[[nodiscard]] ViewDocument read_view_document(const JsonNode& root);

}  // namespace relayout::report
