#include "relayout/engine/table_writer.hpp"

#include <cassert>
#include <cstring>

namespace relayout::engine {
namespace {

constexpr std::int64_t alignment = 16;

// Lays lists into the block one after another.
class Writer {
 public:
  Writer(const TableScope& scope, std::span<std::byte> block) : scope_(scope), block_(block) {}

  [[nodiscard]] std::int64_t offset() const { return offset_; }

  void begin(TableList& list) {
    list = {.offset = offset_, .count = 0, .row_count = 0};
    list_ = &list;
  }
  void add(const Run& run, std::int32_t peer) {
    put({.local_row = run.local_row,
         .remote_row = run.remote_row,
         .first = list_->row_count,
         .peer = peer,
         .unused = 0});
    ++list_->count;
    list_->row_count += run.count;
  }
  void end() { put({.local_row = 0, .remote_row = 0, .first = list_->row_count, .peer = -1, .unused = 0}); }

  void messages(TableList& list, const MessageList& source) {
    begin(list);
    for (const Message& message : source.messages) {
      const std::int32_t peer = scope_.rank(message.peer);
      for (const Run& run : source.runs_of(message)) {
        add(run, peer);
      }
    }
    end();
  }
  void fills(TableList& list, const std::vector<Span>& spans) {
    begin(list);
    for (const Span& span : spans) {
      add({.local_row = span.begin, .remote_row = span.begin, .count = span.size()}, scope_.own_rank);
    }
    end();
  }
  void members(TableList& list) {
    begin(list);
    list.count = std::ssize(scope_.members);
    const auto bytes = static_cast<std::size_t>(list.count) * sizeof(std::int32_t);
    assert(static_cast<std::size_t>(offset_) + bytes <= block_.size());
    if (bytes > 0) std::memcpy(block_.data() + offset_, scope_.members.data(), bytes);
    offset_ += static_cast<std::int64_t>(bytes);
  }

 private:
  void put(const TableRun& run) {
    assert(static_cast<std::size_t>(offset_) + sizeof run <= block_.size());
    std::memcpy(block_.data() + offset_, &run, sizeof run);
    offset_ += static_cast<std::int64_t>(sizeof run);
  }

  const TableScope& scope_;
  std::span<std::byte> block_;
  std::int64_t offset_ = sizeof(MoveTable);
  TableList* list_ = nullptr;
};

static_assert(sizeof(MoveTable) % alignment == 0);
static_assert(sizeof(TableRun) % alignment == 0);

}  // namespace

std::int64_t table_bytes(const RankProgram& program, std::int64_t member_count) {
  constexpr std::int64_t list_ends = 5;
  const std::int64_t runs = std::ssize(program.sends.runs) + std::ssize(program.receives.runs) +
                            std::ssize(program.own) + std::ssize(program.target_fills) +
                            std::ssize(program.source_fills) + list_ends;
  return static_cast<std::int64_t>(sizeof(MoveTable)) + runs * static_cast<std::int64_t>(sizeof(TableRun)) +
         member_count * static_cast<std::int64_t>(sizeof(std::int32_t));
}

void write_table(const RankProgram& program, const TableScope& scope, std::span<std::byte> block) {
  assert(std::ssize(block) >= table_bytes(program, std::ssize(scope.members)));
  MoveTable table{};
  table.fingerprint = program.fingerprint;
  Writer writer(scope, block);
  writer.messages(table.sends, program.sends);
  writer.messages(table.receives, program.receives);
  writer.begin(table.own);
  for (const Run& run : program.own) {
    writer.add(run, scope.own_rank);
  }
  writer.end();
  writer.fills(table.target_fills, program.target_fills);
  writer.fills(table.source_fills, program.source_fills);
  writer.members(table.members);
  table.size_bytes = writer.offset();
  std::memcpy(block.data(), &table, sizeof table);
}

}  // namespace relayout::engine
