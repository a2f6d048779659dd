#include "relayout/engine/node_list.hpp"

#include <cstddef>

#include "relayout/model/printable.hpp"

namespace relayout::engine {

Result<std::string> first_node(std::string_view list) {
  const auto bad = [&](std::string_view why) {
    return make_error("launch", "the node list \"", printable(list), "\" ", why,
                      "; expected names as Slurm writes them, such as gpu[03-04,07],login1");
  };
  std::string node;
  std::size_t at = 0;
  while (at < list.size() && list[at] != ',') {
    if (list[at] != '[') {
      node += list[at++];
      continue;
    }
    const std::size_t close = list.find(']', at);
    if (close == std::string_view::npos) return bad("opens a bracket that it does not close");
    const std::string_view inside = list.substr(at + 1, close - at - 1);
    const std::string_view number = inside.substr(0, inside.find_first_not_of("0123456789"));
    if (number.empty()) return bad("has a bracket that does not begin with a number");
    node += number;  // leading zeros belong to the name
    at = close + 1;
  }
  if (node.empty()) return bad("begins with no name");
  return node;
}

}  // namespace relayout::engine
