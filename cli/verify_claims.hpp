// What a judged file must be: what it says itself, together with what the command line says of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/cli/values.hpp"
#include "relayout/model/layout.hpp"
#include "relayout/model/pack.hpp"
#include "relayout/model/report/document.hpp"

namespace CLI {
class App;
}

namespace relayout::cli {

struct VerifyFlags {
  FlagText lengths;
  FlagText slots;
  FlagText layout;
  FlagText source;
  FlagText target;
  FlagText cp;
};
void add_verify_flags(CLI::App& app, VerifyFlags& flags);

// Empty: neither the file nor the command line says it.
struct Known {
  std::string file;  // what messages call it
  std::optional<Pack> pack;
  std::optional<Layout> layout;
  std::optional<Layout> source;
  std::optional<Layout> target;
  std::optional<std::string> fingerprint;
  std::vector<std::string> notes;  // claims that were not understood
};

// The flags that mean nothing to this kind of file. Failure: usage, where one is given.
void refuse_flags(const VerifyFlags& flags, const report::Document& document);

// Failure: bad input, where file and command line say different things (both are named), or a value is wrong.
[[nodiscard]] Known known_of(const VerifyFlags& flags, const report::Claims& claims, std::string_view file);

}  // namespace relayout::cli
