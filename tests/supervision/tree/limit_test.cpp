/// Limits, delays, budgets: P5 and P6.
#include <gtest/gtest.h>

#include <cmath>

#include "supervision/tree/world.hpp"

namespace troupe::rooms::supervision {

namespace {

struct setting {
  duration initial;
  double factor;
  double jitter;
};
const setting settings[] = {
  {duration::zero(), 1.0, 0.0}, {milliseconds(1), 2.0, 0.2}, {milliseconds(200), 2.0, 0.2}, {seconds(10), 1.0, 0.0},
  {seconds(30), 2.0, 0.5},      {minutes(10), 3.0, 1.0},     {minutes(600), 1.0, 0.1},
};

child failing(const setting& with, const restart_limit& limit) {
  child one = some("one");
  one.backoff = {.initial = with.initial, .max = minutes(6000), .factor = with.factor, .jitter = with.jitter};
  one.limit = limit;
  one.on_limit = limit_action::stop;
  return one;
}

tree_spec alone(const child& one) {
  return {.options = {.budget = restart_budget{.restarts = unlimited}}, .children = {one}};
}

void run_until_ready(world& all, const std::string& name) {
  while (all.state(name) == child_state::backoff || all.state(name) == child_state::starting)
    all.run_for(std::max<duration>(milliseconds(100), next_look(all.present()) - all.now()));
}

} // namespace

TEST(limit, a_crash_loop_trips_whatever_the_delays_are) {
  for (const setting& each : settings) {
    world all{alone(failing(each, {.restarts = 4, .within = minutes(1)}))};
    all.begin();
    for (int failure = 1; failure <= 4; ++failure) {
      run_until_ready(all, "one");
      all.run_for(seconds(10));
      all.crash("one");
      ASSERT_NE(all.state("one"), child_state::failed) << "failure " << failure;
    }
    run_until_ready(all, "one");
    all.run_for(seconds(10));
    all.crash("one");
    EXPECT_EQ(all.state("one"), child_state::failed);
  }
}

TEST(limit, a_crash_every_now_and_then_never_trips_whatever_the_delays_are) {
  for (const setting& each : settings) {
    child one = failing(each, {.restarts = 2, .within = minutes(1)});
    one.backoff.max = each.initial;
    world all{alone(one)};
    all.begin();
    for (int failure = 0; failure < 300; ++failure) {
      run_until_ready(all, "one");
      all.run_for(seconds(54));
      all.crash("one");
      ASSERT_NE(all.state("one"), child_state::failed) << "failure " << failure;
      all.forget_history();
    }
  }
}

TEST(limit, a_rare_crash_does_not_trip_in_a_hundred_thousand_cycles) {
  child one = failing({duration::zero(), 1.0, 0.0}, {.restarts = 2, .within = minutes(1)});
  world all{alone(one)};
  all.begin();
  for (int failure = 0; failure < 100000; ++failure) {
    all.run_for(seconds(54));
    all.crash("one");
    all.forget_history();
  }
  all.run_for(seconds(1));
  EXPECT_EQ(all.state("one"), child_state::ready);
  EXPECT_EQ(all.incarnation("one"), 100001U);
}

TEST(limit, zero_restarts_trip_at_the_first_failure_and_unlimited_ones_never) {
  world none{alone(failing({}, {.restarts = 0}))};
  none.begin();
  none.run_until_quiet();
  none.crash("one");
  EXPECT_EQ(none.state("one"), child_state::failed);

  world endless{alone(failing({}, {.restarts = unlimited}))};
  endless.begin();
  for (int failure = 0; failure < 1000; ++failure) {
    endless.run_for(milliseconds(10));
    endless.crash("one");
  }
  endless.run_for(milliseconds(10));
  EXPECT_EQ(endless.state("one"), child_state::ready);
}

TEST(limit, one_that_all_children_share_counts_the_failures_of_all) {
  tree_spec what = over({.limit = {.restarts = 3, .scope = limit_scope::supervisor}}, {"a", "b", "c"});
  world all{what};
  all.begin();
  for (const char* each : {"a", "b", "c"}) {
    all.run_until_quiet();
    all.crash(each);
  }
  all.run_until_quiet();
  EXPECT_EQ(all.state("a"), child_state::ready);
  all.crash("a");
  all.run_until_quiet();
  EXPECT_TRUE(all.is_over());
  EXPECT_EQ(all.exit_code(), 70);
}

TEST(limit, children_may_look_back_at_the_failures_of_all_for_different_times) {
  child hasty = some("hasty"), patient = some("patient");
  hasty.limit = {.restarts = 5, .within = seconds(1), .scope = limit_scope::supervisor};
  patient.limit = {.restarts = 2, .within = minutes(10), .scope = limit_scope::supervisor};
  world all{{.children = {hasty, patient}}};
  all.begin();
  all.run_until_quiet();
  for (const char* each : {"hasty", "hasty", "patient"}) {
    EXPECT_FALSE(all.is_over());
    all.run_for(seconds(10));
    all.crash(each);
    all.run_for(seconds(1));
  }
  EXPECT_TRUE(all.is_over()) << "the third failure of all in a few seconds";
}

TEST(limit, times_next_to_the_end_of_all_time_do_no_harm) {
  const duration nearly = infinity - duration{1};
  child a = some("a");
  a.backoff.reset = a.start_timeout = a.hold_retry.emplace(nearly);
  a.limit = {.restarts = 1, .within = nearly};
  a.on_limit = limit_action::hold;
  a.stop = {.drain = nearly, .grace = nearly};
  world all{{.children = {a}}};
  all.begin();
  all.run_until_quiet();
  for (const child_state then : {child_state::ready, child_state::held}) {
    all.crash("a");
    all.run_until_quiet();
    EXPECT_EQ(all.state("a"), then);
  }
  all.ask_start("a");
  all.run_until_quiet();
  all.ask_stop("a");
  all.run_until_quiet();
  EXPECT_EQ(all.state("a"), child_state::stopped);
}

TEST(limit, a_shared_one_trips_for_a_crash_loop_with_long_delays_beside_others_that_run) {
  tree_spec what = over({.limit = {.restarts = 3, .scope = limit_scope::supervisor}}, {"a", "b"});
  std::get<child>(what.children[0]).backoff = {.initial = minutes(2), .jitter = 0.0};
  world all{what};
  all.begin();
  for (int failure = 0; failure < 4; ++failure) {
    all.run_until_quiet();
    ASSERT_FALSE(all.is_over());
    all.crash("a");
  }
  all.run_until_quiet();
  EXPECT_TRUE(all.is_over());
}

TEST(delay, the_kth_one_lies_within_the_jitter_of_its_formula_and_comes_from_the_seed) {
  child one = some("one");
  one.backoff = {.initial = milliseconds(100), .max = seconds(2), .factor = 2.0, .jitter = 0.3, .reset = minutes(1)};
  one.limit = {.restarts = unlimited};
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    world all{tree_spec{.children = {one}}, seed};
    all.begin();
    for (int k = 1; k <= 8; ++k) {
      run_until_ready(all, "one");
      all.crash("one");
      const double middle = std::min(2e9, 1e8 * std::pow(2.0, k - 1));
      const auto delay = static_cast<double>(all.end_of("one").delay.count());
      EXPECT_GE(delay, middle * 0.7 - 1) << "k " << k << " seed " << seed;
      EXPECT_LE(delay, middle * 1.3 + 1) << "k " << k << " seed " << seed;
    }
  }
}

TEST(delay, it_is_the_first_one_again_exactly_when_the_child_was_ready_for_so_long) {
  child one = some("one");
  one.backoff = {.initial = milliseconds(100), .max = seconds(30), .factor = 2.0, .jitter = 0.0, .reset = seconds(20)};
  one.limit = {.restarts = unlimited};
  const auto delay_after = [&](duration ready) {
    world all{tree_spec{.children = {one}}};
    all.begin();
    all.run_for(milliseconds(10));
    all.crash("one");
    all.run_for(milliseconds(100)); // the delay
    all.run_for(milliseconds(2));   // now it is ready
    all.run_for(ready);
    all.crash("one");
    return all.end_of("one").delay;
  };
  EXPECT_EQ(delay_after(seconds(20) - duration{1}), milliseconds(200));
  EXPECT_EQ(delay_after(seconds(20)), milliseconds(100));
}

TEST(delay, it_is_none_for_ever_where_the_first_one_is_none) {
  world all{{.options = {.limit = {.restarts = unlimited}, .budget = restart_budget{.restarts = unlimited}},
             .children = {some("a")}}};
  all.begin();
  all.run_until_quiet();
  for (int i = 0; i < 1100 && !testing::Test::HasFailure(); ++i) { // 2^1024 is no number any more
    all.crash("a");
    EXPECT_EQ(all.state("a"), child_state::starting) << i;
    all.run_for(milliseconds(10));
  }
}

TEST(delay, it_is_the_first_one_again_only_for_time_spent_ready) {
  child a = some("a"), slow = some("slow");
  a.backoff = {.initial = seconds(1), .max = minutes(10), .jitter = 0, .reset = seconds(10)};
  slow.backoff = {.initial = minutes(1), .max = minutes(1), .jitter = 0};
  world all{{.options = {.strategy = one_for_all}, .children = {a, slow}}};
  all.begin();
  all.run_until_quiet();
  for (int failures = 0; failures < 2; ++failures) {
    all.crash("a");
    all.run_for(seconds(5));
  }
  all.crash("slow"); // for a whole minute a waits to come back
  all.habits_of("a") = {.is_executable = false};
  all.run_for(minutes(1) + milliseconds(20));
  EXPECT_EQ(all.end_of("a").cause, end_cause::exec_failed);
  EXPECT_EQ(all.end_of("a").delay, seconds(4)) << "the third in a row, after five seconds of being ready";
}

TEST(delay, a_hundred_siblings_killed_at_once_come_back_spread_out_and_trip_no_limit) {
  tree_spec what{.options = {.limit = {.restarts = 1}, .start_parallel = 7}};
  for (int i = 0; i < 100; ++i) {
    child one = some("c" + std::to_string(i));
    one.backoff = {.initial = seconds(3), .max = seconds(3), .jitter = 0.5};
    what.children.emplace_back(one);
  }
  world all{what};
  all.begin();
  all.run_until_quiet();
  all.forget_history();
  for (int i = 0; i < 100; ++i)
    all.kill("c" + std::to_string(i), 9);
  all.run_until_quiet();
  std::vector<instant> starts;
  std::size_t starting = 0, most = 0;
  for (const entry& each : all.history()) {
    if (std::holds_alternative<order::start>(each.what))
      starts.push_back(each.at);
    if (const auto* state = std::get_if<told::state>(&each.what); state != nullptr && state->life.who != root_node) {
      starting += state->now == child_state::starting ? 1 : 0;
      starting -= state->now == child_state::ready ? 1 : 0;
      most = std::max(most, starting);
    }
  }
  ASSERT_EQ(starts.size(), 100U);
  for (std::size_t i = 1; i < starts.size(); ++i)
    EXPECT_GE(starts[i] - starts[i - 1], milliseconds(10)) << "start " << i;
  EXPECT_LE(most, 7U);
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(all.state("c" + std::to_string(i)), child_state::ready);
}

TEST(delay, a_hundred_children_without_any_come_back_no_more_than_so_many_at_once) {
  tree_spec what{.options = {.start_parallel = 3}};
  for (int i = 0; i < 100; ++i)
    what.children.emplace_back(some("c" + std::to_string(i)));
  world all{what};
  all.begin();
  std::size_t most = 0;
  const auto watch = [&] {
    for (int turn = 0; turn < 200; ++turn) {
      most = std::max(most, all.look("root").starting);
      all.run_for(milliseconds(1));
    }
  };
  watch();
  for (int i = 0; i < 100; ++i)
    all.kill("c" + std::to_string(i), 9);
  watch();
  EXPECT_EQ(most, 3U);
  EXPECT_EQ(all.look("root").restarts_below.count(), 100U);
  EXPECT_FALSE(all.is_over());
}

TEST(budget, it_bounds_the_restarts_of_a_deep_tree_whose_levels_would_multiply) {
  child leaf = some("leaf");
  tree_spec level{.name = "level0", .options = {.limit = {.restarts = 10}, .backoff = {.initial = {}, .jitter = 0}}};
  level.children = {leaf};
  for (int i = 1; i < 3; ++i)
    level = {.name = "level" + std::to_string(i), .options = level.options, .children = {level}};
  level.name = "root";
  for (const std::uint32_t allowed : {25U, 100U}) {
    level.options.budget = {.restarts = allowed, .within = minutes(10)};
    world all{level};
    all.begin();
    while (!all.is_over()) {
      all.run_for(milliseconds(5));
      if (!all.is_over() && is_up(all.state("leaf")))
        all.crash("leaf");
    }
    std::size_t restarts = 0;
    for (const entry& each : all.history())
      if (const auto* end = std::get_if<told::end>(&each.what))
        restarts += end->next == then::restart ? 1 : 0;
    EXPECT_EQ(restarts, allowed);
    EXPECT_EQ(all.exit_code(), 70);
  }
}

TEST(budget, one_of_an_inner_supervisor_makes_that_one_fail) {
  tree_spec inner = over({.limit = {.restarts = unlimited}, .budget = restart_budget{.restarts = 2}}, {"a", "b"});
  inner.name = "inner";
  inner.options.backoff = {.initial = {}, .jitter = 0};
  world all{tree_spec{.children = {inner, some("c")}}};
  all.begin();
  for (int failure = 0; failure < 3; ++failure) {
    all.run_until_quiet();
    all.crash("a");
  }
  all.run_until_quiet();
  EXPECT_EQ(all.incarnation("inner"), 2U);
  EXPECT_EQ(all.incarnation("b"), 2U);
  EXPECT_EQ(all.incarnation("c"), 1U);
  EXPECT_EQ(all.end_of("b").cause, end_cause::supervisor_gone);
}

TEST(budget, it_counts_real_time) {
  tree_spec what =
    over({.limit = {.restarts = unlimited}, .budget = restart_budget{.restarts = 2, .within = minutes(1)}}, {"a"});
  world all{what};
  all.begin();
  for (int failure = 0; failure < 20; ++failure) {
    all.run_for(seconds(31));
    all.crash("a");
  }
  all.run_for(seconds(1));
  EXPECT_FALSE(all.is_over());
  all.crash("a");
  EXPECT_EQ(all.state("root"), child_state::failed);
}

} // namespace troupe::rooms::supervision
