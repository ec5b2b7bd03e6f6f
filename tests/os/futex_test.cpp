#include "os/futex.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <sys/time.h>

#include "os/process_facts.hpp"
#include "os/signals.hpp"
#include "support/child.hpp"
#include "support/shared_object.hpp"

namespace troupe::rooms::os {
namespace {

using word = std::atomic<std::uint32_t>;

TEST(Futex, A_changed_word_does_not_sleep) {
  const word now{5};
  EXPECT_EQ(futex_wait(now, 4, never), futex_result::changed);
}

TEST(Futex, An_unchanged_word_sleeps_until_the_deadline) {
  const word now{5};
  const auto deadline = deadline_after(std::chrono::milliseconds(20));
  auto result = futex_result::woken;
  while (result == futex_result::woken)
    result = futex_wait(now, 5, deadline);
  EXPECT_EQ(result, futex_result::timed_out);
  EXPECT_GE(clock::now(), deadline);
}

TEST(Futex, A_deadline_in_the_past_does_not_sleep) {
  const word now{5};
  EXPECT_EQ(futex_wait(now, 5, time_point{}), futex_result::timed_out);
}

TEST(Futex, A_sleeper_in_another_process_is_woken) {
  const tests::shared_object<word> bell{0U};
  tests::child sleeper{[&] {
    while (bell->load() == 0)
      futex_wait(*bell, 0, never);
    return 0;
  }};
  ASSERT_TRUE(tests::wait_until([&] { return process_state(sleeper.pid()) == 'S'; }));
  bell->store(1);
  futex_wake(*bell);
  EXPECT_EQ(sleeper.wait(), (ending{ending_kind::exited, 0}));
}

TEST(Futex, A_signal_ends_the_sleep_as_if_woken) {
  const auto how = tests::run_in_child([] {
    const signal_disposition alarm{SIGALRM, [](int) {}};
    const word now{0};
    const itimerval none{};
    itimerval often{};
    often.it_value.tv_usec = often.it_interval.tv_usec = 2000; // again, if the first comes before the sleep
    ::setitimer(ITIMER_REAL, &often, nullptr);
    const auto result = futex_wait(now, 0, deadline_after(tests::patience));
    ::setitimer(ITIMER_REAL, &none, nullptr); // before the disposition is given back
    return result == futex_result::woken ? 0 : 1;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

TEST(Clock, A_deadline_too_far_away_is_never) {
  EXPECT_EQ(deadline_after(duration::max()), never);
  EXPECT_LT(deadline_after(std::chrono::hours(1)), never);
  const auto at_once = deadline_after(duration::zero());
  EXPECT_LE(at_once, clock::now());
}

} // namespace
} // namespace troupe::rooms::os
