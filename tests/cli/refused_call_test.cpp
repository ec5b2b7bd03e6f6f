/// The kernel refuses something to the supervisor, once: fork, open, pipe, mmap, write and what else it calls. It says
/// so before anything runs, or tries again; nobody else is harmed, and whoever asks is answered.
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <span>

#include "cli/connection.hpp"
#include "cli/exit_code.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"
#include "tree_run.hpp"

namespace troupe::tests {
namespace {

using namespace rooms;
using namespace std::chrono_literals;
namespace json = message::json;

struct call {
  const char* name;
  const char* place; ///< of framework/os/fault_point.hpp
  int error_number;
};

constexpr call calls_of_the_spawner[] = {
  {"fork", "os.fork", EAGAIN},
  {"pipe", "os.pipe", EMFILE},
  {"pidfd_open", "os.pidfd", EMFILE},
  {"send", "os.packet.send", ENOBUFS},
};

constexpr call calls_of_the_command[] = {
  {"mmap", "os.mapping.map", ENOMEM},
  {"open", "os.open", EMFILE},
  {"write", "os.stream.write", ENOBUFS},
  {"send", "os.packet.send", ENOBUFS},
  {"accept", "os.accept", EMFILE},
  {"epoll_ctl", "os.poller.watch", ENOSPC},
  {"socket", "os.socket", EMFILE},
  {"socketpair", "os.socket_pair", EMFILE},
  {"pidfd_open", "os.pidfd", EMFILE},
  {"memfd_create", "os.memfd", EMFILE},
  {"fallocate", "os.shared_file.reserve", ENOSPC},
  {"eventfd", "os.event_fd", EMFILE},
  {"dup", "os.duplicate", EMFILE},
};

std::string fault_of(const call& which, unsigned nth) {
  return std::string{which.place} + ":fail:" + std::to_string(nth) + ":" + std::to_string(which.error_number);
}

/// Two that live, two that come back all the time.
const std::string busy = R"([defaults]
backoff = { initial = "5ms", max = "5ms" }
stop = { drain = "0s", grace = "2s" }
[supervisor.root]
children = ["one", "web", "quick", "broken"]
limit = { restarts = "unlimited" }
budget = { restarts = "unlimited", within = "1m" }
[actor.one]
run = "shop::fragile"
[command.web]
run = ["sleep", "1000"]
[command.quick]
shell = "exit 1"
[actor.broken]
run = "shop::broken"
)";

class RefusedCall : public TreeRun {
protected:
  /// What `status` says of it; nothing where that very connection is refused.
  [[nodiscard]] std::optional<json::object> look(const std::string& name) const {
    cli::invocation asked;
    asked.socket = (folder_.path() / "troupe" / "tree.sock").string();
    asked.addresses = {name};
    asked.timeout = 5s;
    try {
      return cli::connection(asked).ask("status", {}).result.at("children").as_array().at(0).as_object();
    } catch (const cli::refusal&) {
      return std::nullopt;
    }
  }
  [[nodiscard]] std::int64_t life_of(const std::string& name) const {
    const auto seen = look(name);
    return seen ? seen->at("incarnation").to_number<std::int64_t>() : 0;
  }
  [[nodiscard]] bool is_ready(const std::string& name) const {
    const auto seen = look(name);
    return seen && seen->at("state") == "ready";
  }
  void kill(const std::string& name) const {
    std::optional<json::object> seen;
    EXPECT_TRUE(wait_until([&] { return (seen = look(name)).has_value(); }));
    const int pid = seen ? static_cast<int>(seen->at("pid").as_int64()) : 0;
    EXPECT_TRUE(pid != 0 && ::kill(pid, SIGKILL) == 0);
  }

  /// A tree of whose command, or else guard and spawner, these calls fail, each the nth time.
  void live_with(const char* in_whom, const std::string& faults, unsigned nth) {
    SCOPED_TRACE(in_whom + ("=" + faults));
    std::vector<std::string> words = tree(busy);
    words.emplace_back("-q");
    std::optional<running_program> command;
    {
      const scoped_variable armed{in_whom, faults};
      command.emplace(TROUPE_PROGRAM, words);
    }
    const auto is_over = [&] { return command->process().handle().has_ended(); };
    EXPECT_TRUE(wait_until([&] { return is_over() || (is_ready("one") && is_ready("web")); }));
    if (is_over()) {
      EXPECT_EQ(exit_code(command->wait()), cli::cannot_create) << command->said();
      EXPECT_NE(command->said().find("(E"), std::string::npos) << "no reason: " << command->said();
      return;
    }
    expect_it_lives_on(nth);
    command->signal(SIGINT);
    EXPECT_EQ(exit_code(command->wait()), 128 + SIGINT) << command->said();
  }

  void expect_it_lives_on(std::int64_t nth) {
    std::int64_t one = 0, web = 0;
    EXPECT_TRUE(wait_until([&] { return (one = life_of("one")) != 0 && (web = life_of("web")) != 0; }));
    EXPECT_TRUE(wait_until([&] { return life_of("quick") > nth && life_of("broken") > nth; }, 60s));
    EXPECT_TRUE(wait_until([&] { return life_of("web") == web && is_ready("web"); })) << "a bystander is harmed";
    EXPECT_TRUE(wait_until([&] { return life_of("one") == one && is_ready("one"); })) << "a bystander is harmed";
    kill("one");
    EXPECT_TRUE(wait_until([&] { return life_of("one") > one && is_ready("one"); }));
  }
};

// tests/cli/program/main.cpp
constexpr const char* command = "TROUPE_FAULT";
constexpr const char* spawner = "SPAWNER_FAULT";

class RefusedToTheCommand : public RefusedCall, public testing::WithParamInterface<call> {};

TEST_P(RefusedToTheCommand, of_the_first_of_its_kind_is_told_or_tried_again) {
  for (const unsigned nth : {1U, 2U, 5U})
    live_with(command, fault_of(GetParam(), nth), nth);
}

std::string name_of(const testing::TestParamInfo<call>& each) { return each.param.name; }

INSTANTIATE_TEST_SUITE_P(Kind, RefusedToTheCommand, testing::ValuesIn(calls_of_the_command), name_of);

class RefusedToTheSpawner : public RefusedCall, public testing::WithParamInterface<call> {};

// What comes before is refused to each guard and spawner at its start, and so for ever.
TEST_P(RefusedToTheSpawner, of_the_first_of_its_kind_is_told_and_tried_again) {
  for (const unsigned nth : {5U, 6U, 9U})
    live_with(spawner, fault_of(GetParam(), nth), nth);
}

INSTANTIATE_TEST_SUITE_P(Kind, RefusedToTheSpawner, testing::ValuesIn(calls_of_the_spawner), name_of);

std::string all_of(std::span<const call> which, unsigned nth) {
  std::string all;
  for (const call& each : which)
    all += (all.empty() ? "" : ",") + fault_of(each, nth);
  return all;
}

TEST_F(RefusedCall, of_every_kind_while_the_tree_runs_ends_nothing) {
  live_with(command, all_of(calls_of_the_command, 20), 20);
  live_with(spawner, all_of(calls_of_the_spawner, 20), 20);
}

class Soak : public RefusedCall {};

// TROUPE_SOAK=1 asks for the long run.
TEST_F(Soak, of_refused_calls_up_to_the_500th_of_every_kind_ends_no_tree) {
  set_test_limit(7000s);
  const unsigned most = std::getenv("TROUPE_SOAK") != nullptr ? 500 : 20;
  for (unsigned nth = 1; nth <= most; ++nth) {
    live_with(command, all_of(calls_of_the_command, nth), nth);
    if (nth > 4)
      live_with(spawner, all_of(calls_of_the_spawner, nth), nth);
  }
}

} // namespace
} // namespace troupe::tests
