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
