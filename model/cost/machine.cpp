#include "relayout/model/cost/machine.hpp"

namespace relayout {

std::span<const Machine> machines() {
  static constexpr Machine all[] = {h200_nvlink, h100_nvlink};
  return all;
}

const Machine* find_machine(std::string_view name) {
  for (const Machine& machine : machines()) {
    if (machine.name == name) return &machine;
  }
  return nullptr;
}

}  // namespace relayout
