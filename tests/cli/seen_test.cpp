/// What is shown of a tree needs nobody's cooperation: who hangs or is stopped is seen with the mail that waits for it.
#include <csignal>

#include "message/json.hpp"
#include "support/wait_until.hpp"
#include "tree_run.hpp"

namespace troupe::tests {
namespace {

namespace json = rooms::message::json;

class Seen : public TreeRun {
protected:
  Seen()
    : command_(TROUPE_PROGRAM, tree("[actor.one]\nrun = \"shop::fragile\"\nstop = { grace = \"200ms\", drain = "
                                    "\"0s\" }\n")) {
    command_.wait_for_line("root             ready");
  }
  ~Seen() override {
    command_.signal(SIGINT);
    EXPECT_EQ(exit_code(command_.wait()), 128 + SIGINT) << command_.said();
  }
  json::object row() {
    ask({"ps", "one", "--json"});
    const auto read = rooms::message::parse_json(said_);
    return read ? read.value->as_object().at("children").as_array().at(0).as_object() : json::object{};
  }
  std::int64_t waiting() {
    const json::object seen = row();
    return seen.contains("mailbox") && seen.at("mailbox").is_object()
             ? seen.at("mailbox").as_object().at("messages").to_number<std::int64_t>()
             : -1;
  }
  running_program command_;
};

TEST_F(Seen, one_that_hangs_in_a_handler_with_its_message_and_what_waits) {
  ask({"send", "one", "fail", R"({"how":"hang"})"});
  for (int i = 0; i < 3; ++i)
    ask({"send", "one", "int", "5"});
  EXPECT_TRUE(wait_until([&] { return waiting() == 4; })) << said_;
  const json::object seen = row();
  ASSERT_TRUE(seen.contains("in_hand")) << said_;
  EXPECT_EQ(seen.at("in_hand").as_object().at("type"), "shop::fail");
  EXPECT_EQ(seen.at("state"), "ready");
  ask({"status", "one"});
  at("4 messages");
  at("shop::fail for ");
}

TEST_F(Seen, what_a_life_had_in_hand_when_it_ended_is_in_its_record_and_not_the_next_ones) {
  ask({"send", "one", "fail", R"({"how":"hang"})"});
  EXPECT_TRUE(wait_until([&] { return row().contains("in_hand"); })) << said_;
  const int pid = static_cast<int>(row().at("pid").as_int64());
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  EXPECT_TRUE(wait_until([&] { return row().at("state") == "ready" && row().at("incarnation") == 2; })) << said_;
  const json::object seen = row();
  EXPECT_FALSE(seen.contains("in_hand")) << said_;
  EXPECT_EQ(seen.at("lost"), 1);
  const json::object& end = seen.at("last_end").as_object();
  EXPECT_EQ(end.at("in_hand").as_object().at("type"), "shop::fail");
  EXPECT_EQ(end.at("mailbox").as_object().at("messages"), 0);
  EXPECT_EQ(end.at("decision"), "restart");
  EXPECT_EQ(end.at("lost"), 1);
  ask({"status", "one"});
  at("1 messages that were in hand when it died");
}

TEST_F(Seen, one_that_is_stopped_by_a_signal_with_what_waits) {
  const int pid = static_cast<int>(row().at("pid").as_int64());
  ASSERT_EQ(::kill(pid, SIGSTOP), 0);
  for (int i = 0; i < 2; ++i)
    ask({"send", "one", "int", "5"});
  EXPECT_TRUE(wait_until([&] { return waiting() == 2; })) << said_;
  ASSERT_EQ(::kill(pid, SIGCONT), 0);
  EXPECT_TRUE(wait_until([&] { return waiting() == 0; })) << said_;
}

TEST_F(Seen, one_that_is_stopped_by_a_signal_is_in_nobodys_way) {
  const int pid = static_cast<int>(row().at("pid").as_int64());
  ASSERT_EQ(::kill(pid, SIGSTOP), 0);
  for (const std::vector<std::string>& words : {std::vector<std::string>{"ps"},
                                                {"tree"},
                                                {"status", "one"},
                                                {"events"},
                                                {"dead-letters"},
                                                {"send", "one", "int", "5"}}) {
    ask(words);
    EXPECT_EQ(code_, 0) << words.front() << ": " << said_;
  }
  ask({"send", "one", "int", "5", "--request", "--timeout", "100ms"});
  EXPECT_EQ(code_, 8) << said_;
  ask({"restart", "one", "-y"});
  EXPECT_EQ(said_, "restarted one\n") << "its grace is over, and nothing survives SIGKILL";
  EXPECT_EQ(row().at("incarnation"), 2);
  ASSERT_EQ(::kill(static_cast<int>(row().at("pid").as_int64()), SIGSTOP), 0);
  ask({"stop", "one", "-y"});
  EXPECT_EQ(said_, "stopped one\n");
}

TEST_F(Seen, how_far_it_is_from_its_limit_and_what_its_options_are) {
  ask({"status", "one"});
  at("0 of 5 restarts in 1m0s; then escalate");
  at("stop.grace = \"200ms\"");
  const int pid = static_cast<int>(row().at("pid").as_int64());
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  EXPECT_TRUE(wait_until([&] { return row().at("state") == "ready" && row().at("incarnation") == 2; })) << said_;
  ask({"status", "one"});
  at("1 of 5 restarts in 1m0s, one is free again after ");
  ask({"status", "one", "root", "--json"});
  const auto read = rooms::message::parse_json(said_);
  ASSERT_TRUE(read) << said_;
  const json::array& both = read.value->as_object().at("children").as_array();
  const json::object &root = both.at(0).as_object(), &one = both.at(1).as_object();
  EXPECT_TRUE(root.at("limit").is_null());
  EXPECT_EQ(root.at("budget").as_object().at("used"), 1);
  EXPECT_EQ(root.at("budget").as_object().at("restarts"), 100);
  const json::object& limit = one.at("limit").as_object();
  EXPECT_EQ(limit.at("restarts"), 5);
  EXPECT_EQ(limit.at("used"), 1);
  EXPECT_EQ(limit.at("on_limit"), "escalate");
  EXPECT_GT(limit.at("frees_in_s").to_number<double>(), 1);
  EXPECT_LE(limit.at("frees_in_s").to_number<double>(), 60);
  bool has_grace = false;
  for (const json::value& each : one.at("options").as_array())
    has_grace |= each.at("key") == "stop.grace" && each.at("value") == "200ms" && each.at("origin") != "default";
  EXPECT_TRUE(has_grace) << said_;
}

TEST_F(Seen, what_a_process_costs) {
  const json::object seen = row();
  EXPECT_GT(seen.at("memory_bytes").to_number<double>(), 1e6);
  EXPECT_LT(seen.at("memory_bytes").to_number<double>(), 1e9);
  EXPECT_LT(seen.at("cpu_s").to_number<double>(), 100);
  EXPECT_GE(seen.at("fds").to_number<int>(), 3);
  EXPECT_LT(seen.at("fds").to_number<int>(), 100);
}

} // namespace
} // namespace troupe::tests
