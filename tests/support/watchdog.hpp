/// A limit on every test: one that hangs says which it is, where it hangs, and aborts.
///
/// Made of a kernel timer and a signal (SIGRTMAX), not of a thread: tests fork, and a fork of a
/// program with two threads is another thing than what is tested.
#pragma once

#include <chrono>

namespace troupe::tests {

inline constexpr auto default_test_limit = std::chrono::seconds(60);

/// From now on each test has `default_test_limit`. `run_tests` does it.
void install_watchdog();
/// The running test has `limit` from now on.
void set_test_limit(std::chrono::seconds limit);

} // namespace troupe::tests
