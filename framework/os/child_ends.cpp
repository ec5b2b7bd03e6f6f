#include "os/child_ends.hpp"

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

#include "os/failure.hpp"

namespace troupe::rooms::os {

namespace {

sigset_t just_ends() noexcept {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGCHLD);
  return set;
}

} // namespace

child_ends::child_ends() {
  const auto set = just_ends();
  signals_.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_)
    throw_errno("watching for ends of processes");
}

void child_ends::clear() const noexcept {
  signalfd_siginfo which{};
  while (::read(signals_.get(), &which, sizeof which) > 0) {
  }
}

void wait_for_child_end(duration longest) noexcept {
  const auto set = just_ends();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(longest);
  const timespec limit{seconds.count(), std::chrono::nanoseconds{longest - seconds}.count()};
  ::sigtimedwait(&set, nullptr, &limit);
}

} // namespace troupe::rooms::os
