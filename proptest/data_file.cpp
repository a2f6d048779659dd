#include "relayout/proptest/data_file.hpp"

#include <fstream>
#include <stdexcept>

#include "relayout/model/layout_text.hpp"

namespace relayout::proptest {

std::vector<nlohmann::json> data_lines(const std::string& name) {
  std::ifstream file(std::string(RELAYOUT_PROPTEST_DATA) + "/" + name);
  if (!file) throw std::runtime_error("no file " + name + " in " RELAYOUT_PROPTEST_DATA);
  std::vector<nlohmann::json> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) lines.push_back(nlohmann::json::parse(line));
  }
  return lines;
}

Pack pack_of(const nlohmann::json& line) {
  const auto lengths = line.at("lengths").get<std::vector<std::int64_t>>();
  return Pack::from_lengths(lengths, line.value("slots", lengths)).value();
}

Layout layout_of(const std::string& text, std::int64_t cp) {
  auto layout = parse_layout(text, {.default_cp = cp, .read_custom = nullptr});
  if (!layout) throw std::runtime_error(layout.error().message);
  return std::move(layout).value();
}

}  // namespace relayout::proptest
