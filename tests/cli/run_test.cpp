/// `troupe run` with real processes: what it starts, what comes back, what it says and what it ends with.
#include <gtest/gtest.h>

#include <csignal>

#include "os/pidfd.hpp"
#include "os/process_facts.hpp"
#include "tree_run.hpp"

namespace troupe::tests {
namespace {

using namespace rooms;

struct Run : TreeRun {};

const std::string until_significant = "[supervisor.root]\nauto_shutdown = \"any\"\n";

TEST_F(Run, ends_with_its_significant_child_and_its_exit_code) {
  run(until_significant + R"(children = ["web", "job"]
[command.web]
run = ["sleep", "1000"]
[command.job]
shell = "exit 5"
restart = "temporary"
significant = true
after = ["web"]
)");
  EXPECT_EQ(code_, 5) << said_;
  EXPECT_LT(at("web              ready, pid "), at("job              starting"));
  EXPECT_LT(at("job              exited with code 5"), at("web              stopped"));
  at("over, exit code 5");
}

TEST_F(Run, a_child_that_fails_comes_back_until_its_supervisor_gives_up) {
  run(R"([supervisor.root]
children = ["bad"]
limit = { restarts = 2, within = "1m" }
[command.bad]
shell = "exit 3"
backoff = { initial = "10ms", jitter = 0.0 }
)");
  EXPECT_EQ(code_, 70) << said_;
  EXPECT_EQ(count("bad              exited with code 3"), 3U) << said_;
  at("; restart in 10ms");
  at("; restart in 20ms");
  at("bad              starting, life 3");
  at("; once too often, its supervisor gives up");
}

TEST_F(Run, a_kill_is_seen_with_its_signal_and_the_set_of_the_strategy_comes_back) {
  run(until_significant + R"(strategy = "rest_for_one"
children = ["first", "bad", "last", "end"]
[command.first]
run = ["sleep", "1000"]
[command.bad]
shell = "if [ {incarnation} = 1 ]; then while [ ! -e up ]; do sleep 0.01; done; kill -SEGV $$$$; fi; sleep 1000"
backoff = { initial = "1ms" }
[command.last]
run = ["sleep", "1000"]
[command.end]
shell = "if [ {incarnation} = 2 ]; then exit 0; fi; touch up; sleep 1000"
significant = true
restart = "transient"
)");
  EXPECT_EQ(code_, 0) << said_;
  at("bad              killed by signal 11 (SIGSEGV)");
  EXPECT_EQ(count("first            starting"), 1U) << said_;
  EXPECT_EQ(count("last             starting"), 2U) << said_;
}

TEST_F(Run, a_program_has_its_variables_folder_and_placeholders_and_its_ends_are_its_own) {
  fs::create_directory(folder_.path() / "work");
  std::ofstream(folder_.path() / "secrets") << "# not this\nSECRET='a b'\n";
  run(until_significant + R"(children = ["job"]
[command.job]
shell = "echo \"=$COLOUR=$SECRET=$(basename $PWD)=$(cat)={{x}=$1\""
restart = "temporary"
significant = true
cwd = "work"
env = { COLOUR = "{name} {incarnation} {tree}" }
env_file = ["secrets"]
)");
  EXPECT_EQ(code_, 0) << said_;
  at("=job 1 tree=a b=work=={x}=\n");
}

TEST_F(Run, a_program_that_cannot_be_executed_is_told_with_the_reason) {
  std::ofstream(folder_.path() / "once") << "#!/bin/sh\nrm -- \"$0\"\nexit 1\n";
  fs::permissions(folder_.path() / "once", fs::perms::owner_all);
  run(R"([supervisor.root]
children = ["once"]
limit = { restarts = 1, within = "1m" }
[command.once]
run = ["./once"]
backoff = { initial = "1ms" }
)");
  EXPECT_EQ(code_, 70) << said_;
  at("was not started: executing './once'");
  at("No such file or directory (ENOENT)");
}

TEST_F(Run, only_some_run_with_what_they_need_or_all_but_some) {
  const std::string text = until_significant + R"(children = ["store", "job", "other"]
[command.store]
run = ["sleep", "1000"]
[command.job]
shell = "exit 0"
restart = "temporary"
significant = true
after = ["store"]
[command.other]
run = ["sleep", "1000"]
)";
  const auto run_part = [&](const std::string& option, const std::string& names) {
    std::vector<std::string> words = tree(text);
    words.insert(words.begin() + 1, {option, names});
    running_program command(TROUPE_COMMAND, words);
    code_ = exit_code(command.wait());
    said_ = command.said();
  };
  run_part("--only", "job");
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_EQ(count("store            starting"), 1U) << said_;
  EXPECT_EQ(count("other            starting"), 0U) << said_;
  run_part("--without", "other");
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_EQ(count("other            starting"), 0U) << said_;
  run_part("--without", "store");
  EXPECT_EQ(code_, 2) << said_;
  at("\"job\" needs \"store\"");
  run_part("--only", "jobs");
  EXPECT_EQ(code_, 4) << said_;
  at("did you mean \"job\"?");
}

TEST_F(Run, a_command_ends_the_program_in_place_of_the_signal) {
  run(until_significant + R"(children = ["web", "plain", "job"]
[command.web]
shell = "trap '' TERM; trap 'echo asked as {name}; exit 0' USR1; touch up; while :; do sleep 0.01; done"
stop = { run = ["/bin/sh", "-c", "echo stops {name}; kill -USR1 $MAINPID"] }
[command.plain]
run = ["sleep", "1000"]
stop = { run = ["./is-not-there"] }
[command.job]
shell = "while [ ! -e up ]; do sleep 0.01; done"
restart = "temporary"
significant = true
)");
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_LT(at("stops web\n"), at("asked as web\n"));
  at("plain            stopped"); // by the signal, since there was no command
}

TEST_F(Run, an_actor_of_a_library_is_ready_and_stops_when_it_is_asked_to) {
  running_program command(TROUPE_COMMAND, tree("[actor.counter]\nrun = \"shop.so:counter\"\nargs = [5]\n"));
  command.wait_for_line("root             ready");
  command.signal(SIGINT);
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT);
  said_ = command.said();
  EXPECT_LT(at("counter          ready, pid "), at("counter          stopped"));
}

TEST_F(Run, a_factory_that_throws_is_an_actor_error_with_its_text) {
  run("[supervisor.root]\nchildren = [\"a\"]\nlimit = { restarts = 0 }\n[actor.a]\nrun = \"shop::broken\"\n",
      TROUPE_PROGRAM);
  EXPECT_EQ(code_, 70) << said_;
  at("a                failed: ");
  at("the shelf is empty");
}

TEST_F(Run, a_supervisor_that_gives_up_is_restarted_by_its_own) {
  run(until_significant + R"(children = ["part", "end"]
[supervisor.part]
children = ["bad"]
limit = { restarts = 0 }
backoff = { initial = "1ms" }
[command.bad]
shell = "exit 1"
[command.end]
shell = "while [ ! -e two ]; do sleep 0.01; done"
significant = true
restart = "transient"
[command.mark]
shell = "exit 0"
)");
  EXPECT_EQ(code_, 3) << "mark belongs to nobody: " << said_;
  run(until_significant + R"(children = ["part", "end"]
[supervisor.part]
children = ["bad"]
limit = { restarts = 0 }
backoff = { initial = "1ms" }
[command.bad]
shell = "if [ {incarnation} = 2 ]; then touch two; sleep 1000; fi; exit 1"
[command.end]
shell = "while [ ! -e two ]; do sleep 0.01; done"
significant = true
restart = "transient"
)");
  EXPECT_EQ(code_, 0) << said_;
  at("part             starting, life 2");
}

TEST_F(Run, nothing_is_left_after_a_sigkill_of_the_command) {
  running_program command(TROUPE_COMMAND, tree(R"([command.web]
shell = "sleep 1000 & setsid sleep 1000 & echo all $! there; wait"
)"));
  command.wait_for_line("root             ready");
  const auto all = os::descendants_of(command.pid());
  EXPECT_GE(all.size(), 3U) << command.said();
  std::vector<os::pidfd> held;
  for (const int pid : all)
    if (auto one = os::pidfd::find(pid))
      held.push_back(std::move(*one));
  command.signal(SIGKILL);
  const auto deadline = os::deadline_after(std::chrono::seconds(30));
  for (const os::pidfd& one : held)
    EXPECT_TRUE(one.wait_ended(deadline));
  command.wait();
}

TEST_F(Run, answers_to_the_other_commands) {
  running_program command(TROUPE_COMMAND, tree("[command.web]\nrun = [\"sleep\", \"1000\"]\n"));
  command.wait_for_line("root             ready");
  ask({"ps"});
  EXPECT_EQ(code_, 0) << said_;
  at("web   ready");
  ask({"tree"});
  at("root  ready  one_for_one");
  at("web  ready");
  ask({"restart", "web", "-y"});
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_EQ(said_, "restarted web\n");
  ask({"ps", "web", "--json"});
  at("\"incarnation\":2");
  at("\"restarts\":0");
  ask({"stop", "web", "-y"});
  EXPECT_EQ(said_, "stopped web\n");
  ask({"stop", "web", "-y"});
  EXPECT_EQ(said_, "nothing to do for web\n");
  ask({"ps", "--assert-ready"});
  EXPECT_EQ(code_, 3) << said_;
  ask({"start", "web"});
  EXPECT_EQ(said_, "started web\n");
  ask({"wait", "web", "--for", "ready"});
  EXPECT_EQ(said_, "web is ready\n");
  ask({"status", "nobody"});
  EXPECT_EQ(code_, 4) << said_;
  ask({"events"});
  at("web  starting, life 3");
  command.signal(SIGTERM);
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGTERM);
  ask({"ps"});
  EXPECT_EQ(code_, 6) << said_;
}

TEST_F(Run, the_last_end_of_a_child_is_told_with_its_signal) {
  running_program command(TROUPE_COMMAND, tree(R"([command.web]
shell = "if [ {incarnation} = 1 ]; then kill -ABRT $$$$; fi; exec sleep 1000"
backoff = { initial = "1ms" }
)"));
  command.wait_for_line("web              starting, life 2");
  ask({"wait", "web", "--for", "ready"});
  ask({"status", "web", "--json"});
  EXPECT_EQ(code_, 0) << said_;
  at("\"signal\":\"SIGABRT\"");
  at("\"restarts\":1");
  command.signal(SIGINT);
  command.wait();
}

TEST_F(Run, nobody_is_said_to_come_back_when_the_tree_ends) {
  run(R"([supervisor.root]
children = ["worker", "other"]
auto_shutdown = "any"
[command.worker]
shell = "exit 0"
restart = "temporary"
significant = true
[command.other]
run = ["sleep", "1000"]
)");
  EXPECT_EQ(code_, 0) << said_;
  at("root             ends, a child exited with code 0");
  EXPECT_EQ(count("restart with its set"), 0U) << said_;
}

TEST_F(Run, a_root_that_gives_up_says_that_it_was_a_child) {
  std::ofstream(folder_.path() / "web")
    << "#!/bin/sh\nrm -- \"$0\"\nexit 1\n"; // `check` sees it, the second start does not
  fs::permissions(folder_.path() / "web", fs::perms::owner_all);
  run(R"([supervisor.root]
children = ["web"]
limit = { restarts = 1 }
backoff = { initial = "1ms" }
[command.web]
run = ["./web"]
)");
  EXPECT_EQ(code_, 70) << said_;
  at("root             ends, a child could not be started");
}

TEST_F(Run, whose_control_socket_has_too_long_a_path_ends_with_71) {
  const std::string folder(120, 'x');
  fs::create_directory(folder_.path() / folder);
  const scoped_variable elsewhere{"XDG_RUNTIME_DIR", (folder_.path() / folder).string()};
  fs::permissions(folder_.path() / folder, fs::perms::owner_all);
  run("[command.web]\nrun = [\"sleep\", \"1000\"]\n");
  EXPECT_EQ(code_, 71) << said_;
  at("bytes, and the system takes 107");
}

TEST_F(Run, two_copies_of_a_tree_never_run_together) {
  running_program command(TROUPE_COMMAND, tree("[command.web]\nrun = [\"sleep\", \"1000\"]\n"));
  command.wait_for_line("root             ready");
  ask({"run", path()});
  EXPECT_EQ(code_, 75) << said_;
  at("process " + std::to_string(command.pid()));
  command.signal(SIGKILL);
  command.wait();
  running_program again(TROUPE_COMMAND, {"run", path()});
  again.wait_for_line("root             ready");
  again.signal(SIGINT);
  EXPECT_EQ(exit_code(again.wait()), 128 + SIGINT);
}

TEST_F(Run, of_a_wrong_file_starts_nothing) {
  run("[command.web]\nshell = \"touch started\"\n[command.bad]\nrunn = [\"x\"]\n");
  EXPECT_EQ(code_, 3);
  at("error[E103]");
  EXPECT_FALSE(fs::exists(folder_.path() / "started"));
}

TEST_F(Run, says_what_it_does_not_do_yet) {
  run("[pool.web]\nrun = \"shop.so:counter\"\nargs = [5]\nqueue = { limit = 7 }\n");
  EXPECT_EQ(code_, 3);
  at(":5:9: error[E103]: not yet");
}

} // namespace
} // namespace troupe::tests
