// Reads JSON from outside: any bytes are safe, and what is wrong is said with the place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/limits.hpp"
#include "relayout/model/report/text_file.hpp"
#include "relayout/model/result.hpp"

namespace relayout::report {

// A text and, where it is one line of a file, which line.
struct JsonSource {
  NamedText text;
  std::optional<std::int64_t> line;  // from 1
};

// What messages call it: "packs.jsonl line 3".
[[nodiscard]] std::string name_and_line(const JsonSource& source);

// The lines of a text that hold more than blanks, with their numbers.
[[nodiscard]] std::vector<JsonSource> json_lines(const NamedText& text);

// Errors: "bad_json" with line and column, or with the JSON path where a key comes twice or nesting passes 64 levels.
[[nodiscard]] Result<nlohmann::json> parse_json(const JsonSource& source);

// The first fault that the readers of a tree met. Later ones are not kept, so that reading may go on with what is left.
struct JsonFault {
  const JsonSource& source;
  const nlohmann::json& root;
  std::optional<Error> error;
};

// One value of the tree. Asking it for what it is not reports a fault and gives zero or nothing.
class JsonNode {
 public:
  explicit JsonNode(JsonFault& fault) : JsonNode(fault, &fault.root) {}

  // The value of a key. A fault where this is no object, or `at` finds no such key.
  [[nodiscard]] JsonNode at(const char* key) const;
  [[nodiscard]] std::optional<JsonNode> find(const char* key) const;
  [[nodiscard]] std::vector<JsonNode> items() const;
  // A fault where this has a key that is none of these: a misspelt claim would be one that nobody judges.
  void expect_keys(std::initializer_list<std::string_view> known) const;

  [[nodiscard]] bool is_null() const { return value_->is_null(); }
  // Without control characters: names and layouts are shown on terminals.
  [[nodiscard]] std::string string() const;
  [[nodiscard]] bool boolean() const;
  // In 0 .. most.
  [[nodiscard]] std::int64_t integer(std::int64_t most = max_side_rows) const;
  [[nodiscard]] std::int32_t rank() const { return static_cast<std::int32_t>(integer(max_world_rank)); }
  [[nodiscard]] std::vector<std::int64_t> integers() const;

  // Reports "NAME: PATH must be EXPECTED, found VALUE".
  void refuse(std::string_view expected) const;

 private:
  JsonNode(JsonFault& fault, const nlohmann::json* value) : fault_(&fault), value_(value) {}
  void report(std::string_view message) const;

  JsonFault* fault_;
  const nlohmann::json* value_;
};

}  // namespace relayout::report
