// The readers of files: packs by the line, and the documents that verify judges.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/check/check_pieces.hpp"
#include "relayout/model/check/check_routes.hpp"
#include "relayout/model/check/check_view.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/report/batches.hpp"
#include "relayout/model/report/document.hpp"
#include "relayout/model/report/write_json.hpp"
#include "relayout/proptest/fuzz/entry.hpp"
#include "relayout/proptest/fuzz/promise.hpp"

namespace relayout::proptest {
namespace {

void promise_witness(const Verdict& verdict) {
  if (!verdict) return;
  promise(!verdict->law.empty(), "a witness names its law");
  promise(!verdict->message.empty(), "a witness has a message");
}

std::string written_out(const std::vector<report::Batch>& batches) {
  std::string text;
  for (const report::Batch& batch : batches) {
    const nlohmann::json line{
        {"name", batch.name},
        {"lengths", std::vector<std::int64_t>(batch.pack.lengths().begin(), batch.pack.lengths().end())},
        {"slots", batch.pack.slots()},
        {"cp", batch.cp}};
    text += line.dump() + "\n";
  }
  return text;
}

// The problem that routes and views are held against: six tokens, aligned and not.
Placement placed(std::string_view layout) {
  const auto parsed = parse_layout(layout, {.default_cp = 2, .read_custom = nullptr});
  return Placement::make(*parsed, *Pack::from_lengths({2, 4})).value();
}

// A sound table is a layout, and the layout written out is the table again.
void judge(const report::LayoutDocument& document) {
  const Verdict verdict = check_pieces(document.table);
  if (verdict) return promise_witness(verdict);
  LayoutKeys keys;
  keys.name = LayoutName::custom;
  keys.file = "a.json";
  keys.cp = std::ssize(document.table.ranks);
  for (const RankPieces& rank : document.table.ranks) keys.world.push_back(rank.world_rank);
  keys.custom = std::make_shared<const PieceTable>(document.table);
  const auto layout = Layout::make(std::move(keys));
  if (!layout) return promise_words(layout.error());
  const auto pack = Pack::from_lengths({document.table.token_count});
  if (!pack) return promise_words(pack.error());
  const auto placement = Placement::make(*layout, *pack);
  if (!placement) return promise_words(placement.error());
  promise(placement->table() == canonical(document.table), "a custom layout places tokens where its pieces do");
  std::ostringstream text;
  report::write_layout(text, *placement);
  const auto again = report::read_document({.name = "again", .text = text.view()});
  promise(again.has_value(), "a layout written out can be read");
  const auto* written = std::get_if<report::LayoutDocument>(&*again);
  promise(written != nullptr, "a layout written out is a layout");
  promise(canonical(written->table) == canonical(document.table), "a layout written out is the layout");
}

void judge(const report::PlanDocument& document) {
  promise_witness(check_moves(document.table, {}));
  promise_witness(check_canonical_moves(document.table.moves));
}

void judge(const report::RoutesDocument& document) {
  promise_witness(check_routes(
      {.routes = document.routes, .source = placed("zigzag:remainder=pad"), .target = placed("contiguous")}));
}

void judge(const report::ViewDocument& document) {
  for (const ViewClaim& claim : document.ranks) {
    promise_witness(check_view(claim, placed("contiguous")));
    promise_witness(check_view(claim, placed("zigzag:remainder=balanced")));
  }
}

}  // namespace

void feed_batches(std::string_view bytes) {
  const auto batches = report::read_batches({.name = "fed", .text = bytes});
  if (!batches) return promise_words(batches.error());
  const std::string text = written_out(*batches);
  const auto again = report::read_batches({.name = "again", .text = text});
  promise(again.has_value(), "packs written out can be read");
  promise(again->size() == batches->size(), "packs written out are as many");
  for (std::size_t i = 0; i < batches->size(); ++i) {
    const report::Batch& before = (*batches)[i];
    const report::Batch& after = (*again)[i];
    const bool same = before.name == after.name && before.pack == after.pack && before.cp == after.cp;
    promise(same, "a pack written out is the pack");
  }
}

void feed_document(std::string_view bytes) {
  const auto document = report::read_document({.name = "fed", .text = bytes});
  if (!document) return promise_words(document.error());
  promise(report::schema_of(*document).starts_with("relayout."), "a document has a schema");
  std::visit([](const auto& kind) { judge(kind); }, *document);
}

}  // namespace relayout::proptest
