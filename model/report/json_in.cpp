#include "relayout/model/report/json_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "relayout/model/printable.hpp"

namespace relayout::report {

namespace {

using nlohmann::json;

const json nothing;

// The way from the root to a value, found by looking for it: only errors need it. Parsing bounds the depth.
std::optional<std::string> path_between(const json& from, const json* to) {
  if (&from == to) {
    return std::string();
  }
  for (auto item = from.begin(); from.is_structured() && item != from.end(); ++item) {
    if (const auto rest = path_between(*item, to)) {
      const std::string step =
          from.is_object() ? fmt::format(".{}", item.key()) : fmt::format("[{}]", item - from.begin());
      return step + *rest;
    }
  }
  return std::nullopt;
}

// Cuts where a character begins, so that the message stays UTF-8.
std::string shortened(std::string text) {
  constexpr std::size_t shown = 60;
  if (text.size() <= shown) {
    return text;
  }
  std::size_t end = shown;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end) + "..";
}

std::string description(const json& value) {
  switch (value.type()) {
    case json::value_t::object:
      return "an object";
    case json::value_t::array:
      return "a list";
    case json::value_t::string:
      return fmt::format("the string {}", shortened(value.dump()));
    default:
      return value.dump();
  }
}

}  // namespace

std::vector<JsonSource> json_lines(const NamedText& text) {
  std::vector<JsonSource> lines;
  std::int64_t number = 1;
  for (std::size_t begin = 0; begin < text.text.size(); ++number) {
    const std::size_t end = std::min(text.text.find('\n', begin), text.text.size());
    const std::string_view line = text.text.substr(begin, end - begin);
    begin = end + 1;
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
      lines.push_back({.text = {.name = text.name, .text = line}, .line = number});
    }
  }
  return lines;
}

void JsonNode::report(std::string_view message) const {
  if (fault_->error) {
    return;
  }
  const std::string path = fmt::format("${}", path_between(fault_->root, value_).value_or(""));
  fault_->error = make_error("bad_document", name_and_line(fault_->source), ": ", path, message);
}

void JsonNode::refuse(std::string_view expected) const {
  report(fmt::format(" must be {}, found {}", expected, description(*value_)));
}

std::optional<JsonNode> JsonNode::find(const char* key) const {
  if (!value_->is_object()) {
    refuse("an object");
    return std::nullopt;
  }
  const auto item = value_->find(key);
  return item == value_->end() ? std::nullopt : std::optional(JsonNode(*fault_, &*item));
}

JsonNode JsonNode::at(const char* key) const {
  if (const auto node = find(key)) {
    return *node;
  }
  report(fmt::format(" has no key \"{}\"", key));
  return {*fault_, &nothing};
}

void JsonNode::expect_keys(std::initializer_list<std::string_view> known) const {
  if (!value_->is_object()) {
    return;  // who asks for a key says so
  }
  for (const auto& [key, value] : value_->items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      report(fmt::format(" has the unknown key \"{}\"; expected {}", shortened(key), fmt::join(known, ", ")));
    }
  }
}

std::vector<JsonNode> JsonNode::items() const {
  std::vector<JsonNode> nodes;
  if (!value_->is_array()) {
    refuse("a list");
    return nodes;
  }
  nodes.reserve(value_->size());
  for (const json& item : *value_) {
    nodes.push_back({*fault_, &item});
  }
  return nodes;
}

std::string JsonNode::string() const {
  if (!value_->is_string()) {
    refuse("a string");
    return {};
  }
  std::string text = value_->get<std::string>();
  if (printable(text) != text) {
    refuse("a string without control characters");
    return {};
  }
  return text;
}

bool JsonNode::boolean() const {
  if (!value_->is_boolean()) {
    refuse("true or false");
    return false;
  }
  return value_->get<bool>();
}

std::int64_t JsonNode::integer(std::int64_t most) const {
  if (value_->is_number_float()) {
    refuse("an integer, written without fraction or exponent, that fits 64 bits");
    return 0;
  }
  const bool fits = value_->is_number_unsigned() && value_->get<std::uint64_t>() <= static_cast<std::uint64_t>(most);
  if (!fits) {
    refuse(fmt::format("an integer in 0 .. {}", most));
    return 0;
  }
  return value_->get<std::int64_t>();
}

std::vector<std::int64_t> JsonNode::integers() const {
  std::vector<std::int64_t> numbers;
  for (const JsonNode& item : items()) {
    numbers.push_back(item.integer());
  }
  return numbers;
}

}  // namespace relayout::report
