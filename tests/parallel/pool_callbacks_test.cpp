// What `future::then` is given: called once, on a thread of the pool's.
#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <optional>
#include <ranges>
#include <thread>

#include <troupe/log.hpp>
#include <troupe/pool.hpp>

#include "support/listener.hpp"
#include "support/noted_log.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

struct PoolCallbacks : testing::Test {
  a_system sys;
};

int square(int x) { return x * x; }
void nothing() {}
int throw_for_three(int x) { return x == 3 ? throw std::out_of_range("three is too many") : x; }
[[noreturn]] int hang_for_ever(int) { wait_for_ever(); }

TEST_F(PoolCallbacks, Are_called_while_nobody_waits) {
  pool workers{2};
  std::atomic<int> heard{0};
  workers.async(fn<square>, 4).then([&](int y) { heard = y; });
  EXPECT_TRUE(wait_until([&] { return heard == 16; }));
  std::atomic<bool> done{false};
  workers.async(fn<nothing>).then([&] { done = true; });
  EXPECT_TRUE(wait_until([&] { return done.load(); }));
}

TEST_F(PoolCallbacks, Get_all_of_a_map_at_once) {
  pool workers{2};
  std::atomic<int> sum{0};
  workers.async_map(fn<square>, std::vector{1, 2, 3}).then([&](const std::vector<int>& all) {
    sum = std::accumulate(all.begin(), all.end(), 0);
  });
  EXPECT_TRUE(wait_until([&] { return sum == 14; }));
}

TEST_F(PoolCallbacks, Hear_of_errors_and_may_throw_them_again) {
  pool workers{2};
  std::atomic<bool> heard{false}, was_its_class{false}, was_value{false};
  std::string text;
  workers.async(fn<throw_for_three>, 3)
    .then([&](int) { was_value = true; },
          [&](const error& why) {
            text = why.what();
            try {
              throw;
            } catch (const std::out_of_range&) {
              was_its_class = true;
            } catch (...) {
            }
            heard = true;
          });
  EXPECT_TRUE(wait_until([&] { return heard.load(); }));
  EXPECT_THAT(text, HasSubstr("three is too many"));
  EXPECT_TRUE(was_its_class);
  EXPECT_FALSE(was_value);
}

TEST_F(PoolCallbacks, Without_one_for_errors_leave_failures_to_the_log) {
  const noted_log noted;
  {
    pool workers{1};
    workers.async(fn<throw_for_three>, 3).then([](int) {});
    workers.async(fn<square>, 3).wait();
  }
  EXPECT_EQ(noted.count("three is too many"), 1);
}

TEST_F(PoolCallbacks, For_errors_have_seen_them_and_the_log_has_not) {
  const noted_log noted;
  {
    pool workers{1};
    workers.async(fn<throw_for_three>, 3).then([](int) {}, [](const error&) {});
    workers.async(fn<square>, 3).wait();
  }
  EXPECT_EQ(noted.count("three is too many"), 0);
}

/// A call that has ended in what is no result.
class a_strange_call final : public calls::pool_call {
public:
  void wait() override {}
  bool wait_for(std::chrono::nanoseconds) override { return true; }
  [[nodiscard]] bool successful() const override { return true; }
  void throw_failure() const override {}
  [[nodiscard]] std::vector<calls::arrived_results> results() const override { return {{0, 1, words_, nullptr}}; }
  void has_read(std::size_t) const noexcept override {}
  void cancel() override {}
  void then(std::function<void()> what, bool) override { what(); }

private:
  std::vector<wire::word> words_ = std::vector<wire::word>(3, ~wire::word{0});
};

TEST_F(PoolCallbacks, For_errors_hear_of_a_result_that_cannot_be_read) {
  const future<int> strange{std::make_shared<a_strange_call>(), &calls::one_result<int>};
  std::optional<errc> heard;
  bool was_value = false;
  strange.then([&](int) { was_value = true; }, [&](const error& why) { heard = why.code(); });
  EXPECT_EQ(heard, errc::decode_error);
  EXPECT_FALSE(was_value);
  EXPECT_THROW(strange.then([&](int) { was_value = true; }), decode_error);
  EXPECT_FALSE(was_value);
}

TEST_F(PoolCallbacks, Added_to_what_is_over_are_called_too_and_each_once) {
  pool workers{1};
  const auto over = workers.async(fn<square>, 3);
  over.wait();
  std::atomic<int> calls{0};
  over.then([&](int y) { calls += y; });
  over.then([&](int y) { calls += y; });
  EXPECT_TRUE(wait_until([&] { return calls == 18; }));
  EXPECT_EQ(over.get(), 9);
}

TEST_F(PoolCallbacks, That_throw_change_nothing) {
  pool workers{1};
  const auto first = workers.async(fn<square>, 3);
  first.then([](int) { throw std::runtime_error("a callback that throws"); });
  std::atomic<bool> heard{false};
  workers.async(fn<square>, 4).then([&](int) { heard = true; });
  EXPECT_TRUE(wait_until([&] { return heard.load(); }));
  EXPECT_EQ(first.get(), 9);
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

TEST_F(PoolCallbacks, May_use_all_of_the_pool) {
  pool workers{2};
  std::atomic<int> sum{0};
  workers.async(fn<square>, 3).then([&](int y) {
    const auto more = workers.map(fn<square>, std::vector{y, 1});
    sum = more[0] + more[1];
  });
  EXPECT_TRUE(wait_until([&] { return sum == 82; }));
  std::atomic<bool> ended{false};
  workers.async(fn<square>, 3).then([&](int) {
    workers.terminate();
    ended = true;
  });
  EXPECT_TRUE(wait_until([&] { return ended.load(); }));
  EXPECT_THROW(workers.apply(fn<square>, 1), pool_terminated);
}

TEST_F(PoolCallbacks, May_destroy_the_pool) {
  std::optional<pool> workers{std::in_place, 1};
  std::atomic<bool> gone{false};
  workers->async(fn<square>, 3).then([&](int) {
    workers.reset();
    gone = true;
  });
  EXPECT_TRUE(wait_until([&] { return gone.load(); }));
}

TEST_F(PoolCallbacks, Of_what_is_unfinished_hear_of_the_end_of_the_pool_before_it_is_gone) {
  std::atomic<int> ended{0};
  {
    pool workers{1};
    for (int i = 0; i < 3; ++i)
      workers.async(fn<hang_for_ever>, 1)
        .then([](int) {}, [&](const error& why) { ended += why.code() == errc::pool_terminated ? 1 : 0; });
  }
  EXPECT_EQ(ended, 3);
}

TEST_F(PoolCallbacks, Added_after_the_pool_is_gone_are_called_at_once) {
  std::optional<future<int>> over;
  {
    pool workers{1};
    over = workers.async(fn<square>, 3);
    over->wait();
  }
  int heard = 0;
  over->then([&](int y) { heard = y; });
  EXPECT_EQ(heard, 9);
}

} // namespace
} // namespace troupe::tests
