#include "relayout/cli/simulate_grouping.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "relayout/cli/failure.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/cli/values.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/report/write_verdict.hpp"

namespace relayout::cli {
namespace {

struct GroupingWords {
  std::string_view flag;
  std::string_view sentence;
};
constexpr std::array words = {
    GroupingWords{"exchanges", "all messages of an exchange at once"},
    GroupingWords{"sends-first", "one after another: everybody sends, then receives"},
    GroupingWords{"rank-0-sends-first",
                  "one after another: the first rank sends, then receives; all others receive first"},
};

std::string indented(const std::string& picture) {
  std::string text;
  for (std::size_t begin = 0; begin < picture.size();) {
    const std::size_t end = picture.find('\n', begin) + 1;
    text += "  " + picture.substr(begin, end - begin);
    begin = end;
  }
  return text;
}

report::GroupingReport report_of(const Placement& source, const Placement& target, const GroupingQuestion& question,
                                 const sim::ScriptReport& found) {
  return {.source = print(source.layout()),
          .target = print(target.layout()),
          .grouping = std::string(words[static_cast<std::size_t>(question.grouping)].flag),
          .channel = sim::to_string(question.channel),
          .verdict = found.verdict};
}

}  // namespace

sim::Grouping read_grouping(const std::string& text) {
  Choice choice{.flag = "--grouping", .words = {}};
  for (const GroupingWords& one : words) choice.words.push_back(one.flag);
  return static_cast<sim::Grouping>(read_choice(choice, text));
}

Verdict run_grouping(const Placement& source, const Placement& target, const GroupingQuestion& question,
                     const Output& output, const NamedPack& pack) {
  const auto scripts = take(sim::scripts_of(source, target, question.grouping), "simulation");
  const sim::ScriptReport found =
      sim::run_scripts(scripts, {.executor = {.kind = sim::ExecutorKind::replay}, .channel = question.channel});
  const report::GroupingReport report = report_of(source, target, question, found);
  if (output.json()) {
    report::write_grouping(output.stream(), report, pack.name);
    return found.verdict;
  }
  output.stream() << heading(output, pack, arrow(source.layout(), target.layout()))
                  << fmt::format("  posted    {}; {} channels\n",
                                 words[static_cast<std::size_t>(question.grouping)].sentence, report.channel)
                  << (found.verdict
                          ? output.paint("FAILS", 31) + "  " + found.verdict->law + ": " + found.verdict->message
                          : output.paint("holds", 32) + "  every rank ends")
                  << '\n'
                  << indented(found.picture) << '\n';
  return found.verdict;
}

}  // namespace relayout::cli
