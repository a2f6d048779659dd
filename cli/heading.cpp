#include "relayout/cli/heading.hpp"

#include "relayout/model/layout_text.hpp"

namespace relayout::cli {

std::string with_commas(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t sign = number < 0 ? 1 : 0;
  for (std::size_t place = digits.size(); place > sign + 3; place -= 3) {
    digits.insert(place - 3, 1, ',');
  }
  return digits;
}

std::string counted(std::int64_t number, std::string_view noun) {
  return with_commas(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::string heading(const Output& output, const NamedPack& pack, const std::string& layouts) {
  const std::string size =
      counted(pack.pack.sequence_count(), "sequence") + ", " + counted(pack.pack.token_count(), "token");
  return (pack.name ? output.paint(*pack.name, 1) + "  " : "") + size + ": " + layouts + "\n";
}

std::string arrow(const Layout& source, const Layout& target) { return print(source) + " -> " + print(target); }

}  // namespace relayout::cli
