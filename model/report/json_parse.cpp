#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "relayout/model/report/json_in.hpp"

namespace relayout::report {

namespace {

using nlohmann::json;

constexpr std::size_t max_depth = 64;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Builds the tree from the parser's events. nlohmann_json would build it too, but silently keep the last of two equal
// keys and take any depth.
class TreeBuilder final : public nlohmann::json_sax<json> {
 public:
  explicit TreeBuilder(const JsonSource& source) : source_(source) {}

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(std::int64_t value) override { return put(value); }
  bool number_unsigned(std::uint64_t value) override { return put(value); }
  bool number_float(double value, const std::string&) override { return put(value); }
  bool string(std::string& value) override { return put(std::move(value)); }
  bool binary(json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override;
  bool parse_error(std::size_t position, const std::string& last_token, const json::exception&) override;

  [[nodiscard]] Result<json> result() && {
    return error_ ? Result<json>(std::move(*error_)) : Result<json>(std::move(root_));
  }

 private:
  struct Level {
    json* value;
    std::string key;
  };
  bool put(json value) { return place(std::move(value)) != nullptr; }
  bool open(json value);
  bool close() {
    levels_.pop_back();
    return true;
  }
  json* place(json value);
  [[nodiscard]] std::string path() const;

  const JsonSource& source_;
  json root_;
  std::vector<Level> levels_;
  std::optional<Error> error_;
};

json* TreeBuilder::place(json value) {
  if (levels_.empty()) {
    root_ = std::move(value);
    return &root_;
  }
  Level& level = levels_.back();
  if (level.value->is_array()) {
    level.value->push_back(std::move(value));
    return &level.value->back();
  }
  json& slot = (*level.value)[level.key];
  slot = std::move(value);
  return &slot;
}

bool TreeBuilder::open(json value) {
  if (levels_.size() == max_depth) {
    error_ = make_error("bad_json", name_and_line(source_), ": nested more than ", max_depth, " levels deep");
    return false;
  }
  levels_.push_back({place(std::move(value)), {}});
  return true;
}

bool TreeBuilder::key(std::string& name) {
  Level& level = levels_.back();
  if (level.value->contains(name)) {
    error_ = make_error("bad_json", name_and_line(source_), ": ", path(), " has the key \"", name, "\" twice");
    return false;
  }
  level.key = std::move(name);
  return true;
}

std::string TreeBuilder::path() const {
  std::string path = "$";
  for (std::size_t depth = 0; depth + 1 < levels_.size(); ++depth) {
    const Level& level = levels_[depth];
    path += level.value->is_array() ? fmt::format("[{}]", level.value->size() - 1) : fmt::format(".{}", level.key);
  }
  return path;
}

// Where the parser stopped, in lines and bytes from 1. `position` counts the bytes it has taken.
struct TextPlace {
  std::int64_t line = 1;
  std::int64_t column = 1;
};

TextPlace place_of(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, position == 0 ? 0 : std::min(position - 1, text.size()));
  const std::size_t newline = before.rfind('\n');
  const std::size_t line_begin = newline == std::string_view::npos ? 0 : newline + 1;
  return {.line = 1 + std::count(before.begin(), before.end(), '\n'),
          .column = 1 + static_cast<std::int64_t>(before.size() - line_begin)};
}

bool TreeBuilder::parse_error(std::size_t position, const std::string& last_token, const json::exception&) {
  TextPlace place = place_of(source_.text.text, position);
  place.line = source_.line.value_or(place.line);
  constexpr std::size_t shown = 40;
  const bool at_end = position > source_.text.text.size() || last_token.empty();
  const std::string near = at_end ? "the text ends too early" : "near \"" + last_token.substr(0, shown) + "\"";
  error_ = make_error("bad_json", source_.text.name, " is not JSON at line ", place.line, " column ", place.column,
                      ": ", near);
  return false;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace

std::string name_and_line(const JsonSource& source) {
  std::string place(source.text.name);
  return source.line ? fmt::format("{} line {}", place, *source.line) : place;
}

Result<json> parse_json(const JsonSource& source) {
  JsonSource plain = source;
  if (plain.text.text.substr(0, byte_order_mark.size()) == byte_order_mark) {
    plain.text.text.remove_prefix(byte_order_mark.size());
  }
  if (is_blank(plain.text.text)) {
    return make_error("bad_json", name_and_line(plain), " is empty: expected a JSON object");
  }
  TreeBuilder builder(plain);
  json::sax_parse(plain.text.text, &builder);
  return std::move(builder).result();
}

}  // namespace relayout::report
