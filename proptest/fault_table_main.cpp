// Prints the page docs/fault-table.md; the summary goes to standard error.
#include "relayout/proptest/fault_table.hpp"

#include <iostream>

int main() {
  const relayout::proptest::FaultTable table = relayout::proptest::fault_table(relayout::proptest::faults());
  std::cout << print(table);
  std::cerr << summary(table) << '\n';
}
