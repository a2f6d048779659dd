// Lobbies that are found by a file, and what may lie in its place.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "relayout/engine/lobby_file.hpp"
#include "relayout/proptest/engine_lobby_scene.hpp"

namespace relayout::proptest {
namespace {

using engine::Lobby;
using engine::LobbyFile;

// A folder of its own.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("relayout-lobby-" + engine::random_key())) {
    std::filesystem::create_directory(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;  // removed once
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file() const { return path_ / "meeting"; }
  [[nodiscard]] bool is_empty() const { return std::filesystem::is_empty(path_); }

 private:
  std::filesystem::path path_;
};

engine::LobbyPlace by_file(const std::string& path, std::int32_t rank) {
  return {.rendezvous = {.host = "", .port = 0, .file = path, .job = "ours", .port_count = 1},
          .rank = rank,
          .world_size = 3,
          .patience = long_patience};
}

std::string enter(const engine::LobbyPlace& place) {
  const LobbyOrError lobby = Lobby::enter(place);
  if (!lobby) return text_of(lobby.error());
  const auto error = (*lobby)->barrier();
  return error ? text_of(*error) : good;
}

TEST(LobbyFile, leads_to_rank_0_and_is_removed_when_all_have_come) {
  const Folder folder;
  for (int turn = 0; turn < 5; ++turn) {
    const auto said = said_by_ranks(3, [&](std::int32_t rank) { return enter(by_file(folder.file(), rank)); });
    EXPECT_EQ(said, all_good(3));
    EXPECT_TRUE(folder.is_empty());
  }
}

TEST(LobbyFile, is_removed_where_the_meeting_fails) {
  const Folder folder;
  engine::LobbyPlace place = by_file(folder.file(), 0);
  place.patience = Milliseconds(50);
  EXPECT_EQ(enter(place), "rendezvous: rank 0 waited 50 ms at file " + folder.file() +
                              " for 3 ranks to come, in vain for ranks 1, 2");
  EXPECT_TRUE(folder.is_empty());
}

// What a launch before ours may have left behind, or somebody else put there. The guests find it first.
TEST(LobbyFile, of_somebody_else_is_passed_over) {
  const engine::Rendezvous nobody = fresh_address();
  const engine::Rendezvous elsewhere = fresh_address();
  const auto write = [](const LobbyFile& file) {
    return [file](const std::string& path) { EXPECT_FALSE(engine::write_lobby_file(path, file).has_value()); };
  };
  const auto text = [](const std::string& words) {
    return [words](const std::string& path) { std::ofstream(path) << words; };
  };
  // Another lobby of a job of the same name, which is not the one that the file spoke of.
  engine::Rendezvous namesake = elsewhere;
  namesake.job = "ours";
  std::string namesake_said;
  std::thread namesake_host(
      [&] { namesake_said = enter({.rendezvous = namesake, .rank = 0, .world_size = 2, .patience = long_patience}); });
  for (const std::function<void(const std::string&)>& leave :
       {std::function<void(const std::string&)>([](const std::string&) {}),
        std::function<void(const std::string&)>(
            write({.job = "theirs", .key = "k", .port = nobody.port, .hosts = {"127.0.0.1"}})),
        std::function<void(const std::string&)>(
            write({.job = "ours", .key = "k", .port = nobody.port, .hosts = {"127.0.0.1", "no.such.host.invalid"}})),
        std::function<void(const std::string&)>(
            write({.job = "ours", .key = "k", .port = elsewhere.port, .hosts = {"127.0.0.1"}})),
        std::function<void(const std::string&)>(text("")), std::function<void(const std::string&)>(text("garbage\n")),
        std::function<void(const std::string&)>(text("relayout lobby file 1\njob ours\nkey k\nport 70000\n")),
        std::function<void(const std::string&)>(text("relayout lobby file 1\njob ours\nport 7\n"))}) {
    const Folder folder;
    leave(folder.file());
    const auto said = said_by_ranks(3, [&](std::int32_t rank) {
      if (rank == 0) std::this_thread::sleep_for(Milliseconds(100));
      return enter(by_file(folder.file(), rank));
    });
    EXPECT_EQ(said, all_good(3));
    EXPECT_TRUE(folder.is_empty());
  }
  EXPECT_EQ(enter({.rendezvous = namesake, .rank = 1, .world_size = 2, .patience = long_patience}), good);
  namesake_host.join();
  EXPECT_EQ(namesake_said, good) << "nobody came in by the left-over file";
}

TEST(LobbyFile, that_is_of_no_use_is_named_in_the_end) {
  const Folder folder;
  engine::LobbyPlace place = by_file(folder.file(), 1);
  place.patience = Milliseconds(50);
  const std::string prefix = "rendezvous: rank 1 of 3 cannot enter the lobby at file " + folder.file() +
                             " (patience 50 ms): it has not found rank 0; at last: ";
  EXPECT_EQ(enter(place), prefix + folder.file() + " is not there");
  std::ofstream(folder.file()) << "garbage\n";
  EXPECT_EQ(enter(place), prefix + folder.file() + " holds no address of a lobby");
  EXPECT_FALSE(
      engine::write_lobby_file(folder.file(), {.job = "theirs", .key = "k", .port = 1, .hosts = {}}).has_value());
  EXPECT_EQ(enter(place), prefix + "the file there is of job theirs, ours is ours");
}

TEST(LobbyFile, that_cannot_be_written_is_an_error_at_once) {
  const Folder folder;
  const std::string error = enter(by_file(folder.file() + "/not/a/folder", 0));
  EXPECT_EQ(error.rfind("rendezvous: rank 0 cannot write " + folder.file() + "/not/a/folder: ", 0), 0U) << error;
}

// One writes it over and over, another reads it.
TEST(LobbyFile, is_there_as_a_whole_or_not_at_all) {
  const Folder folder;
  const LobbyFile file = {
      .job = "ours", .key = "k", .port = 1, .hosts = std::vector<std::string>(200, std::string(60, 'h'))};
  ASSERT_FALSE(engine::write_lobby_file(folder.file(), file).has_value());
  std::atomic<bool> ending = false;
  std::thread writer([&] {
    while (!ending) EXPECT_FALSE(engine::write_lobby_file(folder.file(), file).has_value());
  });
  for (int turn = 0; turn < 500; ++turn) {
    const auto found = engine::read_lobby_file(folder.file());
    EXPECT_TRUE(found.has_value());
    EXPECT_TRUE(!found || found->hosts == file.hosts);
  }
  ending = true;
  writer.join();
}

TEST(LobbyFile, of_a_later_door_is_left_in_place) {
  const Folder folder;
  const LobbyFile first = {.job = "ours", .key = "first", .port = 1, .hosts = {"a", "b"}};
  const LobbyFile second = {.job = "ours", .key = "second", .port = 2, .hosts = {}};
  ASSERT_FALSE(engine::write_lobby_file(folder.file(), first).has_value());
  ASSERT_FALSE(engine::write_lobby_file(folder.file(), second).has_value());
  engine::remove_lobby_file(folder.file(), first);
  const auto found = engine::read_lobby_file(folder.file());
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->key, "second");
  engine::remove_lobby_file(folder.file(), second);
  EXPECT_TRUE(folder.is_empty());
}

}  // namespace
}  // namespace relayout::proptest
