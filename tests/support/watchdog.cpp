#include "support/watchdog.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <execinfo.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace troupe::tests {

namespace {

// Written before the timer is set, read by the handler.
char last_words[256];
timer_t timer;

void say(const char* text) noexcept {
  if (::write(STDERR_FILENO, text, std::strlen(text)) < 0)
    ::_exit(3);
}

void bark(int) {
  say(last_words);
  std::array<void*, 64> frames{};
  ::backtrace_symbols_fd(frames.data(), ::backtrace(frames.data(), frames.size()), STDERR_FILENO);
  ::signal(SIGABRT, SIG_DFL);
  std::abort();
}

void set_timer(std::chrono::seconds limit) {
  itimerspec when{};
  when.it_value.tv_sec = limit.count();
  ::timer_settime(timer, 0, &when, nullptr);
}

class watchdog final : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo& test) override {
    std::snprintf(last_words, sizeof last_words, "\nwatchdog: test %s.%s hangs; it is in\n", test.test_suite_name(),
                  test.name());
    set_timer(default_test_limit);
  }
  void OnTestEnd(const testing::TestInfo&) override { set_timer(std::chrono::seconds(0)); }
};

} // namespace

void install_watchdog() {
  std::array<void*, 1> frame{};
  ::backtrace(frame.data(), 1); // the first call loads a library, which a signal handler must not
  struct sigaction action{};
  action.sa_handler = bark;
  ::sigaction(SIGRTMAX, &action, nullptr);
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGRTMAX;
  ::timer_create(CLOCK_MONOTONIC, &event, &timer);
  testing::UnitTest::GetInstance()->listeners().Append(new watchdog);
}

void set_test_limit(std::chrono::seconds limit) { set_timer(limit); }

} // namespace troupe::tests
