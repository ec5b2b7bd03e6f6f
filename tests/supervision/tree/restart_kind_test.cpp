/// Which ends bring a child back, and what is told of each end.
#include <gtest/gtest.h>

#include <csignal>

#include "supervision/tree/world.hpp"

namespace troupe::rooms::supervision {

namespace {

constexpr ending exits(int code) { return {ending_kind::exited, code}; }
constexpr ending dies(int signal) { return {ending_kind::signalled, signal}; }

struct cell {
  restart_kind kind;
  ending how;
  child_state after;
  end_cause cause;
};

world with_one(const child& what) {
  world all{tree_spec{.children = {what}}};
  all.begin();
  all.run_until_quiet();
  return all;
}

} // namespace

TEST(restart_kind, every_kind_of_child_decides_about_every_kind_of_end) {
  const cell table[] = {
    {permanent, exits(0), child_state::ready, end_cause::exit},
    {permanent, exits(1), child_state::ready, end_cause::exit},
    {permanent, dies(SIGSEGV), child_state::ready, end_cause::signal},
    {permanent, dies(SIGTERM), child_state::ready, end_cause::signal},
    {permanent, exits(78), child_state::failed, end_cause::fatal_code},
    {transient, exits(0), child_state::done, end_cause::exit},
    {transient, exits(1), child_state::ready, end_cause::exit},
    {transient, dies(SIGSEGV), child_state::ready, end_cause::signal},
    {transient, dies(SIGTERM), child_state::done, end_cause::signal}, // its stop signal
    {transient, exits(78), child_state::failed, end_cause::fatal_code},
    {temporary, exits(0), child_state::done, end_cause::exit},
    {temporary, exits(1), child_state::failed, end_cause::exit},
    {temporary, dies(SIGSEGV), child_state::failed, end_cause::signal},
    {temporary, dies(SIGTERM), child_state::done, end_cause::signal},
    {temporary, exits(78), child_state::failed, end_cause::fatal_code},
  };
  for (const cell& each : table) {
    SCOPED_TRACE("kind " + std::to_string(static_cast<int>(each.kind)) + ", " + text(each.how));
    child one = some("one");
    one.restart = each.kind;
    world all = with_one(one);
    all.crash("one", each.how, each.how.kind == ending_kind::exited ? end_cause::exit : end_cause::signal);
    all.run_until_quiet();
    EXPECT_EQ(name(all.state("one")), name(each.after));
    EXPECT_EQ(name(all.end_of("one").cause), name(each.cause));
    EXPECT_EQ(all.end_of("one").how, each.how);
    EXPECT_EQ(all.incarnation("one"), each.after == child_state::ready ? 2U : 1U);
  }
}

TEST(restart_kind, success_and_fatal_are_what_the_child_says) {
  child one = some("one");
  one.restart = transient;
  one.success = {3, "SIGUSR1"};
  one.fatal = {1, "SIGABRT"};
  const auto state_after = [&](const ending& how) {
    world all = with_one(one);
    all.crash("one", how, how.kind == ending_kind::exited ? end_cause::exit : end_cause::signal);
    all.run_until_quiet();
    return all.state("one");
  };
  EXPECT_EQ(state_after(exits(3)), child_state::done);
  EXPECT_EQ(state_after(dies(SIGUSR1)), child_state::done);
  EXPECT_EQ(state_after(exits(0)), child_state::ready);
  EXPECT_EQ(state_after(dies(SIGTERM)), child_state::ready);
  EXPECT_EQ(state_after(exits(1)), child_state::failed);
  EXPECT_EQ(state_after(dies(SIGABRT)), child_state::failed);
  EXPECT_EQ(state_after(exits(78)), child_state::ready);
}

TEST(restart_kind, an_actor_that_quits_with_an_error_has_not_ended_in_success) {
  child one = some("one");
  one.restart = transient;
  for (const end_cause cause : {end_cause::actor_error, end_cause::actor_kill}) {
    world all = with_one(one);
    all.crash("one", exits(0), cause);
    all.run_until_quiet();
    EXPECT_EQ(all.state("one"), child_state::ready);
    EXPECT_EQ(all.end_of("one").cause, cause);
  }
}

TEST(restart_kind, what_cannot_be_executed_is_tried_again_until_its_limit) {
  child one = some("one");
  one.on_limit = limit_action::stop;
  world all{tree_spec{.children = {one}}};
  all.habits_of("one").is_executable = false;
  all.begin();
  all.run_until_quiet();
  EXPECT_EQ(all.state("one"), child_state::failed);
  EXPECT_EQ(all.incarnation("one"), 6U);
  EXPECT_EQ(all.end_of("one").cause, end_cause::exec_failed);
}

TEST(restart_kind, who_is_not_ready_in_time_is_ended_and_started_again) {
  child one = some("one");
  one.start_timeout = seconds(3);
  world all{tree_spec{.children = {one}}};
  all.habits_of("one").gets_ready = false;
  all.begin();
  all.run_for(milliseconds(3100));
  EXPECT_EQ(all.end_of("one").cause, end_cause::start_timeout);
  EXPECT_EQ(all.incarnation("one"), 2U);
}

TEST(restart_kind, a_program_is_ready_when_it_runs_and_a_one_shot_when_it_has_ended_in_success) {
  child program = some("program");
  program.command = {"./web"};
  child once = some("once");
  once.command = {"./migrate"};
  once.ready = readiness::exit;
  once.restart = transient;
  child after = some("after");
  after.after = {"once"};
  world all{tree_spec{.children = {program, once, after}}};
  all.habits_of("program").gets_ready = false;
  all.begin();
  all.run_for(milliseconds(10));
  EXPECT_EQ(all.state("program"), child_state::ready);
  EXPECT_EQ(all.state("once"), child_state::starting);
  EXPECT_EQ(all.state("after"), child_state::blocked);
  all.crash("once", exits(0));
  all.run_for(milliseconds(10));
  EXPECT_EQ(all.state("once"), child_state::done);
  EXPECT_EQ(all.state("after"), child_state::ready);
}

TEST(restart_kind, who_ended_with_the_process_that_all_hang_on_comes_back_and_is_not_counted) {
  tree_spec what = over({.limit = {.restarts = 0}}, {"a", "b"});
  what.options.budget = {.restarts = 0};
  world all{what};
  all.begin();
  all.run_until_quiet();
  for (const char* each : {"a", "b"})
    all.crash(each, {ending_kind::spawner_gone, 0}, end_cause::supervisor_gone);
  all.run_until_quiet();
  EXPECT_EQ(all.state("a"), child_state::ready);
  EXPECT_EQ(all.state("b"), child_state::ready);
  EXPECT_EQ(all.end_of("b").cause, end_cause::supervisor_gone);
}

TEST(restart_kind, what_is_said_of_an_earlier_life_is_ignored) {
  world all = with_one(some("one"));
  all.crash("one");
  all.run_until_quiet();
  const std::string before = all.text();
  const node_id who = all.node_of("one");
  all.tell(happened::ended{{who, 1}, end_cause::exit, exits(0)});
  all.tell(happened::ready{{who, 1}});
  all.tell(happened::drained{{who, 1}});
  all.tell(happened::started{{who, 3}});
  all.tell(happened::extend{{who, 1}, seconds(1)});
  EXPECT_EQ(all.text(), before);
  EXPECT_EQ(all.state("one"), child_state::ready);
}

} // namespace troupe::rooms::supervision
