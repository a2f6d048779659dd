#include "relayout/cli/heading.hpp"

#include "relayout/model/layout_text.hpp"

namespace relayout::cli {

std::string heading(const Output& output, const NamedPack& pack, const std::string& layouts) {
  const std::string size =
      counted(pack.pack.sequence_count(), "sequence") + ", " + counted(pack.pack.token_count(), "token");
  return (pack.name ? output.paint(*pack.name, 1) + "  " : "") + size + ": " + layouts + "\n";
}

std::string arrow(const Layout& source, const Layout& target) { return print(source) + " -> " + print(target); }

}  // namespace relayout::cli
