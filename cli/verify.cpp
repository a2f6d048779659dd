// relayout verify: judges somebody else's layout, plan, routes or view.
#include <fmt/format.h>

#include <memory>
#include <string>
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

std::string text_of(const Output& output, const report::VerifyReport& report) {
  std::string text = fmt::format(
      "{}  {}\n", report.verdict ? output.paint("FAILS", 31) : output.paint("holds", 32),
      report.verdict ? report.verdict->law + ": " + report.verdict->message : report.subject + ", as far as judged");
  for (const std::string& sentence : report.remarks) {
    text += "note: " + sentence + "\n";
  }
  return text;
}

ExitStatus run(const Flags& flags, const Output& output) {
  const std::string name = report::display_name(flags.file);
  const std::string text = take(report::read_text_file(flags.file), "");
  const report::Document document = take(report::read_document({.name = name, .text = text}), "");
  const Judgement judgement =
      std::visit([&](const auto& found) { return judge(found, known_of(flags.claims, found.claims)); }, document);
  const report::VerifyReport report{
      .subject = report::schema_of(document), .verdict = judgement.verdict, .remarks = judgement.remarks};
  if (output.json()) {
    report::write_verify(output.stream(), report,
                         std::visit([](const auto& found) { return found.claims.name; }, document));
  } else {
    output.stream() << text_of(output, report);
  }
  output.flush();
  return judgement.verdict ? ExitStatus::negative : ExitStatus::good;
}

}  // namespace

Command add_verify(CLI::App& program) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* app = program.add_subcommand("verify", "Judge somebody else's layout, plan, routes or view");
  app->add_option("FILE", flags->file, "A relayout.layout/1, plan/1, routes/1 or view/1; - is standard input")
      ->required();
  add_verify_flags(*app, flags->claims);
  app->footer(
      "Examples:\n"
      "  relayout plan --lengths 8,16 --source zigzag --target fla --cp 2 --json | relayout verify -\n"
      "  relayout verify routes.json --lengths 8,16 --source zigzag --target contiguous --cp 2");
  return {app, [flags](const Output& output) { return run(*flags, output); }};
}

}  // namespace relayout::cli
