#include "os/signals.hpp"

#include <cstring>

namespace troupe::rooms::os {

namespace {

sigset_t block(const sigset_t& numbers) noexcept {
  sigset_t before;
  ::pthread_sigmask(SIG_BLOCK, &numbers, &before);
  return before;
}

sigset_t all_signals() noexcept {
  sigset_t all;
  ::sigfillset(&all);
  return all;
}

sigset_t set_of(std::initializer_list<int> numbers) noexcept {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int number : numbers)
    ::sigaddset(&set, number);
  return set;
}

struct sigaction action_of(int number) noexcept {
  struct sigaction action{};
  ::sigaction(number, nullptr, &action);
  return action;
}

struct sigaction plain_action(signal_handler handler) noexcept {
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  ::sigemptyset(&action.sa_mask);
  return action;
}

} // namespace

std::string signal_name(int number) {
  if (const char* const abbreviation = ::sigabbrev_np(number))
    return std::string{"SIG"} + abbreviation;
  if (number >= SIGRTMIN && number <= SIGRTMAX)
    return "SIGRTMIN+" + std::to_string(number - SIGRTMIN);
  return {};
}

blocked_signals::blocked_signals() : before_(block(all_signals())) {}

blocked_signals::blocked_signals(std::initializer_list<int> numbers) : before_(block(set_of(numbers))) {}

blocked_signals::~blocked_signals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

signal_disposition::signal_disposition(int number, signal_handler handler) : number_(number), handler_(handler) {
  const auto action = plain_action(handler);
  ::sigaction(number, &action, &before_);
}

signal_disposition::~signal_disposition() {
  if (action_of(number_).sa_handler == handler_)
    ::sigaction(number_, &before_, nullptr);
}

bool has_default_disposition(int number) noexcept {
  const auto action = action_of(number);
  return (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_DFL;
}

void ignore_signal(int number) noexcept {
  const auto action = plain_action(SIG_IGN);
  ::sigaction(number, &action, nullptr);
}

void reset_all_signals() noexcept {
  const auto action = plain_action(SIG_DFL);
  for (int number = 1; number < NSIG; ++number)
    ::sigaction(number, &action, nullptr); // refused for SIGKILL, SIGSTOP and glibc's own
  const sigset_t none = set_of({});
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

} // namespace troupe::rooms::os
