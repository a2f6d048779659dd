#include "relayout/cli/verify_claims.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "relayout/cli/failure.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/limits.hpp"

namespace relayout::cli {
namespace {

using Numbers = std::optional<std::vector<std::int64_t>>;

struct Sources {
  std::string_view key;
  std::string_view flag;
};

Numbers agreed_numbers(const Sources& names, const FlagText& given, const Numbers& claimed) {
  if (!given) {
    return claimed;
  }
  const std::vector<std::int64_t> numbers = read_integers(names.flag, *given, {});
  if (claimed && *claimed != numbers) {
    fail_input("conflict", "the file says ", names.key, " ", fmt::format("{}", fmt::join(*claimed, ",")), ", ",
               names.flag, " says ", *given, "; leave out the flag, or give what the file has");
  }
  return numbers;
}

std::optional<Pack> agreed_pack(const VerifyFlags& flags, const report::Claims& claims) {
  const Numbers lengths = agreed_numbers({"lengths", "--lengths"}, flags.lengths, claims.lengths);
  const Numbers slots = agreed_numbers({"slots", "--slots"}, flags.slots, claims.slots);
  if (!lengths) {
    if (slots) {
      fail_usage("slots without lengths: give --lengths");
    }
    return std::nullopt;
  }
  return slots ? take(Pack::from_lengths(*lengths, *slots), "lengths and slots")
               : take(Pack::from_lengths(*lengths), "lengths");
}

// The layout of a flag and of the file's own claim. A claim that cannot be read is a note, a flag a failure.
std::optional<Layout> agreed_layout(const Sources& names, const FlagText& given,
                                    const std::optional<std::string>& claimed, std::int64_t cp, Known& known) {
  const ParseOptions options{.default_cp = cp, .read_custom = report::custom_file_reader()};
  std::optional<Layout> wanted;
  if (given) {
    wanted = take(parse_layout(*given, options), fmt::format("{} {}", names.flag, *given));
  }
  if (!claimed) {
    return wanted;
  }
  const Result<Layout> found = parse_layout(*claimed, options);
  if (!found) {
    known.notes.push_back(
        fmt::format("not understood: the file's {} \"{}\" ({})", names.key, *claimed, found.error().message));
    return wanted;
  }
  if (wanted && !(*wanted == *found)) {
    fail_input("conflict", "the file says ", names.key, " ", print(*found), ", ", names.flag, " says ", print(*wanted),
               "; leave out the flag, or give what the file has");
  }
  return *found;
}

}  // namespace

void add_verify_flags(CLI::App& app, VerifyFlags& flags) {
  const auto add = [&](const char* flag, FlagText& text, const char* value, const char* help) {
    app.add_option(flag, text, help)->type_name(value)->group("What the file must be, where it does not say");
  };
  add("--lengths", flags.lengths, "5,7,13", "Tokens of each sequence");
  add("--slots", flags.slots, "8,8,16", "Slot of each sequence (default: the lengths)");
  add("--layout", flags.layout, "LAYOUT", "Layout of a layout or view file");
  add("--source", flags.source, "LAYOUT", "Source of a plan or routes file");
  add("--target", flags.target, "LAYOUT", "Target of a plan or routes file");
  add("--cp", flags.cp, "N", "CP size, where a layout does not say cp=");
}

void refuse_flags(const VerifyFlags& flags, const report::Document& document) {
  const bool one_layout = std::holds_alternative<report::LayoutDocument>(document) ||
                          std::holds_alternative<report::ViewDocument>(document);
  const auto refuse = [&](const FlagText& given, std::string_view flag) {
    if (given) {
      fail_usage(flag, " says nothing of a ", report::schema_of(document), "; it has ",
                 one_layout ? "one layout: give --layout" : "two: give --source and --target");
    }
  };
  if (one_layout) {
    refuse(flags.source, "--source");
    refuse(flags.target, "--target");
  } else {
    refuse(flags.layout, "--layout");
  }
}

Known known_of(const VerifyFlags& flags, const report::Claims& claims, std::string_view file) {
  Known known;
  known.file = file;
  const std::int64_t cp = flags.cp ? read_integer("--cp", *flags.cp, {.least = 1, .most = max_rank_count}) : 0;
  known.pack = agreed_pack(flags, claims);
  known.layout = agreed_layout({"layout", "--layout"}, flags.layout, claims.layout, cp, known);
  known.source = agreed_layout({"source", "--source"}, flags.source, claims.source, cp, known);
  known.target = agreed_layout({"target", "--target"}, flags.target, claims.target, cp, known);
  known.fingerprint = claims.fingerprint;
  return known;
}

}  // namespace relayout::cli
