/// Each cause of an end, produced by a real process and told by the real command.
#include <csignal>

#include "message/json.hpp"
#include "support/wait_until.hpp"
#include "tree_run.hpp"

namespace troupe::tests {
namespace {

namespace json = rooms::message::json;

class Cause : public TreeRun {
protected:
  /// The last end of `who`, as `status --json` tells it.
  json::object last_end_of(const std::string& who) {
    ask({"status", who, "--json"});
    const auto read = rooms::message::parse_json(said_);
    if (!read || !read.value->is_object())
      return {};
    const json::value& row = read.value->get_object().at("children").as_array().at(0);
    const json::value& end = row.as_object().at("last_end");
    return end.is_object() ? end.get_object() : json::object{};
  }
  std::string cause_of(const std::string& who) {
    const json::object end = last_end_of(who);
    return end.empty() ? "none" : std::string{end.at("cause").as_string()};
  }
  /// Waits until `who` has ended with that cause.
  void expect(const std::string& who, const std::string& cause) {
    EXPECT_TRUE(wait_until([&] { return cause_of(who) == cause; })) << said_;
  }
  /// Runs a tree, and does `what` while it runs.
  template <class What>
  void with_tree(const std::string& text, What what, const char* program = TROUPE_COMMAND) {
    running_program command(program, tree(text));
    command.wait_for_line("starting");
    what();
    command.signal(SIGINT);
    EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT) << command.said();
  }
};

const std::string once = "restart = \"temporary\"\n";
const std::string fragile = "[actor.one]\nrun = \"shop::fragile\"\nbackoff = { initial = \"1ms\" }\n";

TEST_F(Cause, exit_is_told_with_its_code) {
  with_tree("[command.one]\nshell = \"exit 3\"\n" + once, [&] {
    expect("one", "exit");
    EXPECT_EQ(last_end_of("one").at("code"), 3);
  });
}

TEST_F(Cause, signal_is_told_with_its_name) {
  with_tree("[command.one]\nshell = \"kill -USR1 $$\"\n" + once, [&] {
    expect("one", "signal");
    EXPECT_EQ(last_end_of("one").at("signal"), "SIGUSR1");
  });
}

TEST_F(Cause, start_timeout_is_told_of_who_never_gets_ready) {
  with_tree("[command.one]\nrun = [\"sleep\", \"1000\"]\nready = \"exit\"\nstart_timeout = \"50ms\"\n" + once,
            [&] { expect("one", "start_timeout"); });
}

TEST_F(Cause, exec_failed_is_told_with_errno) {
  std::ofstream(folder_.path() / "once") << "#!/bin/sh\nrm -- \"$0\"\nexit 1\n";
  fs::permissions(folder_.path() / "once", fs::perms::owner_all);
  with_tree("[command.one]\nrun = [\"./once\"]\nbackoff = { initial = \"1ms\", max = \"1ms\" }\non_limit = \"stop\"\n",
            [&] {
              expect("one", "exec_failed");
              EXPECT_NE(last_end_of("one").at("text").as_string().find("ENOENT"), std::string::npos) << said_;
            });
}

TEST_F(Cause, actor_error_is_told_with_what_its_handler_threw) {
  with_tree(
    fragile,
    [&] {
      ask({"wait", "one"});
      ask({"send", "one", "shop::fail", R"({"how":"throw"})"});
      EXPECT_EQ(code_, 0) << said_;
      expect("one", "actor_error");
      EXPECT_NE(last_end_of("one").at("text").as_string().find("it fell off the shelf"), std::string::npos) << said_;
      ask({"wait", "one"});
      EXPECT_EQ(said_, "one is ready\n") << "it is permanent";
    },
    TROUPE_PROGRAM);
}

TEST_F(Cause, actor_error_is_told_of_one_that_quits_with_an_error) {
  with_tree(
    fragile,
    [&] {
      ask({"wait", "one"});
      ask({"send", "one", "shop::fail", R"({"how":"quit"})"});
      expect("one", "actor_error");
    },
    TROUPE_PROGRAM);
}

TEST_F(Cause, actor_kill_is_told_of_an_exit_message_that_cannot_be_refused) {
  with_tree(
    fragile,
    [&] {
      ask({"wait", "one"});
      ask({"send", "one", "shop::fail", R"({"how":"kill"})"});
      expect("one", "actor_kill");
    },
    TROUPE_PROGRAM);
}

TEST_F(Cause, a_crash_in_a_handler_is_a_signal) {
  with_tree(
    fragile,
    [&] {
      ask({"wait", "one"});
      ask({"send", "one", "shop::fail", R"({"how":"abort"})"});
      expect("one", "signal");
      EXPECT_EQ(last_end_of("one").at("signal"), "SIGABRT");
    },
    TROUPE_PROGRAM);
}

TEST_F(Cause, fatal_code_keeps_it_from_coming_back) {
  with_tree("[command.one]\nshell = \"exit 78\"\n", [&] {
    expect("one", "fatal_code");
    ask({"ps", "one", "-o", "wide"});
    at("failed");
  });
}

TEST_F(Cause, stopped_is_told_of_who_was_asked_to_stop) {
  with_tree("[command.one]\nrun = [\"sleep\", \"1000\"]\n", [&] {
    ask({"wait", "one"});
    ask({"stop", "one", "-y"});
    EXPECT_EQ(cause_of("one"), "stopped");
  });
}

TEST_F(Cause, sibling_is_told_of_who_went_with_another) {
  with_tree(R"([supervisor.root]
strategy = "one_for_all"
children = ["other", "one"]
[command.one]
run = ["sleep", "1000"]
[command.other]
shell = "while [ ! -e fall ]; do sleep 0.01; done; rm fall; exit 1"
backoff = { initial = "1ms" }
)",
            [&] {
              ask({"wait", "one"});
              std::ofstream(folder_.path() / "fall") << "";
              expect("one", "sibling");
            });
}

TEST_F(Cause, supervisor_gone_is_told_of_who_went_with_its_supervisor) {
  with_tree(R"([supervisor.root]
children = ["part"]
[supervisor.part]
children = ["one", "bad"]
limit = { restarts = 0 }
backoff = { initial = "1ms" }
on_limit = "escalate"
[command.one]
run = ["sleep", "1000"]
[command.bad]
shell = "while [ ! -e fall ]; do sleep 0.01; done; rm fall; exit 1"
)",
            [&] {
              ask({"wait", "one"});
              std::ofstream(folder_.path() / "fall") << "";
              expect("one", "supervisor_gone");
            });
}

} // namespace
} // namespace troupe::tests
