/// What somebody asks for from outside, and children that are added and removed while the tree runs.
#include <gtest/gtest.h>

#include "supervision/tree/world.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::supervision {

namespace {

world running(const tree_spec& what) {
  world all{what};
  all.begin();
  all.run_until_quiet();
  all.forget_history();
  return all;
}

} // namespace

TEST(request, a_planned_restart_counts_nothing_and_touches_nobody_else) {
  tree_spec what =
    over({.strategy = one_for_all, .limit = {.restarts = 0}, .budget = restart_budget{.restarts = 0}}, {"a", "b", "c"});
  world all = running(what);
  for (int i = 0; i < 10; ++i) {
    all.ask_restart("b");
    all.run_until_quiet();
  }
  EXPECT_EQ(all.incarnation("b"), 11U);
  EXPECT_EQ(all.incarnation("a"), 1U);
  EXPECT_EQ(all.end_of("b").cause, end_cause::stopped);
  EXPECT_EQ(all.look("b").failures.count(), 0U);
  EXPECT_EQ(all.look("b").in_a_row, 0U);
  EXPECT_EQ(all.look("root").restarts_below.count(), 0U);
}

TEST(request, a_subtree_is_restarted_in_order) {
  tree_spec inner = over({.start = start_order::sequence}, {"x", "y"});
  inner.name = "inner";
  world all = running({.children = {some("a"), inner}});
  all.ask_restart("inner");
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "-y -x +x +y");
  EXPECT_EQ(all.incarnation("inner"), 2U);
}

TEST(request, the_whole_tree_is_restarted_by_its_root) {
  world all = running(over({.start = start_order::sequence}, {"a", "b"}));
  all.ask_restart("root");
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "-b -a +a +b");
  EXPECT_FALSE(all.is_over());
}

TEST(request, a_stopped_child_stays_so_while_its_siblings_are_restarted_and_comes_back_when_told) {
  world all = running(over({.strategy = one_for_all}, {"a", "b", "c"}));
  all.ask_stop("b");
  all.run_until_quiet();
  all.forget_history();
  all.crash("a");
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "a! -c +a +c");
  all.ask_start("b");
  all.run_until_quiet();
  EXPECT_EQ(all.state("b"), child_state::ready);
}

TEST(request, a_stop_takes_back_a_restart_that_is_due_and_a_start_does_not_wait_for_it) {
  tree_spec what = over({}, {"a", "b"});
  for (auto& each : what.children)
    std::get<child>(each).backoff.initial = minutes(1);
  world all = running(what);
  all.crash("a");
  all.crash("b");
  all.ask_stop("a");
  all.ask_start("b");
  all.run_for(seconds(1));
  EXPECT_EQ(all.state("a"), child_state::stopped);
  EXPECT_EQ(all.state("b"), child_state::ready);
  all.run_for(minutes(5));
  EXPECT_EQ(all.state("a"), child_state::stopped);
}

TEST(request, a_start_while_it_stops_brings_it_back_and_a_stop_while_it_restarts_does_not) {
  world all = running(over({}, {"a", "b"}));
  all.ask_stop("a");
  all.ask_start("a");
  all.ask_restart("b");
  all.ask_stop("b");
  all.run_until_quiet();
  EXPECT_EQ(all.state("a"), child_state::ready);
  EXPECT_EQ(all.incarnation("a"), 2U);
  EXPECT_EQ(all.state("b"), child_state::stopped);
}

TEST(request, below_a_stopped_supervisor_nothing_can_be_started) {
  tree_spec inner = over({}, {"x"});
  inner.name = "inner";
  world all = running({.children = {inner}});
  all.ask_stop("inner");
  all.run_until_quiet();
  EXPECT_EQ(all.state("x"), child_state::stopped);
  all.ask_start("x");
  all.run_until_quiet();
  EXPECT_EQ(all.state("x"), child_state::stopped);
  all.ask_start("inner");
  all.run_until_quiet();
  EXPECT_EQ(all.state("x"), child_state::ready);
}

TEST(request, the_root_stopped_by_somebody_is_the_end_in_success) {
  world all = running(over({}, {"a"}));
  all.ask_stop("root");
  all.run_until_quiet();
  EXPECT_EQ(all.exit_code(), 0);
}

TEST(dynamic, a_child_is_added_at_the_end_and_starts_when_it_is_asked_to) {
  world all = running(over({.strategy = rest_for_one}, {"a", "b"}));
  child late = some("late");
  late.uses = {{"store", "b"}};
  const node_id who = add(all.present(), root_node, late, 4);
  all.tell(happened::start_asked{who});
  all.run_until_quiet();
  EXPECT_EQ(all.state("late"), child_state::ready);
  all.forget_history();
  all.crash("b");
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "b! -late +b +late");
}

TEST(dynamic, one_that_cannot_be_added_changes_nothing) {
  tree_spec inner = over({}, {"x"});
  inner.name = "inner";
  world all = running({.children = {some("a"), inner}});
  EXPECT_THROW(add(all.present(), root_node, some("a"), 4), invalid_argument);
  child unknown = some("b");
  unknown.after = {"a", "nobody"};
  EXPECT_THROW(add(all.present(), root_node, unknown, 4), invalid_argument);
  EXPECT_THROW(add(all.present(), all.node_of("inner"), unknown, 4), invalid_argument);
  EXPECT_EQ(find_node(all.present(), "b"), no_node);
  EXPECT_TRUE(all.look("a").waiters.empty());
  EXPECT_TRUE(all.look("a").dependents.empty()) << "the supervisor of who was not added depends on nobody";
  EXPECT_EQ(all.look("root").children.size(), 2U);
  EXPECT_EQ(all.look("inner").children.size(), 1U);
  add(all.present(), root_node, some("b"), 4);
  EXPECT_EQ(find_node(all.present(), "b"), all.look("root").children.back());
}

TEST(dynamic, only_a_durable_one_comes_back_with_its_supervisor) {
  tree_spec inner = over({.limit = {.restarts = 0}, .backoff = {.initial = {}, .jitter = 0}}, {"x"});
  inner.name = "inner";
  world all = running({.children = {inner}});
  child durable = some("durable");
  durable.durable = true;
  for (const child& each : {some("passing"), durable})
    all.tell(happened::start_asked{add(all.present(), all.node_of("inner"), each, 4)});
  all.run_until_quiet();
  EXPECT_EQ(all.state("passing"), child_state::ready);
  all.crash("x");
  all.run_until_quiet();
  EXPECT_EQ(all.incarnation("inner"), 2U);
  EXPECT_EQ(all.state("durable"), child_state::ready);
  EXPECT_EQ(find_node(all.present(), "passing"), no_node);
}

TEST(dynamic, a_removed_child_stops_and_its_name_is_free) {
  world all = running(over({}, {"a", "b"}));
  all.tell(happened::removal_asked{all.node_of("a")});
  EXPECT_NE(find_node(all.present(), "a"), no_node) << "until it has ended";
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "-a");
  EXPECT_EQ(find_node(all.present(), "a"), no_node);
  all.tell(happened::start_asked{add(all.present(), root_node, some("a"), 4)});
  all.run_until_quiet();
  EXPECT_EQ(all.state("a"), child_state::ready);
  all.tell(happened::end_asked{0});
  all.run_until_quiet();
  EXPECT_TRUE(all.is_over());
}

TEST(dynamic, a_whole_subtree_is_removed) {
  tree_spec inner = over({.start = start_order::sequence}, {"x", "y"});
  inner.name = "inner";
  world all = running({.children = {some("a"), inner}});
  all.tell(happened::removal_asked{all.node_of("inner")});
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "-y -x");
  for (const char* each : {"inner", "x", "y"})
    EXPECT_EQ(find_node(all.present(), each), no_node);
}

TEST(dynamic, a_temporary_one_is_forgotten_when_it_has_ended) {
  world all = running(over({}, {"a"}));
  child job = some("job");
  job.restart = temporary;
  for (int i = 0; i < 3; ++i) {
    all.tell(happened::start_asked{add(all.present(), root_node, job, 4)});
    all.run_until_quiet();
    all.crash("job", {ending_kind::exited, 0});
    EXPECT_EQ(find_node(all.present(), "job"), no_node);
  }
}

TEST(dynamic, a_temporary_one_is_forgotten_when_its_set_ends_it) {
  world all = running(over({.strategy = one_for_all}, {"a"}));
  child job = some("job");
  job.restart = temporary;
  all.tell(happened::start_asked{add(all.present(), root_node, job, 4)});
  all.run_until_quiet();
  all.crash("a");
  all.run_until_quiet();
  EXPECT_EQ(all.moves(), "+job a! -job +a");
  EXPECT_EQ(find_node(all.present(), "job"), no_node);
}

TEST(dynamic, however_many_come_and_go_the_tree_is_no_larger_than_with_all_that_were_there_at_once) {
  world all = running(over({}, {"a"}));
  child job = some("job");
  job.restart = temporary;
  job.uses = {{"store", "a"}};
  for (int i = 0; i < 1000; ++i) {
    all.tell(happened::start_asked{add(all.present(), root_node, job, 4)});
    all.run_until_quiet();
    all.crash("job", {ending_kind::exited, 0});
    all.forget_history();
  }
  EXPECT_EQ(all.present().nodes.size(), 3U);
  EXPECT_LE(all.present().timers.size(), 100U);
  EXPECT_TRUE(all.look("a").waiters.empty());
  EXPECT_TRUE(all.look("a").dependents.empty());
}

TEST(dynamic, what_is_said_of_the_one_that_had_its_number_before_is_ignored) {
  world all = running(over({}, {"a"}));
  child job = some("job");
  job.restart = temporary;
  job.start_timeout = seconds(5);
  const auto start = [&] {
    const node_id who = add(all.present(), root_node, job, 4);
    all.tell(happened::start_asked{who});
    return life_in(all.present(), who);
  };
  const life_of first = start();
  all.crash("job");
  job.start_timeout = minutes(1);
  const life_of second = start();
  ASSERT_EQ(second.who, first.who);
  ASSERT_EQ(second.incarnation, first.incarnation);
  all.habits_of("job") = {.gets_ready = false};
  all.tell(happened::ready{first});
  all.tell(happened::ended{first, end_cause::exit, {ending_kind::exited, 0}});
  EXPECT_EQ(all.state("job"), child_state::starting);
  all.present().timers.push_back({all.now(), first.who, 1}); // the sort that is left over
  all.run_for(milliseconds(1));
  EXPECT_EQ(all.state("job"), child_state::starting);
}

TEST(dynamic, nobody_depends_on_whom_only_a_removed_one_used) {
  tree_spec users = over({}, {"x"}), store = over({}, {"y"});
  users.name = "users", store.name = "store";
  world all = running({.options = {.strategy = dependents}, .children = {store, users}});
  std::vector<node_id> made;
  for (const char* each : {"first", "second"}) {
    child late = some(each);
    late.uses = {{"store", "y"}};
    made.push_back(add(all.present(), all.node_of("users"), late, 4));
    all.tell(happened::start_asked{made.back()});
  }
  all.run_until_quiet();
  all.tell(happened::removal_asked{made[0]});
  all.run_until_quiet();
  all.forget_history();
  all.ask_restart("store");
  EXPECT_FALSE(all.look("store").dependents.empty()) << "the second still uses it";
  all.run_until_quiet();
  all.tell(happened::removal_asked{made[1]});
  all.run_until_quiet();
  EXPECT_TRUE(all.look("store").dependents.empty());
}

TEST(dynamic, who_waits_until_all_of_some_are_done_does_not_wait_for_a_removed_one) {
  tree_spec jobs = over({}, {"x"});
  jobs.name = "jobs";
  std::get<child>(jobs.children[0]).restart = transient;
  child next = some("next");
  next.after = {{"jobs", milestone::done}};
  world all = running({.children = {jobs, next}});
  child odd = some("odd");
  odd.restart = transient;
  const node_id who = add(all.present(), all.node_of("jobs"), odd, 4);
  all.tell(happened::start_asked{who});
  all.run_until_quiet();
  all.crash("x", {ending_kind::exited, 0});
  all.crash("odd", {ending_kind::exited, 78});
  all.run_until_quiet();
  EXPECT_EQ(all.state("next"), child_state::blocked);
  all.tell(happened::removal_asked{who});
  all.run_until_quiet();
  EXPECT_EQ(all.state("next"), child_state::ready);
}

TEST(request, an_end_that_was_asked_for_is_not_taken_back) {
  for (const auto ask : {&world::ask_restart, &world::ask_start}) {
    world all = running(over({}, {"a"}));
    all.tell(happened::end_asked{130});
    (all.*ask)("root");
    (all.*ask)("a");
    all.run_until_quiet();
    EXPECT_EQ(all.moves(), "-a");
    EXPECT_EQ(all.exit_code(), 130);
  }
}

TEST(request, a_start_does_not_wait_for_the_others_of_its_set) {
  child slow = some("slow");
  slow.backoff = {.initial = minutes(1), .max = minutes(1), .jitter = 0};
  world all =
    running({.options = {.start = start_order::graph, .strategy = one_for_all}, .children = {some("a"), slow}});
  all.crash("slow");
  all.run_for(seconds(1));
  EXPECT_EQ(all.state("a"), child_state::blocked);
  all.ask_start("a");
  all.run_for(seconds(1));
  EXPECT_EQ(all.state("a"), child_state::ready);
  EXPECT_EQ(all.state("slow"), child_state::backoff);
}

TEST(request, a_stop_gives_as_long_to_drain_as_is_asked_for_and_no_less_for_what_comes_after_it) {
  child slow = some("slow");
  slow.stop = {.drain = seconds(5), .grace = seconds(8)};
  world all = running({.children = {slow}});
  all.habits_of("slow") = {.heeds_drain = false, .heeds_exit = false, .heeds_signal = false};
  all.ask_restart("slow"); // the habits are those of the next life
  all.run_until_quiet();
  for (const auto& [drain, whole] : {std::pair{seconds(20), seconds(23)}, std::pair{seconds(0), seconds(3)}}) {
    const instant asked = all.now();
    all.tell(happened::stop_asked{all.node_of("slow"), drain});
    all.run_until_quiet();
    EXPECT_EQ(all.state("slow"), child_state::stopped);
    EXPECT_GE(all.now() - asked, whole);
    EXPECT_LE(all.now() - asked, whole + milliseconds(10));
    all.ask_start("slow");
    all.run_until_quiet();
  }
  const instant asked = all.now();
  all.ask_stop("slow");
  all.run_until_quiet();
  EXPECT_GE(all.now() - asked, seconds(8)) << "what was asked for holds for one stop";
  EXPECT_LE(all.now() - asked, seconds(8) + milliseconds(10));
}

} // namespace troupe::rooms::supervision
