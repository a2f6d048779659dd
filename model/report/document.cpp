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

Error unknown_schema(const JsonSource& source, const std::string& found) {
  std::string known;
  for (const Schema& schema : schemas) {
    known += (known.empty() ? "" : ", ") + std::string(schema.name);
  }
  return make_error("unknown_schema", name_and_line(source), ": the schema \"", found, "\" is not one of ", known);
}

Result<Document> read_one(const JsonSource& source) {
  const auto tree = parse_json(source);
  if (!tree) {
    return tree.error();
  }
  JsonFault fault{.source = source, .root = *tree, .error = std::nullopt};
  const JsonNode root(fault);
  const std::string found = root.at("schema").string();
  for (const Schema& schema : schemas) {
    if (!fault.error && found == schema.name) {
      Document document = schema.read(root);
      return fault.error ? Result<Document>(*fault.error) : Result<Document>(std::move(document));
    }
  }
  return fault.error ? *fault.error : unknown_schema(source, found);
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

Result<Document> read_document(const NamedText& source) { return read_one({.text = source, .line = std::nullopt}); }

Result<std::vector<Document>> read_documents(const NamedText& source) {
  std::vector<JsonSource> parts = json_lines(source);
  if (parts.size() < 2 || !parse_json(parts.front())) {
    parts = {{.text = source, .line = std::nullopt}};
  }
  std::vector<Document> documents;
  for (const JsonSource& part : parts) {
    auto document = read_one(part);
    if (!document) {
      return document.error();
    }
    documents.push_back(std::move(document).value());
    if (part.line) {
      auto name = [](auto& found) -> std::optional<std::string>& { return found.claims.name; };
      std::optional<std::string>& called = std::visit(name, documents.back());
      called = called.value_or("line " + std::to_string(*part.line));
    }
  }
  return documents;
}

std::string schema_of(const Document& document) { return std::string(schemas[document.index()].name); }

CustomReader custom_file_reader() { return read_custom; }

}  // namespace relayout::report
