#include "relayout/model/report/document.hpp"

#include <utility>

#include "relayout/model/report/document_parts.hpp"

namespace relayout::report {

namespace {

using Reader = Document (*)(const JsonNode& root);

struct Schema {
  std::string_view name;
  Reader read;
};

// In the order of Document's alternatives.
constexpr Schema schemas[] = {
    {"relayout.layout/1", [](const JsonNode& root) -> Document { return read_layout_document(root); }},
    {"relayout.plan/1", [](const JsonNode& root) -> Document { return read_plan_document(root); }},
    {"relayout.routes/1", [](const JsonNode& root) -> Document { return read_routes_document(root); }},
    {"relayout.view/1", [](const JsonNode& root) -> Document { return read_view_document(root); }},
};

Error unknown_schema(std::string_view name, const std::string& found) {
  std::string known;
  for (const Schema& schema : schemas) {
    known += (known.empty() ? "" : ", ") + std::string(schema.name);
  }
  return make_error("unknown_schema", name, ": the schema \"", found, "\" is not one of ", known);
}

Result<PieceTable> read_custom(const std::string& path) {
  const auto text = read_text_file(path);
  if (!text) {
    return text.error();
  }
  const std::string name = display_name(path);
  auto document = read_document({.name = name, .text = *text});
  if (!document) {
    return document.error();
  }
  if (const auto* layout = std::get_if<LayoutDocument>(&document.value())) {
    return layout->table;
  }
  return make_error("bad_document", name, " is a ", schema_of(*document), " document; a custom layout is read from a ",
                    schemas[0].name, " document");
}

}  // namespace

Result<Document> read_document(const NamedText& source) {
  const JsonSource json_source{.text = source, .line = std::nullopt};
  const auto tree = parse_json(json_source);
  if (!tree) {
    return tree.error();
  }
  JsonFault fault{.source = json_source, .root = *tree, .error = std::nullopt};
  const JsonNode root(fault);
  const std::string found = root.at("schema").string();
  for (const Schema& schema : schemas) {
    if (!fault.error && found == schema.name) {
      Document document = schema.read(root);
      return fault.error ? Result<Document>(*fault.error) : Result<Document>(std::move(document));
    }
  }
  return fault.error ? *fault.error : unknown_schema(source.name, found);
}

std::string schema_of(const Document& document) { return std::string(schemas[document.index()].name); }

CustomReader custom_file_reader() { return read_custom; }

}  // namespace relayout::report
