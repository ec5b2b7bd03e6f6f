/// `troupe send`: JSON from the shell, an actor of a running tree, and JSON back.
#include <csignal>

#include "tree_run.hpp"

namespace troupe::tests {
namespace {

class Send : public TreeRun {
protected:
  Send()
    : command_(TROUPE_PROGRAM, tree("[actor.one]\nrun = \"shop::fragile\"\n[command.web]\nrun = [\"sleep\", "
                                    "\"1000\"]\n[pool.many]\nrun = \"shop::fragile\"\ncount = 2\n")) {
    command_.wait_for_line("root             ready");
  }
  ~Send() override {
    command_.signal(SIGINT);
    EXPECT_EQ(exit_code(command_.wait()), 128 + SIGINT) << command_.said();
  }
  running_program command_;
};

TEST_F(Send, a_request_is_answered_with_the_fields_of_its_answer) {
  ask({"send", "one", "where", "{}", "--request"});
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_EQ(said_, "{\"x\":3,\"y\":4}\n");
  ask({"send", "one", "shop::point", R"({"x":5,"y":6})", "--request"});
  EXPECT_EQ(said_, "11\n");
  ask({"send", "one", "where", "--request", "--json"});
  at(R"("schema":"troupe.send/1")");
  at(R"("reply":{"type":"shop::point","value":{"x":3,"y":4}})");
}

TEST_F(Send, a_field_that_is_left_out_is_what_the_struct_says) {
  ask({"send", "one", "point", R"({"x":5})", "--request"});
  EXPECT_EQ(said_, "5\n");
}

TEST_F(Send, an_unknown_type_or_field_is_met_with_the_nearest) {
  ask({"send", "one", "shop::pont", "{}", "--request"});
  EXPECT_EQ(code_, 2);
  EXPECT_EQ(said_, "troupe: no type of messages is called \"shop::pont\"\n        did you mean \"shop::point\"?\n");
  ask({"send", "one", "pont", "{}"});
  at("did you mean \"point\"?");
  ask({"send", "one", "point", R"({"x":1,"z":2})", "--request"});
  EXPECT_EQ(code_, 2);
  at("unknown field \"z\" of shop::point");
  ask({"send", "one", "point", R"({"x":"five"})"});
  EXPECT_EQ(code_, 2);
  at("x: expected a whole number");
}

TEST_F(Send, an_error_of_the_actor_is_said_and_is_exit_code_1) {
  ask({"send", "one", "int", "7", "--request"});
  EXPECT_EQ(code_, 1) << said_;
  at("no such shelf");
}

TEST_F(Send, what_the_actor_does_not_take_is_an_error_and_the_actor_lives_on) {
  ask({"send", "one", "bool", "true", "--request"});
  EXPECT_EQ(code_, 1) << said_;
  at("the actor takes no message of that type");
  ask({"ps", "one", "-o", "name", "-f", "state=ready"});
  EXPECT_EQ(said_, "one\n");
}

TEST_F(Send, who_dies_of_the_question_ends_it_at_once) {
  ask({"send", "one", "fail", R"({"how":"abort"})", "--request", "--timeout", "20s"});
  EXPECT_EQ(code_, 1) << said_;
  at("SIGABRT");
}

TEST_F(Send, who_does_not_answer_is_waited_for_as_long_as_was_said) {
  ask({"send", "one", "fail", R"({"how":"hang"})", "--request", "--timeout", "100ms"});
  EXPECT_EQ(code_, 8) << said_;
  ask({"restart", "one", "-y"});
}

TEST_F(Send, a_pool_answers_by_one_of_its_slots) {
  ask({"send", "many", "where", "--request"});
  EXPECT_EQ(said_, "{\"x\":3,\"y\":4}\n");
  ask({"send", "many[1]", "where", "--request"});
  EXPECT_EQ(said_, "{\"x\":3,\"y\":4}\n");
}

TEST_F(Send, only_actors_take_messages) {
  ask({"send", "web", "where", "--request"});
  EXPECT_EQ(code_, 3);
  at("web is no actor");
  ask({"send", "nobody", "where", "--request"});
  EXPECT_EQ(code_, 4);
  ask({"stop", "one", "-y"});
  ask({"send", "one", "where", "--request"});
  EXPECT_EQ(code_, 3);
  at("one is not up: it is stopped");
  at("start it: troupe start one");
  ask({"send", "root", "where", "--request"});
  EXPECT_EQ(code_, 3);
  at("root is no actor");
}

TEST_F(Send, lists_the_types_that_can_be_written) {
  ask({"send", "one", "--list"});
  EXPECT_EQ(said_.substr(0, 6), "shop::") << "those of the program come first: " << said_;
  EXPECT_EQ(code_, 0);
  at("shop::point  ");
  EXPECT_EQ(said_.find("troupe::"), std::string::npos) << "the framework's own: " << said_;
}

} // namespace
} // namespace troupe::tests
