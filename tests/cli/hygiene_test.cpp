/// What a tree leaves behind when it, or a part of the machinery, is killed: nothing. And the ends of `run`.
#include <algorithm>
#include <csignal>

#include "os/clock.hpp"
#include "os/pidfd.hpp"
#include "os/process_facts.hpp"
#include "support/wait_until.hpp"
#include "tree_run.hpp"

namespace troupe::tests {
namespace {

using namespace rooms;
using namespace std::chrono_literals;

/// A program whose grandchildren do what they can to be forgotten.
const std::string deserters = R"([command.web]
shell = """
trap '' TERM HUP
sleep 1000 &
setsid sleep 1001 &
(setsid sh -c 'sleep 1002 & sleep 1003' &)
echo all there
while :; do sleep 1004; done
"""
stop = { grace = "300ms" }
[command.other]
run = ["sleep", "1005"]
)";

class Hygiene : public TreeRun {
protected:
  /// Everybody below `pid`, held so that no number is mistaken for another process.
  static std::vector<os::pidfd> hold_all_below(int pid) {
    std::vector<os::pidfd> held;
    for (const int each : os::descendants_of(pid))
      if (auto one = os::pidfd::find(each))
        held.push_back(std::move(*one));
    return held;
  }
  static void expect_gone(const std::vector<os::pidfd>& all) {
    const auto deadline = os::deadline_after(30s);
    for (const os::pidfd& one : all)
      EXPECT_TRUE(one.wait_ended(deadline));
  }
  /// Of a tree of deserters that runs: itself and guard or spawner, and below, the programs.
  std::vector<os::pidfd> wait_until_all_are_there(running_program& command) {
    command.wait_for_line("all there");
    command.wait_for_line("root             ready");
    EXPECT_TRUE(wait_until([&] { return os::descendants_of(command.pid()).size() >= 8; }));
    return hold_all_below(command.pid());
  }
};

TEST_F(Hygiene, no_orphan_is_left_after_ctrl_c) {
  running_program command(TROUPE_COMMAND, tree(deserters));
  const auto all = wait_until_all_are_there(command);
  command.press_ctrl_c();
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT) << command.said();
  expect_gone(all);
}

TEST_F(Hygiene, no_orphan_is_left_after_a_sigkill_of_the_command) {
  running_program command(TROUPE_COMMAND, tree(deserters));
  const auto all = wait_until_all_are_there(command);
  command.signal(SIGKILL);
  expect_gone(all);
  command.wait();
}

/// The one of these with the most below it.
int busiest(const std::vector<int>& all) {
  return *std::ranges::max_element(all, {}, [](int pid) { return os::descendants_of(pid).size(); });
}

/// Guard and spawner: the command's child, and that one's. With either all programs end, and come back under new ones.
TEST_F(Hygiene, no_orphan_is_left_after_a_sigkill_of_guard_or_spawner_and_the_tree_comes_back) {
  running_program command(TROUPE_COMMAND, tree(deserters));
  for (const bool is_spawner : {true, false}) {
    const auto all = wait_until_all_are_there(command);
    const int guard = busiest(os::children_of(command.pid()));
    const int spawner = busiest(os::children_of(guard));
    const auto programs = hold_all_below(spawner);
    EXPECT_GE(programs.size(), 6U);
    ASSERT_EQ(::kill(is_spawner ? spawner : guard, SIGKILL), 0);
    expect_gone(programs);
    ask({"wait", "web", "other"});
    EXPECT_EQ(code_, 0) << said_;
  }
  command.press_ctrl_c();
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT) << command.said();
}

TEST_F(Hygiene, a_second_ctrl_c_ends_at_once) {
  running_program command(TROUPE_COMMAND, tree(R"([command.web]
shell = "trap '' TERM; echo here; while :; do sleep 1000; done"
stop = { grace = "1h" }
)"));
  command.wait_for_line("here");
  command.wait_for_line("root             ready");
  const auto all = hold_all_below(command.pid());
  command.signal(SIGINT);
  command.wait_for_line("web              stopping");
  command.signal(SIGINT);
  EXPECT_EQ(exit_code(command.wait()), -SIGINT) << "by the signal itself, which a shell shows as 130";
  expect_gone(all);
}

// It never gets ready: the tree is still starting.
const std::string slow_to_start = R"([command.web]
shell = "trap '' TERM; echo here; while :; do sleep 1000; done"
ready = "exit"
restart = "transient"
start_timeout = "1h"
stop = { grace = GRACE }
)";

std::string with_grace(std::string text, const std::string& grace) {
  return text.replace(text.find("GRACE"), 5, "\"" + grace + "\"");
}

TEST_F(Hygiene, ctrl_c_ends_a_tree_in_order_that_is_still_starting) {
  running_program command(TROUPE_COMMAND, tree(with_grace(slow_to_start, "300ms")));
  command.wait_for_line("here");
  const auto all = hold_all_below(command.pid());
  command.press_ctrl_c();
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT) << command.said();
  EXPECT_EQ(command.said().find("root             ready"), std::string::npos);
  expect_gone(all);
}

TEST_F(Hygiene, a_second_ctrl_c_ends_a_tree_at_once_that_is_still_starting) {
  running_program command(TROUPE_COMMAND, tree(with_grace(slow_to_start, "1h")));
  command.wait_for_line("here");
  const auto all = hold_all_below(command.pid());
  command.signal(SIGINT);
  command.wait_for_line("web              stopping");
  command.signal(SIGINT);
  EXPECT_EQ(exit_code(command.wait()), -SIGINT);
  expect_gone(all);
}

TEST_F(Hygiene, a_command_that_stands_still_for_a_while_harms_nobody) {
  running_program command(TROUPE_COMMAND,
                          tree("[command.web]\nrun = [\"sleep\", \"1000\"]\nstart_timeout = \"300ms\"\n"));
  command.wait_for_line("root             ready");
  command.signal(SIGSTOP);
  ASSERT_TRUE(wait_until([&] { return os::process_state(command.pid()) == 'T'; }));
  ask({"ps", "--timeout", "2s"});
  EXPECT_EQ(code_, 8) << said_;
  command.signal(SIGCONT);
  ask({"ps", "web", "--json"});
  at("\"state\":\"ready\"");
  at("\"incarnation\":1");
  at("\"restarts\":0");
  command.signal(SIGINT);
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT) << command.said();
}

TEST_F(Hygiene, a_stop_is_bounded_by_its_grace) {
  running_program command(TROUPE_COMMAND, tree(R"([command.web]
shell = "trap '' TERM; echo here; while :; do sleep 1000; done"
stop = { grace = "300ms" }
)"));
  command.wait_for_line("here");
  command.wait_for_line("root             ready");
  const auto before = os::clock::now();
  ask({"stop", "web", "-y"});
  const auto lasted = os::clock::now() - before;
  EXPECT_GE(lasted, 290ms);
  EXPECT_LT(lasted, 5s) << "200 ms more on an idle machine";
  command.signal(SIGINT);
  command.wait();
}

TEST_F(Hygiene, ends_of_children_leave_no_zombies) {
  running_program command(TROUPE_COMMAND, tree(R"([supervisor.root]
children = ["quick"]
limit = { restarts = "unlimited" }
budget = { restarts = "unlimited", within = "1m" }
[command.quick]
shell = "(true &) ; exit 0"
backoff = { initial = "1ms", max = "1ms" }
)"));
  command.wait_for_line("quick            starting, life 100");
  for (const int pid : os::descendants_of(command.pid())) {
    const bool stays = !wait_until([&] { return os::process_state(pid) != 'Z'; });
    EXPECT_FALSE(stays) << pid << " stays a zombie";
  }
  command.signal(SIGINT);
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT);
}

TEST_F(Hygiene, incarnations_go_up_and_never_overlap) {
  running_program command(TROUPE_COMMAND, tree(R"([supervisor.root]
children = ["one"]
limit = { restarts = "unlimited" }
[command.one]
shell = "mkdir alone || {{ echo two at once; exit 78; }; echo life {incarnation}; rmdir alone; exit 1"
backoff = { initial = "1ms", max = "1ms" }
)"));
  command.wait_for_line("life 20");
  command.signal(SIGINT);
  command.wait();
  said_ = command.said();
  EXPECT_EQ(count("two at once"), 0U);
  for (int i = 1; i < 20; ++i)
    EXPECT_LT(at("life " + std::to_string(i) + "\n"), at("life " + std::to_string(i + 1) + "\n"));
}

TEST_F(Hygiene, what_a_killed_tree_left_is_recognised_and_replaced) {
  const std::string text = "[command.web]\nrun = [\"sleep\", \"1000\"]\n";
  running_program command(TROUPE_COMMAND, tree(text));
  command.wait_for_line("root             ready");
  const auto all = hold_all_below(command.pid());
  command.signal(SIGKILL);
  command.wait();
  expect_gone(all);
  const fs::path socket = folder_.path() / "troupe" / "tree.sock";
  EXPECT_TRUE(fs::exists(socket)) << "a SIGKILL leaves it";
  ask({"ps"});
  EXPECT_EQ(code_, 6) << said_;
  ask({"ps", "--tree", "tree"});
  EXPECT_EQ(code_, 6) << said_;
  at("nobody listens");
  running_program again(TROUPE_COMMAND, {"run", path()});
  again.wait_for_line("root             ready");
  EXPECT_EQ(fs::status(socket).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  ask({"ps", "-o", "name"});
  EXPECT_EQ(said_, "root\nweb\n");
  again.signal(SIGINT);
  EXPECT_EQ(exit_code(again.wait()), 128 + SIGINT);
  EXPECT_FALSE(fs::exists(socket));
}

TEST_F(Hygiene, a_tree_without_descriptors_answers_and_ends_in_order) {
  std::string text = "[defaults]\nbackoff = { initial = \"1h\", max = \"1h\" }\nstop = { grace = \"2s\" }\n";
  for (int i = 0; i < 80; ++i)
    text += "[command.c" + std::to_string(i) + "]\nrun = [\"sleep\", \"1000\"]\n";
  tree(text);
  running_program command("/bin/sh", {"-c", "ulimit -n 64; exec \"$0\" run \"$1\"", TROUPE_COMMAND, path()});
  EXPECT_TRUE(wait_until([&] {
    ask({"ps", "-o", "name", "--timeout", "5s"});
    return code_ == 0;
  }))
    << said_;
  EXPECT_EQ(count("\n"), 81U);
  command.signal(SIGTERM);
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGTERM) << command.said();
}

TEST_F(Hygiene, version_says_what_covers_who_left_its_group) {
  ask({"version"});
  EXPECT_EQ(code_, 0);
  at("no cgroup is used");
  at("what children have started themselves lives on");
}

} // namespace
} // namespace troupe::tests
