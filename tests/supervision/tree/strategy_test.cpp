#include <gtest/gtest.h>

#include "supervision/tree/world.hpp"

namespace troupe::rooms::supervision {

namespace {

/// The moves after `name` has crashed in a tree that ran.
std::string moves_after_crash(const tree_spec& what, const std::string& name) {
  world all{what};
  all.begin();
  all.run_until_quiet();
  all.forget_history();
  all.crash(name);
  all.run_until_quiet();
  return all.moves();
}

tree_spec diamond() {
  tree_spec made{.options = {.strategy = dependents}};
  made.children = {some("base"), some("other"), some("left"), some("right"), some("top")};
  std::get<child>(made.children[2]).after = {"base"};
  std::get<child>(made.children[3]).uses = {{"store", "base"}};
  std::get<child>(made.children[4]).after = {"left", "right"};
  return made;
}

} // namespace

TEST(strategy, one_for_one_restarts_the_failed_child_alone) {
  EXPECT_EQ(moves_after_crash(over({.strategy = one_for_one}, {"a", "b", "c"}), "b"), "b! +b");
}

TEST(strategy, one_for_all_stops_all_in_reverse_and_starts_them_in_order) {
  EXPECT_EQ(moves_after_crash(over({.strategy = one_for_all}, {"a", "b", "c"}), "b"), "b! -c -a +a +b +c");
}

TEST(strategy, one_for_all_counts_one_restart) {
  tree_spec what = over({.strategy = one_for_all, .limit = {.restarts = 1}}, {"a", "b", "c"});
  world all{what};
  all.begin();
  all.run_until_quiet();
  all.crash("b");
  all.run_until_quiet();
  EXPECT_EQ(all.look("a").failures.count(), 0U);
  EXPECT_EQ(all.look("b").failures.count(), 1U);
  EXPECT_EQ(all.look("root").restarts_below.count(), 1U);
  EXPECT_EQ(all.end_of("c").cause, end_cause::sibling);
  EXPECT_EQ(all.state("c"), child_state::ready);
}

TEST(strategy, rest_for_one_restarts_the_failed_child_and_those_behind_it) {
  EXPECT_EQ(moves_after_crash(over({.strategy = rest_for_one}, {"a", "b", "c", "d"}), "b"), "b! -d -c +b +c +d");
}

TEST(strategy, dependents_restarts_who_waits_or_uses_transitively) {
  EXPECT_EQ(moves_after_crash(diamond(), "base"), "base! -top -right -left +base +left +right +top");
}

TEST(strategy, dependents_leaves_what_the_failed_child_needs) {
  EXPECT_EQ(moves_after_crash(diamond(), "left"), "left! -top +left +top");
  EXPECT_EQ(moves_after_crash(diamond(), "other"), "other! +other");
}

TEST(strategy, a_supervisor_is_a_dependent_when_anything_below_it_uses_the_failed_child) {
  tree_spec inner = over({}, {"x", "y"});
  inner.name = "inner";
  std::get<child>(inner.children[1]).uses = {{"store", "base"}};
  tree_spec what{.options = {.strategy = dependents}, .children = {some("base"), some("other"), inner}};
  EXPECT_EQ(moves_after_crash(what, "base"), "base! -y -x +base +x +y");
}

TEST(strategy, all_of_a_set_waits_for_the_delay_of_the_failed_child) {
  tree_spec what = over({.strategy = one_for_all}, {"a", "b"});
  std::get<child>(what.children[1]).backoff = {.initial = seconds(3), .jitter = 0.0};
  world all{what};
  all.begin();
  all.run_until_quiet();
  all.crash("b");
  all.run_for(milliseconds(2900));
  EXPECT_EQ(all.state("a"), child_state::blocked);
  EXPECT_EQ(all.state("b"), child_state::backoff);
  all.run_for(milliseconds(200));
  EXPECT_EQ(all.state("a"), child_state::ready);
  EXPECT_EQ(all.state("b"), child_state::ready);
}

TEST(strategy, a_child_that_fails_while_its_set_is_being_stopped_is_not_counted_again) {
  world all{over({.strategy = one_for_all}, {"a", "b", "c"})};
  all.begin();
  all.run_until_quiet();
  all.forget_history();
  all.crash("a");
  all.kill("b", 11);
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "a! -c b! +a +b +c");
  EXPECT_EQ(all.end_of("b").cause, end_cause::signal);
  EXPECT_EQ(all.look("b").failures.count(), 0U);
}

TEST(strategy, two_sets_that_overlap_wait_for_each_other) {
  world all{over({.strategy = rest_for_one}, {"a", "b", "c", "d"})};
  all.begin();
  all.run_until_quiet();
  all.forget_history();
  all.crash("c");
  all.crash("b");
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "c! -d b! +b +c +d");
}

TEST(strategy, a_child_that_was_done_runs_again_with_its_set_and_a_temporary_one_does_not) {
  tree_spec what = over({.strategy = one_for_all}, {"migrate", "once", "web"});
  auto& migrate = std::get<child>(what.children[0]);
  migrate.restart = transient;
  migrate.ready = readiness::exit;
  std::get<child>(what.children[1]).restart = temporary;
  world all{what};
  all.begin();
  all.run_for(milliseconds(10));
  all.crash("migrate", {ending_kind::exited, 0});
  all.run_until_quiet();
  EXPECT_EQ(all.state("migrate"), child_state::done);
  all.forget_history();
  all.crash("web");
  all.run_for(milliseconds(10));
  all.crash("migrate", {ending_kind::exited, 0});
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "web! -once +migrate migrate! +web");
  EXPECT_EQ(all.state("once"), child_state::stopped);
}

} // namespace troupe::rooms::supervision
