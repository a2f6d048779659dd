// relayout show: a layout, or a move from one to another, as a picture.
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "relayout/cli/command.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/cli/pack_input.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/report/draw_svg.hpp"
#include "relayout/model/report/draw_text.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout::cli {
namespace {

struct Flags {
  PackFlags packs;
  FlagText layout;
  FlagText source;
  FlagText target;
  FlagText svg;
  FlagText html;
};

report::Picture picture_of(const Problem& problem, const std::vector<LayoutChoice>& layouts) {
  const Placement source = layouts.front().place(problem.pack.pack, problem.cp);
  report::Picture picture =
      layouts.size() == 1
          ? report::picture_of(source)
          : report::picture_of(take(Plan::make(source, layouts.back().place(problem.pack.pack, problem.cp)), "plan"));
  picture.title = problem.pack.name.value_or("");
  return picture;
}

// For people: the names of presets stand beside what they mean.
report::Picture captioned(report::Picture picture, const Problem& problem, const std::vector<LayoutChoice>& layouts) {
  picture.source.layout = layouts.front().label(problem.cp);
  if (picture.target) {
    picture.target->layout = layouts.back().label(problem.cp);
  }
  return picture;
}

// relayout.show/1: what the picture is of, and its traffic matrix as the pairs that are not empty.
void write_json(const Output& output, const Problem& problem, const report::Picture& picture) {
  nlohmann::ordered_json document = {{"schema", "relayout.show/1"}};
  if (problem.pack.name) {
    document["name"] = *problem.pack.name;
  }
  document["lengths"] = problem.pack.pack.lengths();
  document["slots"] = problem.pack.pack.slots();
  document["token_count"] = problem.pack.pack.token_count();
  document[picture.target ? "source" : "layout"] = picture.source.layout;
  if (picture.target) {
    document["target"] = picture.target->layout;
    document["traffic"] = nlohmann::ordered_json::array();
    for (const PairTraffic& pair : pair_traffic(picture.moves)) {
      document["traffic"].push_back(
          {{"source_rank", pair.source_rank}, {"target_rank", pair.target_rank}, {"rows", pair.rows}});
    }
  }
  output.stream() << document.dump() << '\n';
}

// Failure: usage, where the picture and the JSON would be one stream.
void check_apart(const char* flag, const std::string& path, const Output& output) {
  if (output.json() && path == "-") {
    fail_usage(flag, " - would mix with --json on standard output; name a file");
  }
}

void write_files(const Output& output, const Flags& flags, const std::vector<report::Picture>& pictures) {
  if (flags.svg) {
    if (pictures.size() != 1) {
      fail_usage("--svg holds one picture, these are ", pictures.size(), "; use --html, or one pack and one CP size");
    }
    check_apart("--svg", *flags.svg, output);
    write_file({.path = *flags.svg, .text = report::draw_svg(pictures.front())}, output);
  }
  if (flags.html) {
    check_apart("--html", *flags.html, output);
    write_file({.path = *flags.html, .text = report::draw_html(pictures)}, output);
  }
}

std::vector<LayoutChoice> layouts_of(const Flags& flags) {
  if (flags.layout && !flags.source && !flags.target) {
    return {LayoutChoice("--layout", *flags.layout)};
  }
  if (!flags.layout && flags.source && flags.target) {
    return {LayoutChoice("--source", *flags.source), LayoutChoice("--target", *flags.target)};
  }
  fail_usage("give --layout to draw one layout, or --source and --target to draw a move");
}

ExitStatus run(const Flags& flags, const Output& output) {
  const std::vector<LayoutChoice> layouts = layouts_of(flags);
  const std::vector<Problem> problems = read_problems(flags.packs, layouts);
  if (flags.svg || flags.html) {
    std::vector<report::Picture> pictures;
    for_each_problem(problems, [&](const Problem& problem) {
      pictures.push_back(captioned(picture_of(problem, layouts), problem, layouts));
    });
    write_files(output, flags, pictures);
  }
  for_each_problem(problems, [&](const Problem& problem) {
    if ((flags.svg || flags.html) && !output.json()) {
      return;
    }
    const report::Picture picture = picture_of(problem, layouts);
    if (output.json()) {
      write_json(output, problem, picture);
    } else {
      output.stream() << report::draw_text(captioned(picture, problem, layouts), output.style()) << '\n';
    }
    output.flush();
  });
  return ExitStatus::good;
}

}  // namespace

Command add_show(CLI::App& program) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* app = program.add_subcommand("show", "Draw a layout, or a move and its traffic");
  add_pack_flags(*app, flags->packs);
  app->add_option("--layout", flags->layout, "Draw this layout alone")->type_name("LAYOUT");
  app->add_option("--source", flags->source, "Layout the rows are in")->type_name("LAYOUT");
  app->add_option("--target", flags->target, "Layout the rows go to")->type_name("LAYOUT");
  app->add_option("--svg", flags->svg, "Write an SVG instead; - is standard output")->type_name("FILE");
  app->add_option("--html", flags->html, "Write a page instead; - is standard output")->type_name("FILE");
  app->footer(
      "Examples:\n"
      "  relayout show --lengths 8,16 --source zigzag --target contiguous --cp 2\n"
      "  relayout show --lengths 5,7,13 --layout zigzag:remainder=balanced --cp 3\n"
      "  relayout show --lengths 8,16 --source zigzag --target sequential --cp 4 --svg -");
  return {app, [flags](const Output& output) { return run(*flags, output); }};
}

}  // namespace relayout::cli
