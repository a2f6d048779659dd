#include "relayout/model/report/batches.hpp"

#include <optional>
#include <utility>

#include "relayout/model/limits.hpp"
#include "relayout/model/report/json_in.hpp"

namespace relayout::report {

namespace {

std::vector<std::int64_t> read_cp(const JsonNode& list) {
  std::vector<std::int64_t> sizes;
  for (const JsonNode& item : list.items()) {
    const std::int64_t size = item.integer(max_rank_count);
    if (size == 0) {
      item.refuse("an integer in 1 .. " + std::to_string(max_rank_count));
    }
    sizes.push_back(size);
  }
  return sizes;
}

Result<Batch> read_batch(const JsonSource& source) {
  const auto tree = parse_json(source);
  if (!tree) {
    return tree.error();
  }
  JsonFault fault{.source = source, .root = *tree, .error = std::nullopt};
  const JsonNode root(fault);
  const auto name = root.find("name");
  const auto slots = root.find("slots");
  const auto cp = root.find("cp");
  const std::string line = "line " + std::to_string(source.line.value_or(1));
  Batch batch{
      .name = name ? name->string() : line, .pack = Pack(), .cp = cp ? read_cp(*cp) : std::vector<std::int64_t>()};
  std::vector<std::int64_t> lengths = root.at("lengths").integers();
  const std::vector<std::int64_t> slot_sizes = slots ? slots->integers() : std::vector<std::int64_t>();
  if (fault.error) {
    return *fault.error;
  }
  auto pack = slots ? Pack::from_lengths(std::move(lengths), slot_sizes) : Pack::from_lengths(std::move(lengths));
  if (!pack) {
    return make_error(pack.error().code, source.text.name, " ", line, ": ", pack.error().message);
  }
  batch.pack = std::move(pack).value();
  return batch;
}

}  // namespace

Result<std::vector<Batch>> read_batches(const NamedText& source) {
  std::vector<Batch> batches;
  for (const JsonSource& line : json_lines(source)) {
    auto batch = read_batch(line);
    if (!batch) {
      return batch.error();
    }
    batches.push_back(std::move(batch).value());
  }
  return batches;
}

}  // namespace relayout::report
