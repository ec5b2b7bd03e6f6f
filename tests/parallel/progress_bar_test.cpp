// The bar that a call of a pool draws while somebody waits for it.
#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ranges>
#include <thread>
#include <unistd.h>

#include <troupe/pool.hpp>

#include "parallel/pool/progress_bar.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using rooms::parallel::bar_text;
using testing::EndsWith;
using testing::HasSubstr;

TEST(ProgressBar, Shows_how_much_is_done_of_how_much) {
  EXPECT_EQ(bar_text({"resize", 0, 10, 0s}, 80), "resize [" + std::string(40, '.') + "]   0% 0/10 0:00");
  EXPECT_EQ(bar_text({"resize", 5, 10, 63s}, 80),
            "resize [" + std::string(20, '#') + std::string(20, '.') + "]  50% 5/10 1:03");
  EXPECT_EQ(bar_text({"resize", 10, 10, 5s}, 80), "resize [" + std::string(40, '#') + "] 100% 10/10 0:05");
}

TEST(ProgressBar, Of_nothing_to_do_is_full) { EXPECT_THAT(bar_text({"resize", 0, 0, 0s}, 80), HasSubstr("100% 0/0")); }

TEST(ProgressBar, Without_a_known_end_counts) { EXPECT_EQ(bar_text({"resize", 7, {}, 61s}, 80), "resize 7 1:01"); }

TEST(ProgressBar, Fits_into_the_terminal) {
  for (const unsigned columns : {10U, 25U, 40U, 200U})
    EXPECT_LE(bar_text({"resize", 5, 10, 63s}, columns).size(), columns) << columns;
}

int square(int x) { return x * x; }

/// Another descriptor in place of standard error, for a scope.
class standard_error_is {
public:
  explicit standard_error_is(int descriptor) : before_(::dup(STDERR_FILENO)) { ::dup2(descriptor, STDERR_FILENO); }
  ~standard_error_is() {
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
  }
  standard_error_is(const standard_error_is&) = delete;
  standard_error_is& operator=(const standard_error_is&) = delete;

private:
  const int before_;
};

class a_terminal {
public:
  a_terminal() : number_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    EXPECT_EQ(::grantpt(number_), 0);
    EXPECT_EQ(::unlockpt(number_), 0);
    side_ = ::open(::ptsname(number_), O_RDWR | O_NOCTTY | O_CLOEXEC);
    EXPECT_GE(side_, 0);
  }
  ~a_terminal() {
    ::close(side_);
    ::close(number_);
  }
  a_terminal(const a_terminal&) = delete;
  a_terminal& operator=(const a_terminal&) = delete;
  [[nodiscard]] int number() const noexcept { return number_; }
  /// Where a program writes.
  [[nodiscard]] int side() const noexcept { return side_; }

private:
  const int number_;
  int side_ = -1;
};

std::string what_is_there(int descriptor) {
  ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
  std::string all(1 << 16, '\0');
  const ssize_t count = ::read(descriptor, all.data(), all.size());
  all.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return all;
}

void use_a_pool_with_a_bar() {
  const a_system sys;
  pool workers{1};
  EXPECT_EQ(workers.map({.progress = true}, fn<square>, std::views::iota(0, 100)).size(), 100U);
  int count = 0;
  for (const int y : workers.imap({.progress = true}, fn<square>, std::views::iota(0, 100)))
    count += y >= 0 ? 1 : 0;
  EXPECT_EQ(count, 100);
}

TEST(ProgressBar, Is_drawn_on_a_terminal_and_its_line_ends) {
  const a_terminal terminal;
  {
    const standard_error_is seen{terminal.side()};
    use_a_pool_with_a_bar();
  }
  const std::string drawn = what_is_there(terminal.number());
  EXPECT_THAT(drawn, HasSubstr("square"));
  EXPECT_THAT(drawn, HasSubstr("100/100"));
  EXPECT_THAT(drawn, EndsWith("\n"));
}

int take_a_while(int x) {
  volatile int sum = 0;
  for (int i = 0; i < 200'000; ++i)
    sum = sum + i;
  return x;
}

void wait_for_one_call_on_four_threads() {
  const a_system sys;
  pool workers{1};
  for (int round = 0; round < 10; ++round) {
    const auto all = workers.async_map({.chunk = 1, .progress = true}, fn<take_a_while>, std::views::iota(0, 50));
    std::vector<std::thread> waiting;
    for (int i = 0; i < 4; ++i)
      waiting.emplace_back([&] { all.wait(); });
    for (std::thread& each : waiting)
      each.join();
    EXPECT_EQ(all.get().size(), 50U);
  }
}

TEST(ProgressBar, Of_a_call_that_many_threads_wait_for_is_one) {
  const a_terminal terminal;
  {
    const standard_error_is seen{terminal.side()};
    wait_for_one_call_on_four_threads();
  }
  const std::string drawn = what_is_there(terminal.number());
  EXPECT_EQ(std::ranges::count(drawn, '\n'), 10) << "of each call one line";
}

TEST(ProgressBar, Is_not_drawn_into_a_file) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  {
    const standard_error_is seen{ends[1]};
    use_a_pool_with_a_bar();
  }
  EXPECT_EQ(what_is_there(ends[0]), "");
  ::close(ends[0]);
  ::close(ends[1]);
}

} // namespace
} // namespace troupe::tests
