/// Signal masks and dispositions, taken for a while and given back.
#pragma once

#include <csignal>
#include <initializer_list>
#include <string>

namespace troupe::rooms::os {

/// "SIGTERM", "SIGRTMIN+3"; empty for a number that is none.
[[nodiscard]] std::string signal_name(int number);

/// Blocks signals of the calling thread for its lifetime, then restores the mask that was.
class blocked_signals {
public:
  blocked_signals(); ///< all that can be blocked
  explicit blocked_signals(std::initializer_list<int> numbers);
  blocked_signals(const blocked_signals&) = delete;
  blocked_signals& operator=(const blocked_signals&) = delete;
  ~blocked_signals();

private:
  sigset_t before_;
};

using signal_handler = void (*)(int);

/// Handles one signal for its lifetime (with SA_RESTART, on the alternate stack if there is one),
/// then restores what was, unless somebody else has taken the signal meanwhile.
/// Threads: dispositions belong to the process; make and destroy on one thread.
class signal_disposition {
public:
  signal_disposition(int number, signal_handler handler);
  signal_disposition(const signal_disposition&) = delete;
  signal_disposition& operator=(const signal_disposition&) = delete;
  ~signal_disposition();

private:
  int number_;
  signal_handler handler_;
  struct sigaction before_;
};

/// Whether nobody has asked for anything special: neither a handler nor "ignore".
[[nodiscard]] bool has_default_disposition(int number) noexcept;
/// From now on, until an exec: ignored.
void ignore_signal(int number) noexcept;
/// Every disposition to its default, nothing blocked: what a fresh process starts with.
/// Async-signal-safe.
void reset_all_signals() noexcept;

} // namespace troupe::rooms::os
