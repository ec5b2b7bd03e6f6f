/// Orders of starts and stops, and the steps of one stop: P4 and P8.
#include <gtest/gtest.h>

#include <csignal>

#include "supervision/tree/world.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::supervision {

namespace {

/// The orders given to one process, with seconds since the stop was asked.
std::string steps_of(const world& all, instant since) {
  std::string text;
  for (const entry& each : all.history()) {
    const std::string at = std::to_string((each.at - since) / milliseconds(100)) + ' ';
    if (std::holds_alternative<order::drain>(each.what))
      text += at + "drain; ";
    if (std::holds_alternative<order::ask_exit>(each.what))
      text += at + "exit; ";
    if (const auto* signal = std::get_if<order::signal>(&each.what))
      text += at + troupe::text(signal_number{signal->number}) + "; ";
    if (std::holds_alternative<order::kill>(each.what))
      text += at + "kill; ";
  }
  return text;
}

std::string steps_of_stop(const child& what, const habits& with) {
  world all{tree_spec{.children = {what}}};
  all.usual = with;
  all.begin();
  all.run_for(seconds(1));
  const instant asked = all.now();
  all.ask_stop(what.name);
  all.run_for(minutes(5));
  EXPECT_EQ(all.state(what.name), child_state::stopped);
  EXPECT_EQ(all.end_of(what.name).cause, end_cause::stopped);
  return steps_of(all, asked);
}

} // namespace

TEST(start, a_sequence_waits_until_each_child_is_ready) {
  world all{over({.start = start_order::sequence}, {"a", "b", "c"})};
  all.habits_of("b").to_ready = seconds(5);
  all.begin();
  all.run_for(seconds(4));
  EXPECT_EQ(all.moves(), "+a +b");
  EXPECT_EQ(all.state("root"), child_state::starting);
  all.run_for(seconds(2));
  EXPECT_EQ(all.moves(), "+a +b +c");
  EXPECT_EQ(all.state("root"), child_state::ready);
}

TEST(start, a_graph_waits_for_what_is_named_and_for_nothing_else) {
  tree_spec what = over({}, {"a", "b", "c", "d"});
  std::get<child>(what.children[0]).after = {"c", {"d", milestone::started}};
  world all{what};
  all.habits_of("c").to_ready = seconds(5);
  all.habits_of("d").to_ready = seconds(50);
  all.begin();
  all.run_for(seconds(4));
  EXPECT_EQ(all.moves(), "+b +c +d");
  EXPECT_EQ(all.state("a"), child_state::blocked);
  all.run_for(seconds(2));
  EXPECT_EQ(all.moves(), "+b +c +d +a");
}

TEST(start, a_graph_waits_for_who_is_named_by_what_else_it_is_called) {
  tree_spec what = over({}, {"a", "b", "c"});
  std::get<child>(what.children[0]).after = {"store"};
  std::get<child>(what.children[1]).uses = {{"cache", "store"}};
  std::get<child>(what.children[2]).alias = {"store"};
  world all{what};
  all.begin();
  all.run_for(seconds(1));
  EXPECT_EQ(all.moves(), "+c +a +b");
}

TEST(start, who_waits_until_done_starts_when_all_below_is_done) {
  tree_spec jobs = over({}, {"x", "y"});
  jobs.name = "jobs";
  for (auto& each : jobs.children)
    std::get<child>(each).restart = transient;
  tree_spec what{.children = {some("report"), jobs}};
  std::get<child>(what.children[0]).after = {{"jobs", milestone::done}};
  world all{what};
  all.begin();
  all.run_for(milliseconds(10));
  all.crash("x", {ending_kind::exited, 0});
  EXPECT_EQ(all.state("report"), child_state::blocked);
  all.crash("y", {ending_kind::exited, 0});
  EXPECT_EQ(all.state("report"), child_state::starting);
}

TEST(start, no_more_than_start_parallel_start_at_once) {
  tree_spec what = over({.start_parallel = 2}, {"a", "b", "c", "d", "e"});
  world all{what};
  all.usual.to_ready = seconds(1);
  all.begin();
  all.run_for(milliseconds(500));
  EXPECT_EQ(all.moves(), "+a +b");
  all.run_for(seconds(1));
  EXPECT_EQ(all.moves(), "+a +b +c +d");
}

TEST(start, who_does_not_start_by_itself_starts_when_it_is_told_to) {
  tree_spec what = over({.start = start_order::sequence}, {"a", "b"});
  std::get<child>(what.children[0]).autostart = false;
  world all{what};
  all.begin();
  all.run_until_quiet();
  EXPECT_EQ(all.state("a"), child_state::disabled);
  EXPECT_EQ(all.state("b"), child_state::ready);
  EXPECT_EQ(all.state("root"), child_state::ready);
  all.ask_start("a");
  all.run_until_quiet();
  EXPECT_EQ(all.state("a"), child_state::ready);
}

TEST(start, it_fails_for_children_that_would_wait_for_each_other) {
  tree_spec circle = over({}, {"a", "b", "c"});
  std::get<child>(circle.children[0]).after = {"b"};
  std::get<child>(circle.children[1]).after = {"c"};
  std::get<child>(circle.children[2]).uses = {{"it", "a"}};
  try {
    world all{circle};
    FAIL();
  } catch (const invalid_argument& why) {
    EXPECT_NE(std::string{why.what()}.find("a -> c -> b -> a"), std::string::npos) << why.what();
  }
  tree_spec against = over({.start = start_order::sequence}, {"a", "b"});
  std::get<child>(against.children[0]).after = {"b"};
  EXPECT_THROW(world{against}, invalid_argument);
  tree_spec inside = over({}, {"x"});
  inside.name = "inside";
  std::get<child>(inside.children[0]).after = {"inside"};
  EXPECT_THROW(world(tree_spec{.children = {inside}}), invalid_argument);
  tree_spec unknown = over({}, {"a"});
  std::get<child>(unknown.children[0]).after = {"nobody"};
  EXPECT_THROW(world{unknown}, invalid_argument);
  EXPECT_THROW((world{over({}, {"a", "a"})}), invalid_argument);
}

TEST(stop, each_step_is_taken_when_the_one_before_was_not_enough) {
  child one = some("one");
  one.stop = {.signal = SIGINT, .drain = seconds(4), .grace = seconds(10)};
  EXPECT_EQ(steps_of_stop(one, {}), "0 drain; 0 exit; ");
  EXPECT_EQ(steps_of_stop(one, {.heeds_drain = false}), "0 drain; 40 exit; ");
  EXPECT_EQ(steps_of_stop(one, {.heeds_exit = false}), "0 drain; 0 exit; 50 SIGINT; ");
  EXPECT_EQ(steps_of_stop(one, {.heeds_drain = false, .heeds_exit = false}), "0 drain; 40 exit; 70 SIGINT; ");
  EXPECT_EQ(steps_of_stop(one, {.heeds_drain = false, .heeds_exit = false, .heeds_signal = false}),
            "0 drain; 40 exit; 70 SIGINT; 100 kill; ");
}

TEST(stop, a_program_gets_the_signal_and_then_is_killed) {
  child one = some("one");
  one.command = {"./web"};
  one.stop = {.grace = seconds(3)};
  EXPECT_EQ(steps_of_stop(one, {}), "0 SIGTERM; ");
  EXPECT_EQ(steps_of_stop(one, {.heeds_signal = false}), "0 SIGTERM; 30 kill; ");
}

TEST(stop, no_grace_kills_at_once_and_infinite_grace_never_does) {
  child one = some("one");
  one.stop = {.grace = duration::zero()};
  EXPECT_EQ(steps_of_stop(one, {}), "0 kill; ");
  one.stop = {.drain = infinity, .grace = infinity};
  world all{tree_spec{.children = {one}}};
  all.usual = {.heeds_drain = false, .heeds_exit = false, .heeds_signal = false};
  all.begin();
  all.run_for(seconds(1));
  all.ask_stop("one");
  all.run_for(minutes(600));
  EXPECT_EQ(all.state("one"), child_state::draining);
}

TEST(stop, who_is_not_ready_yet_has_nothing_to_drain) {
  child one = some("one");
  one.stop = {.drain = seconds(4), .grace = seconds(10)};
  EXPECT_EQ(steps_of_stop(one, {.gets_ready = false, .heeds_exit = false}), "0 exit; 50 SIGTERM; ");
}

TEST(stop, more_time_may_be_asked_for_up_to_a_ceiling) {
  child one = some("one");
  one.command = {"./web"};
  one.stop = {.grace = seconds(3)};
  one.max_extend = seconds(5);
  world all{tree_spec{.children = {one}}};
  all.usual.heeds_signal = false;
  all.begin();
  all.run_for(seconds(1));
  const instant asked = all.now();
  all.ask_stop("one");
  const life_of life{all.node_of("one"), 1};
  for (int i = 0; i < 100; ++i)
    all.tell(happened::extend{life, seconds(2)});
  all.run_for(minutes(1));
  EXPECT_EQ(steps_of(all, asked), "0 SIGTERM; 80 kill; ");
}

TEST(stop, a_tree_stops_in_the_reverse_of_the_order_of_its_starts) {
  tree_spec inner = over({.start = start_order::sequence}, {"x", "y"});
  inner.name = "inner";
  tree_spec what{.options = {.start = start_order::sequence}, .children = {some("a"), inner, some("b")}};
  world all{what};
  all.begin();
  all.run_until_quiet();
  all.crash("a"); // it started last, now
  all.run_until_quiet();
  all.forget_history();
  all.tell(happened::end_asked{3});
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "-a -b -y -x");
  EXPECT_EQ(all.exit_code(), 3);
}

TEST(stop, in_a_graph_only_those_wait_who_are_depended_on) {
  tree_spec what = over({}, {"base", "left", "right", "other"});
  std::get<child>(what.children[1]).after = {"base"};
  std::get<child>(what.children[2]).after = {"base"};
  world all{what};
  all.habits_of("left").to_end = seconds(2);
  all.begin();
  all.run_until_quiet();
  all.forget_history();
  all.tell(happened::end_asked{0});
  all.run_for(seconds(1));
  EXPECT_EQ(all.moves(), "-right -left -other");
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "-right -left -other -base");
}

TEST(stop, it_wins_over_restarts_that_are_due_or_become_due) {
  tree_spec what = over({.strategy = one_for_all}, {"a", "b", "c"});
  std::get<child>(what.children[2]).backoff = {.initial = seconds(1), .jitter = 0.0};
  world all{what};
  all.begin();
  all.run_until_quiet();
  all.crash("c");
  all.run_for(milliseconds(500));
  EXPECT_EQ(all.state("c"), child_state::backoff);
  all.forget_history();
  all.tell(happened::end_asked{0});
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "");
  EXPECT_TRUE(all.is_over());

  world crashing{over({.start = start_order::sequence}, {"a", "b", "c"})};
  crashing.begin();
  crashing.run_until_quiet();
  crashing.forget_history();
  crashing.tell(happened::end_asked{0});
  crashing.crash("a");
  crashing.run_until_quiet();
  EXPECT_EQ(crashing.moves(), "-c a! -b");
  EXPECT_EQ(crashing.exit_code(), 0);
}

TEST(stop, below_a_supervisor_that_is_still_to_be_asked_nobody_is_restarted) {
  tree_spec first = over({}, {"x"});
  first.name = "first";
  tree_spec what{.options = {.start = start_order::sequence}, .children = {first, some("last")}};
  world all{what};
  all.habits_of("last").to_end = seconds(3);
  all.begin();
  all.run_until_quiet();
  all.forget_history();
  all.tell(happened::end_asked{0});
  all.run_for(seconds(1));
  all.crash("x");
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "-last x!");
  EXPECT_EQ(all.exit_code(), 0);
}

TEST(stop, at_once_kills_everything_without_asking) {
  world all{over({.start = start_order::sequence}, {"a", "b", "c"})};
  all.usual = {.heeds_drain = false, .heeds_exit = false, .heeds_signal = false};
  all.begin();
  all.run_until_quiet();
  all.tell(happened::end_asked{130});
  all.run_for(seconds(1));
  EXPECT_FALSE(all.is_over());
  all.tell(happened::end_asked{130, true});
  all.run_for(milliseconds(1));
  EXPECT_TRUE(all.is_over());
  EXPECT_EQ(all.exit_code(), 130);
}

TEST(stall, of_the_supervisor_kills_nobody) {
  child slow = some("slow");
  slow.start_timeout = seconds(5);
  child stopping = some("stopping");
  stopping.stop = {.drain = seconds(4), .grace = seconds(8)};
  world all{tree_spec{.children = {slow, stopping}}};
  all.habits_of("slow").to_ready = seconds(4);
  all.habits_of("stopping").heeds_drain = false;
  all.habits_of("stopping").heeds_exit = false;
  all.begin();
  all.run_for(seconds(1));
  all.ask_stop("stopping");
  all.stall(minutes(10));
  all.tell(happened::time_passed{}); // the worst order: nothing of what happened has been told yet
  all.run_for(milliseconds(2900));
  EXPECT_EQ(all.state("slow"), child_state::ready);
  EXPECT_EQ(all.incarnation("slow"), 1U);
  EXPECT_EQ(all.state("stopping"), child_state::draining);
  all.run_for(seconds(10));
  EXPECT_EQ(all.state("stopping"), child_state::stopped);
}

} // namespace troupe::rooms::supervision
