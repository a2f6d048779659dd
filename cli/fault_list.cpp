#include "relayout/cli/fault_list.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "relayout/proptest/fault/fault.hpp"

namespace relayout::cli {

void list_faults(const Output& output) {
  if (output.json()) {
    nlohmann::ordered_json document = {{"schema", "relayout.faults/1"}};
    document["faults"] = nlohmann::ordered_json::array();
    for (const proptest::Fault& fault : proptest::faults()) {
      document["faults"].push_back({{"name", fault.name}, {"sentence", fault.sentence}, {"origin", fault.origin}});
    }
    output.stream() << document.dump() << '\n';
    return;
  }
  for (const proptest::Fault& fault : proptest::faults()) {
    output.stream() << fmt::format("{}\n  {}\n  origin: {}\n", output.paint(std::string(fault.name), 36),
                                   fault.sentence, fault.origin);
  }
}

}  // namespace relayout::cli
