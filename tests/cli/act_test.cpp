/// What cannot come about is not waited for: start, restart and wait where something above, or the child, is down.
#include <csignal>

#include "tree_run.hpp"

namespace troupe::tests {
namespace {

class Act : public TreeRun {
protected:
  Act()
    : command_(TROUPE_COMMAND, tree(R"([supervisor.root]
children = ["s", "bad", "other"]
[supervisor.s]
children = ["web"]
[command.web]
run = ["sleep", "1000"]
[command.other]
run = ["sleep", "1001"]
[command.bad]
shell = "exit 3"
after = ["s"]
restart = "temporary"
)")) {
    command_.wait_for_line("root             ready");
    ask({"wait", "bad", "--for", "done"});
    EXPECT_EQ(code_, 1) << "it has failed: " << said_;
  }
  ~Act() override {
    command_.signal(SIGINT);
    EXPECT_EQ(exit_code(command_.wait()), 128 + SIGINT) << command_.said();
  }

  running_program command_;
};

TEST_F(Act, a_start_below_a_supervisor_that_is_stopped_says_so) {
  ask({"stop", "s", "-y"});
  EXPECT_EQ(code_, 0) << said_;
  for (const char* word : {"start", "restart"}) {
    ask({word, "web", "-y"});
    EXPECT_EQ(code_, 1) << said_;
    at("web: its supervisor s is stopped");
    EXPECT_EQ(said_.find("started web"), std::string::npos) << said_;
  }
  ask({"restart", "web", "other", "-y"});
  EXPECT_EQ(code_, 5) << said_;
  at("restarted other\n");
  at("web: its supervisor s is stopped");
  ask({"start", "s"});
  EXPECT_EQ(said_, "started s\n");
  ask({"start", "web"});
  EXPECT_EQ(said_, "nothing to do for web\n");
}

TEST_F(Act, a_start_that_waits_for_who_is_stopped_says_for_whom) {
  ask({"stop", "s", "-y"});
  EXPECT_EQ(code_, 0) << said_;
  ask({"start", "bad", "--no-deps"});
  EXPECT_EQ(code_, 1) << said_;
  at("bad: it waits for s, which is stopped");
  ask({"ps", "bad", "-f", "state=blocked", "-o", "name"});
  EXPECT_EQ(said_, "bad\n") << "it is still wanted";
  ask({"start", "s"});
  ask({"wait", "bad", "--for", "done"});
  EXPECT_EQ(code_, 1) << "it was started, and has failed again: " << said_;
}

TEST_F(Act, a_start_starts_what_is_waited_for_unless_told_not_to) {
  ask({"stop", "s", "-y"});
  ask({"start", "bad", "--dry-run"});
  EXPECT_EQ(said_, "would start bad, s\n");
  ask({"start", "bad", "--no-deps", "--dry-run"});
  EXPECT_EQ(said_, "would start bad\n");
  ask({"start", "bad", "--no-wait"});
  EXPECT_EQ(code_, 0) << said_;
  ask({"wait", "web", "--for", "ready"});
  EXPECT_EQ(said_, "web is ready\n");
  ask({"wait", "bad", "--for", "done"});
  EXPECT_EQ(code_, 1) << "it was started, and has failed again: " << said_;
}

TEST_F(Act, whom_a_command_is_for_can_be_filtered) {
  ask({"restart", "other", "bad", "-f", "state=ready", "--dry-run"});
  EXPECT_EQ(said_, "would restart other\n");
  ask({"stop", "'*'", "*", "-f", "kind=pool", "-y"});
  EXPECT_EQ(code_, 4) << said_;
  ask({"stop", "*", "-f", "kind=pool", "-y"});
  EXPECT_EQ(code_, 0) << said_;
  ask({"status", "*", "-f", "name=o*"});
  at("other  ready");
  EXPECT_EQ(said_.find("bad"), std::string::npos) << said_;
  ask({"tree", "-f", "state=failed", "*"});
  EXPECT_EQ(said_, "bad  failed\n");
  ask({"wait", "*", "-f", "name=other"});
  EXPECT_EQ(said_, "other is ready\n");
  ask({"events", "--filter", "name=web", "-n", "1"});
  EXPECT_EQ(count("\n"), 1U) << said_;
  at("web  ready");
  ask({"wait", "other", "-f", "colour=red"});
  EXPECT_EQ(code_, 2) << said_;
}

TEST_F(Act, what_is_not_waited_for_is_not_said_to_be_done) {
  ask({"stop", "other", "-y", "--no-wait"});
  EXPECT_EQ(code_, 0);
  EXPECT_EQ(said_, "asked for the stop of other\n");
  ask({"wait", "other", "--for", "stopped"});
  EXPECT_EQ(said_, "other is stopped\n");
  ask({"start", "other", "--dry-run"});
  EXPECT_EQ(said_, "would start other\n");
  ask({"start", "other", "--wait"});
  EXPECT_EQ(said_, "started other\n");
}

TEST_F(Act, the_options_of_a_child_are_written_as_in_its_file) {
  ask({"status", "other"});
  at("    backoff.factor = 2.0 ");
  at("    success = [0, \"stop\"] ");
}

TEST_F(Act, a_tree_is_shown_from_who_is_named) {
  ask({"tree", "s"});
  EXPECT_EQ(said_, "s  ready  one_for_one\n└─ web  ready\n");
  ask({"tree", "web", "other"});
  at("web  ready\n");
  at("other  ready\n");
  EXPECT_EQ(count("\n"), 2U) << said_;
  ask({"tree", "nobody"});
  EXPECT_EQ(code_, 4) << said_;
}

TEST_F(Act, a_tree_shows_who_waits_for_whom_where_it_is_asked_to) {
  ask({"tree", "--deps"});
  at("after s\n");
  ask({"tree", "bad", "--json"});
  at(R"("after":[{"child":"s","until":"ready"}])");
  ask({"tree"});
  EXPECT_EQ(said_.find("after"), std::string::npos) << said_;
}

TEST_F(Act, who_is_to_drain_is_not_killed_at_once) {
  ask({"stop", "other", "-y", "--kill", "--drain", "1s"});
  EXPECT_EQ(code_, 2) << said_;
  ask({"stop", "other", "-y", "--drain", "1"});
  EXPECT_EQ(code_, 2) << said_;
  ask({"stop", "other", "-y", "--drain", "1s"});
  EXPECT_EQ(said_, "stopped other\n");
  ask({"start", "other"});
}

TEST_F(Act, ps_shows_who_was_asked_for_as_json_too) {
  ask({"ps", "--failed", "--json"});
  EXPECT_EQ(count("\"address\""), 1U) << said_;
  at("\"address\":\"bad\"");
  ask({"ps", "--sort", "colour"});
  EXPECT_EQ(code_, 2) << said_;
  ask({"ps", "-f", "stat=ready"});
  EXPECT_EQ(code_, 2) << said_;
  at("did you mean \"state\"?");
}

TEST_F(Act, a_reason_is_one_line_whatever_is_in_it) {
  ask({"restart", "other", "-y", "--reason", "new\x1b[31m\nkeys"});
  ask({"events", "other"});
  at("restart is asked for: new.[31m.keys\n");
}

TEST_F(Act, events_say_of_each_state_and_each_end_what_a_program_wants_to_know) {
  ask({"events", "bad", "--jsonl"});
  for (const char* kind : {"child.starting", "child.ready", "child.ended", "child.failed"})
    at("\"kind\":\"" + std::string(kind) + "\"");
  at(R"("data":{"cause":"exit","code":3,"signal":null)");
  at(R"("decision":"nothing","delay_s":null)");
  ask({"stop", "other", "-y"});
  ask({"events", "other", "--jsonl"});
  at("\"kind\":\"child.stopped\"");
  at(R"("cause":"stopped")");
}

TEST_F(Act, nobody_waits_for_what_has_failed_to_be_ready) {
  ask({"wait", "bad", "--for", "ready"});
  EXPECT_EQ(code_, 1) << said_;
  EXPECT_EQ(said_, "bad is failed\n");
  ask({"wait", "bad", "other"});
  EXPECT_EQ(code_, 5) << said_;
}

} // namespace
} // namespace troupe::tests
