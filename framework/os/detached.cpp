#include "os/detached.hpp"

#include <algorithm>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <span>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fork.hpp"
#include "os/inherited.hpp"
#include "os/poll.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::os {

namespace {

constexpr std::initializer_list<int> passed_on{SIGINT, SIGTERM};

fd signals_as_descriptor() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int each : passed_on)
    ::sigaddset(&set, each);
  fd made{::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)};
  if (!made)
    throw_errno("waiting for signals");
  return made;
}

void lead_own_session() noexcept {
  ::setsid(); // a fresh child leads no group, so it cannot fail
  settle_standard_descriptors();
}

} // namespace

launcher::launcher(packet_socket end, pidfd copy, int pid, std::unique_ptr<blocked_signals> held)
  : end_(std::move(end)), copy_(std::move(copy)), pid_(pid), held_(std::move(held)) {}

launcher::outcome launcher::wait(time_point deadline) {
  const fd signals = signals_as_descriptor();
  const int either[] = {end_.descriptor(), signals.get()};
  packet said;
  while (wait_any_readable(either, deadline)) {
    pass_signals_on(signals.get());
    if (!is_readable(end_.descriptor()))
      continue;
    if (end_.receive(said) == packet_result::done)
      return {std::string(reinterpret_cast<const char*>(said.bytes.data()), said.bytes.size()), std::nullopt};
    copy_.wait_ended(never); // its end of the socket is closed by nothing else
    return {std::nullopt, copy_.reap()};
  }
  return {};
}

void launcher::pass_signals_on(int signals) const noexcept {
  signalfd_siginfo which{};
  while (::read(signals, &which, sizeof which) == static_cast<ssize_t>(sizeof which))
    copy_.signal(static_cast<int>(which.ssi_signo));
}

void detached::divert_output(const std::string& path) {
  fd file{::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600)};
  if (!file)
    throw_errno("opening '" + path + "' for what the tree prints");
  struct stat facts{};
  began_ = ::fstat(file.get(), &facts) == 0 ? facts.st_size : 0;
  std::fflush(stdout);
  if (::dup2(file.get(), STDOUT_FILENO) < 0 || ::dup2(file.get(), STDERR_FILENO) < 0)
    throw_errno("printing to '" + path + "'");
  file_ = std::move(file);
}

std::string detached::diverted(std::size_t most) const {
  struct stat facts{};
  if (!file_ || ::fstat(file_.get(), &facts) != 0 || facts.st_size <= began_)
    return {};
  const auto length = std::min<std::size_t>(most, static_cast<std::size_t>(facts.st_size - began_));
  std::string text(length, '\0');
  const ssize_t count = ::pread(file_.get(), text.data(), length, facts.st_size - static_cast<std::int64_t>(length));
  text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return text;
}

void detached::say(const std::string& what) const noexcept try {
  end_.send(std::as_bytes(std::span{what}));
} catch (const error&) { // nobody is there who could be told
}

std::variant<launcher, detached> detach() {
  auto [near, far] = packet_socket::pair();
  auto held = std::make_unique<blocked_signals>(passed_on);
  std::fflush(stdout); // or both would print it
  const int pid = fork_process();
  if (pid < 0)
    throw_errno("forking the process that goes on", -pid);
  if (pid != 0)
    return launcher{std::move(near), pidfd::open(pid), pid, std::move(held)};
  lead_own_session();
  return detached{std::move(far)};
}

} // namespace troupe::rooms::os
