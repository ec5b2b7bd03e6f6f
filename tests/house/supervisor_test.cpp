/// The builder: trees made in C++, with real processes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <troupe/troupe.hpp>
#include <troupe/supervisor.hpp>

#include "support/scoped.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

behavior mark(event_based_actor*, const std::string& path, int number) {
  std::ofstream(path, std::ios::app) << "mark " << number << '\n';
  return {[](int x) { return x; }};
}

std::string contents(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

child until_file(const std::string& name, const fs::path& file) {
  return {.name = name,
          .shell = "while [ ! -e '" + file.string() + "' ]; do sleep 0.01; done",
          .restart = transient,
          .significant = true};
}

TEST(Supervisor, starts_in_order_and_start_returns_when_all_are_ready) {
  const a_system sys;
  const temp_folder folder;
  const fs::path log = folder.path() / "log";
  supervisor root{{.strategy = rest_for_one}};
  root.add({.name = "first", .run = {fn<mark>, log.string(), 1}});
  root.add({.name = "second",
            .shell = "echo second >> '" + log.string() + "'",
            .restart = transient,
            .ready = readiness::exit});
  root.add({.name = "third", .run = {fn<mark>, log.string(), 3}});
  root.start();
  EXPECT_EQ(contents(log), "mark 1\nsecond\nmark 3\n");
  root.stop();
  EXPECT_EQ(root.wait(), 0);
}

TEST(Supervisor, ends_with_the_exit_code_of_its_significant_child) {
  const a_system sys;
  supervisor root{{.auto_shutdown = auto_shutdown_rule::any}};
  root.add({.name = "job", .shell = "exit 7", .restart = temporary, .significant = true});
  root.start();
  EXPECT_EQ(root.wait(), 7);
}

TEST(Supervisor, gives_up_with_70_when_a_child_fails_too_often) {
  const a_system sys;
  supervisor root{{.limit = {.restarts = 1}}};
  root.add({.name = "bad", .shell = "exit 1", .backoff = {.initial = 1ms}});
  root.start();
  EXPECT_EQ(root.wait(), 70);
}

TEST(Supervisor, a_subtree_is_one_child_and_fails_as_one) {
  const a_system sys;
  const temp_folder folder;
  const fs::path two = folder.path() / "two";
  supervisor part{{.limit = {.restarts = 0}, .backoff = {.initial = 1ms}}};
  part.add({.name = "bad", .shell = "[ {incarnation} = 2 ] || exit 1; touch '" + two.string() + "'; exec sleep 1000"});
  supervisor root{{.auto_shutdown = auto_shutdown_rule::any}};
  root.add("part", part);
  root.add(until_file("end", two));
  root.start();
  EXPECT_EQ(root.wait(), 0);
}

TEST(Supervisor, a_child_that_is_added_later_starts_at_once) {
  const a_system sys;
  const temp_folder folder;
  supervisor root{{.auto_shutdown = auto_shutdown_rule::any}};
  root.add({.name = "web", .command = {"sleep", "1000"}});
  root.start();
  const fs::path here = folder.path() / "here";
  root.add({.name = "late", .shell = "touch '" + here.string() + "'; exec sleep 1000"});
  EXPECT_TRUE(wait_until([&] { return fs::exists(here); }));
  EXPECT_THROW(root.add({.name = "late", .command = {"true"}}), invalid_argument);
  root.stop(5);
  EXPECT_EQ(root.wait(), 5);
  EXPECT_THROW(root.add({.name = "later", .command = {"true"}}), invalid_state);
}

TEST(Supervisor, all_that_is_wrong_is_said_at_once_and_nothing_starts) {
  const a_system sys;
  const temp_folder folder;
  const fs::path started = folder.path() / "started";
  supervisor root;
  root.add({.name = "good", .shell = "touch '" + started.string() + "'"});
  root.add({.name = "web", .command = {"true"}, .after = {"nobody"}});
  root.add({.name = "job", .command = {"true"}, .significant = true});
  try {
    root.start();
    ADD_FAILURE() << "it started";
  } catch (const invalid_argument& why) {
    EXPECT_THAT(why.what(), HasSubstr("unknown child \"nobody\""));
    EXPECT_THAT(why.what(), HasSubstr("\"job\" is significant but permanent"));
  }
  EXPECT_FALSE(fs::exists(started));
  EXPECT_THROW(static_cast<void>(root.wait()), invalid_state);
}

TEST(Supervisor, keys_of_a_pool_that_would_have_no_effect_are_refused) {
  const a_system sys;
  for (const auto& [key, what] : std::vector<std::pair<std::string, child>>{
         {"a queue", {.name = "web", .shell = "true", .count = 2, .queue = {.limit = 7}}},
         {"more of `work`", {.name = "web", .shell = "true", .count = 2, .work = {.in_flight = 4}}}}) {
    supervisor root;
    root.add(what);
    try {
      root.start();
      ADD_FAILURE() << key;
    } catch (const invalid_argument& why) {
      EXPECT_THAT(why.what(), HasSubstr("not yet: a running tree does not know " + key));
    }
  }
}

TEST(Supervisor, one_tree_runs_at_a_time_and_another_after_it) {
  const a_system sys;
  supervisor first;
  first.add({.name = "web", .command = {"sleep", "1000"}});
  first.start();
  supervisor second;
  second.add({.name = "web", .command = {"sleep", "1000"}});
  EXPECT_THROW(second.start(), invalid_state);
  first.stop();
  EXPECT_EQ(first.wait(), 0);
  second.start();
  second.stop();
  EXPECT_EQ(second.wait(), 0);
}

TEST(Supervisor, without_a_system_it_says_which_line_is_missing) {
  supervisor root;
  root.add({.name = "web", .command = {"true"}});
  EXPECT_THROW(root.start(), contract_error);
}

TEST(Supervisor, ends_with_its_system_and_is_inert_then) {
  supervisor root;
  root.add({.name = "web", .command = {"sleep", "1000"}});
  {
    const a_system sys;
    root.start();
  }
  EXPECT_THROW(static_cast<void>(root.wait()), contract_error);
  const a_system another;
  EXPECT_THROW(static_cast<void>(root.wait()), invalid_state);
}

TEST(Supervisor, stop_may_come_from_a_handler_of_this_process) {
  const a_system sys;
  supervisor root;
  root.add({.name = "web", .command = {"sleep", "1000"}});
  root.start();
  troupe::self self;
  const caf::actor stopper =
    self->spawn([&root](event_based_actor*) -> behavior { return {[&root](int code) { root.stop(code); }}; });
  caf::anon_send(stopper, 9);
  EXPECT_EQ(root.wait(), 9);
}

TEST(Supervisor, a_pool_runs_as_many_slots_as_it_counts) {
  const a_system sys;
  const temp_folder folder;
  const fs::path log = folder.path() / "log";
  supervisor root;
  root.add({.name = "worker", .shell = "echo {slot} >> '" + log.string() + "'; exec sleep 1000", .count = 3});
  root.start();
  EXPECT_TRUE(wait_until([&] { return contents(log).size() == 6; })) << contents(log);
  root.stop();
  EXPECT_EQ(root.wait(), 0);
}

} // namespace
} // namespace troupe::tests
