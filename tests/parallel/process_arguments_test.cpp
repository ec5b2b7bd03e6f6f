// Handles among the arguments of a process go over to it: who keeps them on the way, whoever dies or lets go.
#include <algorithm>
#include <csignal>
#include <gtest/gtest.h>

#include "os/fault_point.hpp"
#include "os/process_facts.hpp"
#include "support/listener.hpp"
#include "support/objects_left.hpp"
#include "support/scoped.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
namespace os = rooms::os;

/// All that a process can be given, of which this process keeps nothing.
struct belongings {
  queue<int> numbers{};
  event happened{};
  value<int> number{};
  std::vector<mutex> locks{mutex{}, mutex{}};
};

void use(const belongings& all, connection end, const caf::actor& to) {
  all.numbers.put(7);
  all.happened.set();
  all.number.store(all.numbers.get());
  for (const mutex& each : all.locks) {
    const std::scoped_lock hold{each};
  }
  say(to, all.number.load());
  end.close();
  wait_for_go(to);
}

bool is_stopped(const process& which) { return os::process_state(which.pid().value()) == 'T'; }

struct ProcessArguments : testing::Test {
  /// Who dies or stands is a worker: the fault is armed when a process is born.
  void make_system(const std::string& fault = "") {
    if (!fault.empty())
      in_workers_.emplace("TROUPE_FAULT", fault);
    sys_.emplace();
    ear_.emplace();
  }
  [[nodiscard]] listener& ear() { return *ear_; }
  [[nodiscard]] caf::actor here() const { return *ear_; }
  static void expect_nothing_left() {
    EXPECT_TRUE(wait_until([] { return living_objects() == 0 && references_in_transit() == 0; }))
      << living_objects() << " objects, " << references_in_transit() << " on their way";
  }

private:
  std::optional<scoped_variable> in_workers_;
  std::optional<a_system> sys_;
  std::optional<listener> ear_;
};

TEST_F(ProcessArguments, Are_not_kept_by_who_started_it) {
  make_system();
  const process p{fn<wait_for_go>, here()};
  p.start();
  const caf::actor waiting = ear().hear<caf::actor>();
  auto [mine, theirs] = pipe();
  {
    const process other{fn<use>, belongings{}, std::move(theirs), here()};
    other.start();
    EXPECT_EQ(ear().hear<int>(), 7);
    EXPECT_THROW(static_cast<void>(mine.recv<int>()), end_of_stream) << "the process, which runs on, has closed it";
    EXPECT_TRUE(other.is_alive());
    let_go(ear().hear<caf::actor>());
    other.join();
  }
  mine.close();
  expect_nothing_left();
  let_go(waiting);
  p.join();
}

#ifdef TROUPE_FAULT_POINTS

void wake(const process& which) { ::kill(which.pid().value(), SIGCONT); }

TEST_F(ProcessArguments, Are_found_by_a_process_that_is_late_though_everybody_has_let_go_of_them) {
  make_system("parallel.worker.before_function:stop:1");
  auto [mine, theirs] = pipe();
  const process late{fn<use>, belongings{}, std::move(theirs), here()};
  late.start();
  ASSERT_TRUE(wait_until([&] { return is_stopped(late); }));
  EXPECT_EQ(living_objects(), 10U) << "two for the value, four for the pipe";
  EXPECT_FALSE(mine.poll());
  wake(late);
  EXPECT_EQ(ear().hear<int>(), 7);
  EXPECT_THROW(static_cast<void>(mine.recv<int>()), end_of_stream);
  EXPECT_EQ(references_in_transit(), 0U);
  let_go(ear().hear<caf::actor>());
  late.join();
  EXPECT_EQ(late.exitcode(), 0);
  mine.close();
  expect_nothing_left();
}

TEST_F(ProcessArguments, Are_found_when_the_handle_that_described_it_is_gone_too) {
  make_system("parallel.worker.before_function:stop:1");
  auto [mine, theirs] = pipe();
  std::optional<process> late{std::in_place, fn<use>, belongings{}, std::move(theirs), here()};
  const caf::actor address = late->address();
  late->start();
  ASSERT_TRUE(wait_until([&] { return is_stopped(*late); }));
  const int pid = late->pid().value();
  late.reset();
  ::kill(pid, SIGCONT);
  EXPECT_EQ(ear().hear<int>(), 7);
  let_go(ear().hear<caf::actor>());
  EXPECT_EQ(ask<std::optional<std::int32_t>>(address, process_join{}), 0);
}

TEST_F(ProcessArguments, Of_a_process_that_is_never_started_go_with_its_last_handle) {
  make_system();
  auto [mine, theirs] = pipe();
  {
    const process never{fn<use>, belongings{}, std::move(theirs), here()};
    static_cast<void>(never.address());
    EXPECT_NE(references_in_transit(), 0U);
    EXPECT_FALSE(mine.poll());
  }
  EXPECT_THROW(static_cast<void>(mine.recv<int>()), end_of_stream);
  mine.close();
  expect_nothing_left();
}

void make_and_start(const std::string& fault, const caf::actor& to) {
  auto [mine, theirs] = pipe();
  const process child{fn<use>, belongings{}, std::move(theirs), to};
  os::arm_fault(fault.c_str(), os::fault_action::kill);
  child.start();
  const mutex further; // one more, for those steps that come late
  const process second{fn<use>, belongings{}, std::move(mine), to};
  second.start();
}

std::string point_name(const testing::TestParamInfo<const char*>& info) {
  std::string name{info.param};
  std::ranges::replace(name, '.', '_');
  return name;
}

class KilledGiver : public ProcessArguments, public testing::WithParamInterface<const char*> {};

TEST_P(KilledGiver, Leaves_no_object_and_nothing_on_its_way) {
  make_system();
  const process giver{fn<make_and_start>, std::string{GetParam()}, here()};
  giver.start();
  giver.join();
  EXPECT_EQ(giver.exitcode(), -SIGKILL) << "the step was never passed";
  expect_nothing_left();
}

INSTANTIATE_TEST_SUITE_P(At, KilledGiver,
                         testing::Values("objects.transit.departed", "parallel.start.written",
                                         "parallel.start.handed_over"),
                         point_name);

class KilledTaker : public ProcessArguments, public testing::WithParamInterface<const char*> {};

TEST_P(KilledTaker, Leaves_no_object_and_nothing_on_its_way) {
  make_system(std::string{GetParam()} + ":kill:1");
  auto [mine, theirs] = pipe();
  const process taker{fn<use>, belongings{}, std::move(theirs), here()};
  taker.start();
  EXPECT_THROW(static_cast<void>(mine.recv<int>()), end_of_stream);
  taker.join();
  EXPECT_EQ(taker.exitcode(), -SIGKILL) << "the step was never passed";
  mine.close();
  expect_nothing_left();
}

INSTANTIATE_TEST_SUITE_P(At, KilledTaker,
                         testing::Values("spawn.child.before_entry", "parallel.worker.before_function",
                                         "objects.find.held", "objects.transit.arrived", "objects.forget.let_go"),
                         point_name);

#endif

} // namespace
} // namespace troupe::tests
