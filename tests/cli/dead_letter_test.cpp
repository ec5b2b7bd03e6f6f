/// `troupe dead-letters`: what killed an actor, seen and dealt with from the shell.
#include <csignal>

#include "support/wait_until.hpp"
#include "tree_run.hpp"

namespace troupe::tests {
namespace {

class DeadLetters : public TreeRun {
protected:
  DeadLetters()
    : command_(
        TROUPE_PROGRAM,
        tree(
          "[defaults]\nbackoff = { initial = \"1ms\", max = \"1ms\" }\n"
          "[actor.one]\nrun = \"shop::fragile\"\ndelivery = \"at-least-once\"\n"
          "max_deliveries = 2\nlimit = { restarts = 100, within = \"1s\" }\n[actor.two]\nrun = \"shop::fragile\"\n")) {
    command_.wait_for_line("root             ready");
    ask({"send", "one", "fail", R"({"how":"abort"})"});
    EXPECT_EQ(code_, 0) << said_;
    wait_for("1  ");
  }
  ~DeadLetters() override {
    command_.signal(SIGINT);
    EXPECT_EQ(exit_code(command_.wait()), 128 + SIGINT) << command_.said();
  }

  /// Until a row of the list begins with that number.
  void wait_for(const std::string& number) {
    EXPECT_TRUE(wait_until([&] {
      ask({"dead-letters"});
      return said_.find("\n" + number) != std::string::npos;
    }))
      << said_;
  }

  running_program command_;
};

TEST_F(DeadLetters, say_to_whom_of_which_type_how_often_and_why) {
  at("ID");
  at("TRIES");
  at("one");
  at("shop::fail");
  at("2");
  at("killed by signal 6 (SIGABRT)");
  EXPECT_EQ(said_.find("\"how\""), std::string::npos) << "fields are shown when they are asked for";
  ask({"send", "one", "where", "--request"});
  EXPECT_EQ(said_, "{\"x\":3,\"y\":4}\n") << "the actor has gone on without it";
}

TEST_F(DeadLetters, are_shown_with_their_fields) {
  ask({"dead-letters", "--show", "1"});
  EXPECT_EQ(code_, 0);
  at("1: shop::fail {\"how\":\"abort\"}\n");
  ask({"dead-letters", "--json"});
  at(R"("schema":"troupe.dead-letters/1")");
  at(R"("value":{"how":"abort"})");
  at(R"("deliveries":2)");
  ask({"dead-letters", "--show", "7"});
  EXPECT_EQ(code_, 1);
  at("there is no dead letter of that number");
}

TEST_F(DeadLetters, that_are_not_there_are_not_sent_again_and_that_is_said) {
  ask({"dead-letters", "--requeue", "99"});
  EXPECT_EQ(code_, 1);
  at("99: there is no dead letter of that number");
}

TEST_F(DeadLetters, what_is_done_with_them_is_in_the_events_with_the_reason) {
  ask({"dead-letters", "--requeue", "1", "--reason", "the bug is\nmended"});
  EXPECT_EQ(code_, 0) << said_;
  wait_for("2  ");
  ask({"dead-letters", "--drop", "2"});
  EXPECT_EQ(code_, 0) << said_;
  ask({"events", "one"});
  at("one  dead letter 1 is sent again: the bug is.mended\n");
  at("one  dead letter 2 is dropped\n");
}

TEST_F(DeadLetters, of_others_are_not_listed) {
  ask({"dead-letters", "two"});
  EXPECT_EQ(said_, "no dead letters\n");
  ask({"dead-letters", "one"});
  at("shop::fail");
  ask({"dead-letters", "three"});
  EXPECT_EQ(code_, 4);
}

TEST_F(DeadLetters, are_sent_again_and_dropped) {
  ask({"dead-letters", "--requeue", "1"});
  EXPECT_EQ(code_, 0);
  EXPECT_EQ(said_, "sent again: 1\n");
  wait_for("2  ");
  EXPECT_EQ(said_.find("\n1  "), std::string::npos) << "it is another letter now";
  ask({"dead-letters", "--drop", "all"});
  EXPECT_EQ(said_, "dropped: 1\n");
  ask({"dead-letters"});
  EXPECT_EQ(said_, "no dead letters\n");
  ask({"dead-letters", "--drop", "2"});
  EXPECT_EQ(code_, 1);
}

} // namespace
} // namespace troupe::tests
