#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/process_facts.hpp"
#include "other_unit.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;

int global = 1;
[[maybe_unused]] const bool initialised = [] {
  global = 2;
  return true;
}();

behavior tells_global(event_based_actor*) {
  return {[](int) { return global; }};
}

behavior adds(event_based_actor*, int a, const std::string& b, std::vector<double> c) {
  return {[=](int) { return a + static_cast<int>(b.size()) + static_cast<int>(c.size()); }};
}

behavior without_self(int start) {
  return {[=](int x) { return start + x; }};
}

behavior throws_at_birth(event_based_actor*, const std::string& why) { throw std::out_of_range(why); }

behavior throws_later(event_based_actor*) {
  return {[](int x) -> int { throw std::out_of_range("no row " + std::to_string(x)); }};
}

behavior quits(event_based_actor* self) {
  return {[=](int) { self->quit(); }};
}

behavior dies_at_birth(event_based_actor*) { std::abort(); }

behavior spawns(event_based_actor*) {
  return {[](int depth) {
    if (depth == 0)
      return current_process().pid().value();
    return ask<int>(spawn(fn<spawns>), depth - 1);
  }};
}

struct sum_state {
  int sum = 0;
};
using adder = caf::typed_actor<caf::replies_to<int>::with<int>>;
adder::behavior_type typed_adder(adder::stateful_pointer<sum_state> self) {
  return {[=](int x) { return self->state.sum += x; }};
}

void blocking_echo(caf::blocking_actor* self) {
  bool going = true;
  self->receive_while(going)([](int x) { return x; }, [&](const std::string&) { going = false; });
}

// Another unit has a static function of this name, too.
static behavior same_name(event_based_actor*) {
  return {[](int x) { return x; }};
}

class Spawn : public testing::Test {
protected:
  std::string end_of(const caf::actor& who) {
    self_->monitor(who);
    std::string reason;
    self_->receive([&](const down_msg& down) { reason = text(down.reason); });
    return reason;
  }

  a_system sys_;
  self self_;
};

TEST_F(Spawn, Gives_a_handle_to_an_actor_in_another_process) {
  const caf::actor who = spawn({.name = "somebody"}, fn<echo>);
  EXPECT_EQ(ask<int>(who, 4), 4);
  EXPECT_NE(process_of(who).pid(), current_process().pid());
  EXPECT_EQ(process_of(who).name(), "somebody");
}

TEST_F(Spawn, A_process_without_a_given_name_is_called_as_its_function) {
  EXPECT_THAT(process_of(spawn(fn<echo>)).name(), HasSubstr("echo"));
}

TEST_F(Spawn, Parameters_travel_and_literals_become_strings) {
  const caf::actor who = spawn(fn<adds>, 1, "four", std::vector<double>(30));
  EXPECT_EQ(ask<int>(who, 0), 1 + 4 + 30);
}

TEST_F(Spawn, A_factory_may_do_without_its_own_pointer) { EXPECT_EQ(ask<int>(spawn(fn<without_self>, 40), 2), 42); }

TEST_F(Spawn, Lambdas_of_one_function_are_told_apart) {
  const caf::actor one = spawn(fn<[](event_based_actor*) -> behavior { return {[](int) { return 1; }}; }>);
  const caf::actor two = spawn(fn<[](event_based_actor*) -> behavior { return {[](int) { return 2; }}; }>);
  EXPECT_EQ(ask<int>(one, 0), 1);
  EXPECT_EQ(ask<int>(two, 0), 2);
}

TEST_F(Spawn, Static_functions_of_equal_name_are_told_apart) {
  EXPECT_EQ(ask<int>(spawn(fn<same_name>), 1), 1);
  EXPECT_EQ(ask<int>(spawn_same_name_of_other_unit(), 1), 101);
}

TEST_F(Spawn, A_typed_factory_gives_a_typed_handle) {
  const adder who = spawn(fn<typed_adder>);
  int sum = 0;
  for (int i = 1; i <= 3; ++i)
    self_->request(who, caf::infinite, i)
      .receive([&](int now) { sum = now; }, [](const error_value& why) { throw_error(why); });
  EXPECT_EQ(sum, 6);
}

TEST_F(Spawn, A_blocking_actor_is_hosted_too) {
  const caf::actor who = spawn(fn<blocking_echo>);
  EXPECT_EQ(ask<int>(who, 8), 8);
  self_->send(who, std::string{"end"});
}

TEST_F(Spawn, Globals_have_their_initial_values_in_a_worker) {
  global = 3;
  EXPECT_EQ(ask<int>(spawn(fn<tells_global>), 0), 2) << "as initialised, not as this process changed it";
}

TEST_F(Spawn, A_worker_spawns_workers_three_levels_down) {
  const int pid = ask<int>(spawn(fn<spawns>), 3);
  EXPECT_NE(pid, current_process().pid());
}

TEST_F(Spawn, A_handler_in_the_root_spawns) {
  const caf::actor local =
    self_->spawn([](event_based_actor*) -> behavior { return {[](int x) { return ask<int>(spawn(fn<echo>), x); }}; });
  EXPECT_EQ(ask<int>(local, 11), 11);
}

TEST_F(Spawn, A_hundred_workers_answer) {
  std::vector<caf::actor> workers;
  for (int i = 0; i < 100; ++i)
    workers.push_back(spawn(fn<without_self>, i));
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(ask<int>(workers[i], 1000), 1000 + i);
}

TEST_F(Spawn, What_the_factory_throws_is_the_error_of_spawn) {
  try {
    static_cast<void>(spawn({.name = "born dead"}, fn<throws_at_birth>, "no such table"));
    FAIL() << "it was spawned";
  } catch (const initializer_failed& why) {
    EXPECT_THAT(why.what(),
                AllOf(HasSubstr("throws_at_birth threw std::out_of_range: no such table"), HasSubstr("'born dead'")));
  }
}

TEST_F(Spawn, Arguments_that_do_not_decode_are_one_clear_error) {
  for (const std::vector<std::uint64_t>& wrong : {std::vector<std::uint64_t>{}, {~std::uint64_t{0}, 1, 2}})
    try {
      static_cast<void>(hosting::spawn({"misled", &hosting::factory<adds>::entry, "adds", wrong}));
      FAIL() << "it was spawned";
    } catch (const decode_error& why) {
      EXPECT_THAT(why.what(), HasSubstr("the arguments that arrived are no"));
    }
  EXPECT_EQ(ask<int>(spawn(fn<without_self>, 40), 2), 42);
}

TEST_F(Spawn, A_process_that_dies_at_birth_is_an_error_that_says_how) {
  try {
    static_cast<void>(spawn(fn<dies_at_birth>));
    FAIL() << "it was spawned";
  } catch (const worker_lost& why) {
    EXPECT_THAT(why.what(), HasSubstr("killed by signal 6 (SIGABRT)"));
  }
}

TEST_F(Spawn, A_killed_process_is_told_to_its_monitor_in_one_sentence) {
  const caf::actor who = spawn({.name = "victim"}, fn<echo>);
  const int pid = process_of(who).pid();
  EXPECT_TRUE(kill_process_of(who));
  EXPECT_EQ(end_of(who), "worker 2 'victim' (pid " + std::to_string(pid) + ") killed by signal 9 (SIGKILL)");
  EXPECT_FALSE(kill_process_of(who));
}

TEST_F(Spawn, The_roots_own_process_cannot_be_killed_that_way) {
  const caf::actor local = self_->spawn(echo);
  EXPECT_THROW(kill_process_of(local), invalid_argument);
}

TEST_F(Spawn, An_actor_that_quits_ends_its_process) {
  const caf::actor who = spawn(fn<quits>);
  const int pid = process_of(who).pid();
  self_->send(who, 1);
  EXPECT_TRUE(wait_until([&] { return rooms::os::process_state(pid) == 0; }));
}

TEST_F(Spawn, An_actor_without_handles_ends_its_process) {
  caf::actor who = spawn(fn<echo>);
  const int pid = process_of(who).pid();
  EXPECT_EQ(ask<int>(who, 1), 1);
  who = nullptr;
  EXPECT_TRUE(wait_until([&] {
    self_->receive(caf::after(std::chrono::milliseconds(5)) >> [] {}); // its release goes out with this process's mail
    return rooms::os::process_state(pid) == 0;
  }));
}

TEST_F(Spawn, An_uncaught_exception_ends_the_process_and_is_the_reason) {
  const caf::actor who = spawn({.name = "thrower"}, fn<throws_later>);
  self_->monitor(who);
  self_->send(who, 5);
  self_->receive([&](const down_msg& down) { EXPECT_THAT(text(down.reason), HasSubstr("no row 5")); });
}

TEST(ExecSpawn, Works_as_the_fork_server_does) {
  const a_system sys{{.start = troupe::exec}};
  const caf::actor who = spawn({.name = "fresh"}, fn<adds>, 1, "four", std::vector<double>(3));
  EXPECT_EQ(ask<int>(who, 0), 8);
  EXPECT_EQ(ask<int>(spawn(fn<tells_global>), 0), 2);
  EXPECT_THROW(static_cast<void>(spawn(fn<throws_at_birth>, "why")), initializer_failed);
}

} // namespace
} // namespace troupe::tests
