/// Supervisors below supervisors, pools, and children that end the tree.
#include <gtest/gtest.h>

#include "supervision/tree/world.hpp"

namespace troupe::rooms::supervision {

namespace {

tree_spec named(tree_spec what, const std::string& name) {
  what.name = name;
  what.options.backoff = {.initial = duration::zero(), .jitter = 0.0};
  return what;
}

void crash_and_settle(world& all, const std::string& name) {
  all.crash(name);
  all.run_until_quiet();
}

} // namespace

TEST(nesting, a_supervisor_that_passes_its_limit_stops_its_children_and_fails_towards_its_own) {
  tree_spec inner = named(over({.start = start_order::sequence, .limit = {.restarts = 1}}, {"x", "y", "z"}), "inner");
  world all{tree_spec{.options = {.strategy = rest_for_one}, .children = {some("a"), inner, some("b")}}};
  all.begin();
  all.run_until_quiet();
  crash_and_settle(all, "y");
  all.forget_history();
  crash_and_settle(all, "y");
  EXPECT_EQ(all.moves(), "y! -z -x -b +x +y +z +b");
  EXPECT_EQ(all.end_of("x").cause, end_cause::supervisor_gone);
  EXPECT_EQ(all.end_of("x").next, then::nothing) << "nobody is left to start that life of it again";
  EXPECT_EQ(all.end_of("inner").cause, end_cause::exit);
  EXPECT_EQ(all.end_of("b").cause, end_cause::sibling);
  EXPECT_EQ(all.end_of("b").next, then::with_others);
  EXPECT_EQ(all.incarnation("inner"), 2U);
  EXPECT_EQ(all.look("inner").failures.count(), 1U);
  EXPECT_EQ(all.look("y").failures.count(), 0U) << "a new life begins with nothing counted";
}

TEST(nesting, the_root_that_passes_its_limit_ends_the_tree_with_70) {
  world all{over({.limit = {.restarts = 2}}, {"a", "b"})};
  all.begin();
  all.run_until_quiet();
  for (int failure = 0; failure < 3; ++failure)
    crash_and_settle(all, "a");
  EXPECT_TRUE(all.is_over());
  EXPECT_EQ(all.exit_code(), 70);
  EXPECT_EQ(all.end_of("b").cause, end_cause::supervisor_gone);
  EXPECT_EQ(all.end_of("b").next, then::nothing);
}

TEST(nesting, thirty_two_levels_start_escalate_and_stop) {
  tree_spec level = named(over({.limit = {.restarts = 0}}, {"leaf"}), "level0");
  for (int i = 1; i < 40; ++i) {
    const std::string name = "level" + std::to_string(i);
    tree_spec above{.options = {.limit = {.restarts = 0}}, .children = {level}};
    above = named(above, name);
    level = above;
  }
  world all{level};
  all.begin();
  all.run_until_quiet();
  EXPECT_EQ(all.state("leaf"), child_state::ready);
  EXPECT_EQ(all.state("level39"), child_state::ready);
  all.crash("leaf");
  EXPECT_EQ(all.exit_code(), 70);
  for (int i = 0; i < 40; ++i)
    EXPECT_FALSE(is_up(all.state("level" + std::to_string(i))));

  world stopped{level};
  stopped.begin();
  stopped.run_until_quiet();
  stopped.tell(happened::end_asked{0});
  stopped.run_until_quiet();
  EXPECT_EQ(stopped.exit_code(), 0);
}

TEST(nesting, a_held_child_is_started_once_in_each_period_and_its_siblings_are_left_alone) {
  tree_spec what =
    over({.strategy = one_for_all, .limit = {.restarts = 0}, .on_limit = limit_action::hold, .hold_retry = minutes(5)},
         {"a", "b"});
  world all{what};
  all.begin();
  all.run_until_quiet();
  all.forget_history();
  all.crash("a");
  EXPECT_EQ(all.state("a"), child_state::held);
  all.habits_of("a").is_executable = false;
  all.run_for(minutes(51));
  EXPECT_EQ(all.incarnation("a"), 11U);
  EXPECT_EQ(all.incarnation("b"), 1U);
  all.habits_of("a").is_executable = true;
  all.run_for(minutes(4) + seconds(30));
  EXPECT_EQ(all.state("a"), child_state::ready);
  EXPECT_TRUE(all.look("a").is_probe);
  all.crash("a"); // not ready for a minute yet
  EXPECT_EQ(all.state("a"), child_state::held);
  all.run_for(minutes(7));
  EXPECT_EQ(all.state("a"), child_state::ready);
  EXPECT_FALSE(all.look("a").is_probe);
  EXPECT_EQ(all.incarnation("b"), 1U);
}

TEST(nesting, a_supervisor_can_be_held_too) {
  tree_spec inner = named(over({.limit = {.restarts = 0}}, {"x"}), "inner");
  tree_spec what{.options = {.limit = {.restarts = 0}, .on_limit = limit_action::hold}, .children = {inner, some("a")}};
  world all{what};
  all.begin();
  all.run_until_quiet();
  all.crash("x");
  EXPECT_EQ(all.state("inner"), child_state::held);
  all.run_for(minutes(7));
  EXPECT_EQ(all.state("inner"), child_state::ready);
  EXPECT_EQ(all.incarnation("a"), 1U);
}

TEST(nesting, a_child_left_stopped_at_its_limit_stays_until_somebody_starts_it) {
  world all{over({.limit = {.restarts = 0}, .on_limit = limit_action::stop}, {"a", "b"})};
  all.begin();
  all.run_until_quiet();
  crash_and_settle(all, "a");
  EXPECT_EQ(all.state("a"), child_state::failed);
  EXPECT_EQ(all.state("b"), child_state::ready);
  all.ask_start("a");
  all.run_until_quiet();
  EXPECT_EQ(all.state("a"), child_state::ready);
  EXPECT_EQ(all.look("a").failures.count(), 0U);
}

TEST(nesting, a_supervisor_that_is_not_ready_in_time_fails) {
  tree_spec inner = named(over({}, {"x"}), "inner");
  inner.options.start_timeout = seconds(3);
  std::get<child>(inner.children[0]).start_timeout = minutes(1);
  world all{tree_spec{.children = {inner}}};
  all.habits_of("x").gets_ready = false;
  all.begin();
  all.run_for(milliseconds(3500));
  EXPECT_EQ(all.end_of("inner").cause, end_cause::start_timeout);
  EXPECT_EQ(all.end_of("x").cause, end_cause::supervisor_gone);
  EXPECT_EQ(all.incarnation("inner"), 2U);
}

TEST(significant, any_ends_the_tree_with_the_code_of_the_child) {
  tree_spec what = over({.auto_shutdown = auto_shutdown_rule::any}, {"main", "helper"});
  auto& main = std::get<child>(what.children[0]);
  main.restart = transient;
  main.significant = true;
  main.success = {0, 5};
  world all{what};
  all.begin();
  all.run_until_quiet();
  crash_and_settle(all, "main"); // a failure: it comes back
  EXPECT_EQ(all.state("main"), child_state::ready);
  all.crash("main", {ending_kind::exited, 5});
  all.run_until_quiet();
  EXPECT_EQ(all.exit_code(), 5);
  EXPECT_EQ(all.end_of("helper").cause, end_cause::sibling);
}

TEST(significant, a_signal_makes_128_and_its_number) {
  tree_spec what = over({.auto_shutdown = auto_shutdown_rule::any}, {"main"});
  std::get<child>(what.children[0]).restart = temporary;
  std::get<child>(what.children[0]).significant = true;
  world all{what};
  all.begin();
  all.run_until_quiet();
  all.kill("main", 11);
  EXPECT_EQ(all.exit_code(), 139);
}

TEST(significant, all_waits_for_the_last_of_them) {
  tree_spec what = over({.auto_shutdown = auto_shutdown_rule::all}, {"a", "b", "helper"});
  for (int i = 0; i < 2; ++i) {
    std::get<child>(what.children[i]).restart = temporary;
    std::get<child>(what.children[i]).significant = true;
  }
  world all{what};
  all.begin();
  all.run_until_quiet();
  all.crash("b", {ending_kind::exited, 0});
  all.run_until_quiet();
  EXPECT_FALSE(all.is_over());
  all.crash("a", {ending_kind::exited, 4});
  all.run_until_quiet();
  EXPECT_EQ(all.exit_code(), 4);
}

TEST(significant, an_inner_supervisor_ends_in_success_and_its_own_goes_on) {
  tree_spec inner = named(over({.auto_shutdown = auto_shutdown_rule::any}, {"job", "helper"}), "inner");
  inner.options.restart = transient;
  std::get<child>(inner.children[0]).restart = temporary;
  std::get<child>(inner.children[0]).significant = true;
  world all{tree_spec{.children = {inner, some("a")}}};
  all.begin();
  all.run_until_quiet();
  crash_and_settle(all, "job");
  EXPECT_EQ(all.state("inner"), child_state::done);
  EXPECT_EQ(all.state("helper"), child_state::stopped);
  EXPECT_EQ(all.state("a"), child_state::ready);
}

TEST(pool, each_slot_has_its_own_life) {
  child workers = some("workers");
  workers.count = 4;
  world all{tree_spec{.children = {workers, some("a")}}};
  all.begin();
  all.run_until_quiet();
  EXPECT_EQ(all.state("workers"), child_state::ready);
  all.crash("workers[2]");
  all.run_until_quiet();
  EXPECT_EQ(all.incarnation("workers[0]"), 1U);
  EXPECT_EQ(all.incarnation("workers[2]"), 2U);
  EXPECT_EQ(all.incarnation("workers"), 1U);
}

TEST(pool, it_is_ready_when_enough_of_its_slots_are) {
  child workers = some("workers");
  workers.count = 4;
  workers.min_ready = 2;
  child after = some("after");
  after.after = {"workers"};
  world all{tree_spec{.children = {workers, after}}};
  all.habits_of("workers[1]").to_ready = seconds(20);
  all.habits_of("workers[3]").to_ready = seconds(20);
  all.begin();
  all.run_for(seconds(1));
  EXPECT_EQ(all.state("workers"), child_state::ready);
  EXPECT_EQ(all.state("after"), child_state::ready);
}

TEST(pool, a_slot_that_passes_its_limit_makes_the_pool_fail_as_one_child) {
  child workers = some("workers");
  workers.count = 3;
  workers.limit = {{.restarts = 1}};
  tree_spec what{.options = {.strategy = rest_for_one}, .children = {workers, some("a")}};
  world all{what};
  all.begin();
  all.run_until_quiet();
  crash_and_settle(all, "workers[1]");
  crash_and_settle(all, "workers[1]");
  EXPECT_EQ(all.incarnation("workers"), 2U);
  EXPECT_EQ(all.incarnation("workers[0]"), 2U);
  EXPECT_EQ(all.incarnation("a"), 2U);
}

TEST(pool, one_of_significant_jobs_ends_the_tree_when_all_are_done) {
  child jobs = some("jobs");
  jobs.count = 3;
  jobs.restart = transient;
  jobs.significant = true;
  world all{tree_spec{.options = {.auto_shutdown = auto_shutdown_rule::any}, .children = {jobs, some("helper")}}};
  all.begin();
  all.run_until_quiet();
  for (int slot = 0; slot < 3; ++slot) {
    EXPECT_FALSE(all.is_over());
    all.crash("jobs[" + std::to_string(slot) + ']', {ending_kind::exited, 0});
    all.run_until_quiet();
  }
  EXPECT_EQ(all.exit_code(), 0);
}

} // namespace troupe::rooms::supervision
