// relayout verify: judges somebody else's layout, plan, routes or view.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "relayout/cli/command.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/cli/verify_claims.hpp"
#include "relayout/cli/verify_judge.hpp"
#include "relayout/model/report/document.hpp"
#include "relayout/model/report/write_verdict.hpp"

namespace relayout::cli {
namespace {

struct Flags {
  VerifyFlags claims;
  std::string file;
};

std::string text_of(const Output& output, const report::VerifyReport& report, const report::DocumentName& name) {
  std::string text = fmt::format(
      "{}  {}{}\n", report.verdict ? output.paint("FAILS", 31) : output.paint("holds", 32), name ? *name + "  " : "",
      report.verdict ? report.verdict->law + ": " + report.verdict->message : report.subject + ": " + report.judged);
  for (const std::string& sentence : report.remarks) {
    text += "note: " + sentence + "\n";
  }
  return text;
}

ExitStatus judge_document(const Flags& flags, const report::Document& document, const Output& output) {
  refuse_flags(flags.claims, document);
  const auto [name, judgement] = std::visit(
      [&](const auto& found) {
        return std::pair(found.claims.name,
                         judge(found, known_of(flags.claims, found.claims, report::display_name(flags.file))));
      },
      document);
  const report::VerifyReport report{.subject = report::schema_of(document),
                                    .judged = judgement.judged,
                                    .verdict = judgement.verdict,
                                    .remarks = judgement.remarks};
  if (output.json()) {
    report::write_verify(output.stream(), report, name);
  } else {
    output.stream() << text_of(output, report, name);
  }
  output.flush();
  return judgement.verdict ? ExitStatus::negative : ExitStatus::good;
}

ExitStatus run(const Flags& flags, const Output& output) {
  const std::string name = report::display_name(flags.file);
  const std::string text = take(report::read_text_file(flags.file), "");
  ExitStatus worst = ExitStatus::good;
  for (const report::Document& document : take(report::read_documents({.name = name, .text = text}), "")) {
    try {
      worst = std::max(worst, judge_document(flags, document, output));
    } catch (Failure& failure) {
      failure.set_batch(std::visit([](const auto& found) { return found.claims.name; }, document));
      throw;
    }
  }
  return worst;
}

}  // namespace

Command add_verify(CLI::App& program) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* app = program.add_subcommand("verify", "Judge somebody else's layout, plan, routes or view");
  app->add_option("FILE", flags->file,
                  "A relayout.layout/1, plan/1, routes/1 or view/1, or one a line; - is standard input")
      ->required();
  add_verify_flags(*app, flags->claims);
  app->footer(
      "Examples:\n"
      "  relayout plan --lengths 8,16 --source zigzag --target fla --cp 2 --json | relayout verify -\n"
      "  relayout verify routes.json --lengths 8,16 --source zigzag --target contiguous --cp 2");
  return {app, [flags](const Output& output) { return run(*flags, output); }};
}

}  // namespace relayout::cli
