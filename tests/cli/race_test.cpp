/// Commands that get in each other's way, are killed while they wait, or ask a tree that ends.
#include <csignal>

#include "support/wait_until.hpp"
#include "tree_run.hpp"

namespace troupe::tests {
namespace {

class Race : public TreeRun {
protected:
  Race()
    : tree_(TROUPE_COMMAND, tree("[command.slow]\nshell = \"trap '' TERM; sleep 1000\"\nstop = { grace = \"100s\" }\n"
                                 "[command.web]\nrun = [\"sleep\", \"1001\"]\n")) {
    tree_.wait_for_line("root             ready");
  }
  ~Race() override {
    ask({"stop", "slow", "-y", "--kill"});
    tree_.signal(SIGINT);
    EXPECT_EQ(exit_code(tree_.wait()), ends_with_) << tree_.said();
  }
  void wait_for_event(const std::string& words) {
    EXPECT_TRUE(wait_until([&] {
      ask({"events"});
      return said_.find(words) != std::string::npos;
    }))
      << said_;
  }
  running_program tree_;
  int ends_with_ = 128 + SIGINT;
};

TEST_F(Race, a_restart_says_that_somebody_has_stopped_it_instead) {
  running_program restart(TROUPE_COMMAND, {"restart", "slow", "-y"});
  wait_for_event("slow  restart is asked for");
  ask({"stop", "slow", "-y", "--kill"});
  EXPECT_EQ(said_, "stopped slow\n");
  EXPECT_EQ(exit_code(restart.wait()), 1) << restart.said();
  EXPECT_EQ(restart.said(), "troupe: slow: somebody has stopped it\n");
}

TEST_F(Race, a_stop_says_that_somebody_has_started_it_again) {
  running_program stop(TROUPE_COMMAND, {"stop", "slow", "-y"});
  wait_for_event("slow  stop is asked for");
  ask({"restart", "slow", "-y", "--no-wait"});
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_EQ(exit_code(stop.wait()), 1) << stop.said();
  EXPECT_EQ(stop.said(), "troupe: slow: somebody has started it again\n");
}

TEST_F(Race, what_a_killed_command_has_asked_for_goes_on) {
  running_program stop(TROUPE_COMMAND, {"stop", "slow", "web", "-y"});
  wait_for_event("slow  stop is asked for");
  stop.signal(SIGKILL);
  EXPECT_EQ(exit_code(stop.wait()), -SIGKILL);
  ask({"wait", "web", "--for", "stopped"});
  EXPECT_EQ(said_, "web is stopped\n");
  ask({"ps", "slow", "-f", "state=stopping", "-o", "name"});
  EXPECT_EQ(said_, "slow\n");
}

TEST_F(Race, who_follows_a_tree_to_its_end_has_seen_all_of_it) {
  running_program follower(TROUPE_COMMAND, {"events", "-f"});
  follower.wait_for_line("root  ready");
  ask({"stop", "slow", "-y", "--kill"});
  ask({"stop", "root", "-y"});
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_EQ(exit_code(follower.wait()), 0) << follower.said();
  EXPECT_NE(follower.said().find("root  over, exit code 0\n"), std::string::npos) << follower.said();
  ends_with_ = 0;
}

TEST_F(Race, who_waits_for_a_tree_that_ends_does_not_wait_on) {
  running_program waiting(TROUPE_COMMAND, {"wait", "web", "--for", "done"});
  running_program restart(TROUPE_COMMAND, {"restart", "slow", "-y"});
  wait_for_event("slow  restart is asked for");
  tree_.signal(SIGKILL);
  EXPECT_EQ(exit_code(waiting.wait()), 6) << waiting.said();
  EXPECT_EQ(exit_code(restart.wait()), 6) << restart.said();
  EXPECT_EQ(restart.said(), "troupe: the tree closed the connection\n");
  ends_with_ = -SIGKILL;
}

} // namespace
} // namespace troupe::tests
