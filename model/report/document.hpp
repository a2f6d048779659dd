// Reads the documents that `verify` judges: layouts, plans, routes and views, ours or somebody's.
//
// What is read has the right shape, no more: numbers are integers in 0 .. 2^40 (the limit of a side), so that no
// sum of two overflows, but pieces may overlap and moves may collide. model/check says whether it is true.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/check/check_view.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/piece_table.hpp"
#include "relayout/model/report/text_file.hpp"
#include "relayout/model/result.hpp"
#include "relayout/model/routes.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout::report {

// What a document says of the problem it belongs to. What it leaves out comes from the command line.
struct Claims {
  std::optional<std::string> name;
  std::optional<std::vector<std::int64_t>> lengths;
  std::optional<std::vector<std::int64_t>> slots;
  std::optional<std::int64_t> token_count;
  std::optional<std::int64_t> rank_count;  // layout and view
  std::optional<std::string> layout;       // layout and view
  std::optional<std::string> source;       // plan and routes
  std::optional<std::string> target;       // plan and routes
  std::optional<std::string> fingerprint;  // plan
};

// token_count is the claim's, else the largest piece end.
struct LayoutDocument {
  Claims claims;
  PieceTable table;
};

struct PlanDocument {
  Claims claims;
  MoveTable table;
  std::optional<Traffic> traffic;
};

struct RoutesDocument {
  Claims claims;
  Routes routes;
};

struct ViewDocument {
  Claims claims;
  std::vector<ViewClaim> ranks;
};

using Document = std::variant<LayoutDocument, PlanDocument, RoutesDocument, ViewDocument>;

// The document a text holds; its `schema` says which. Any bytes are safe to give.
// Errors: "bad_json" (with line and column) where it is not JSON, has a key twice or nests past 64 levels;
// "unknown_schema"; "bad_document" with the JSON path of a key that is missing, unknown or of another type.
[[nodiscard]] Result<Document> read_document(const NamedText& source);

// The documents of a text: one, on as many lines as it likes, or one a line. Of several, those without a name are
// called by their lines. Errors: as above, of the first that is wrong, with its line.
[[nodiscard]] Result<std::vector<Document>> read_documents(const NamedText& source);

// "relayout.plan/1" and so on.
[[nodiscard]] std::string schema_of(const Document& document);

// Reads `custom:file=..` from relayout.layout/1 files; the pieces are not judged here. For ParseOptions::read_custom.
[[nodiscard]] CustomReader custom_file_reader();

}  // namespace relayout::report
