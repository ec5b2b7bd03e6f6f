#include "support/child.hpp"

#include <csignal>
#include <cstdio>
#include <exception>
#include <gtest/gtest.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fork.hpp"
#include "os/process_facts.hpp"

namespace troupe::tests {

namespace os = rooms::os;

namespace {

int guarded(const std::function<int()>& body) {
  try {
    const int code = body();
    return code == 0 && testing::Test::HasFailure() ? 1 : code;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "child process: %s\n", failure.what());
    return 2;
  }
}

int fork_and_run(const std::function<int()>& body) {
  std::fflush(nullptr); // or what is buffered here would be printed twice
  const int pid = os::fork_process();
  if (pid < 0)
    os::throw_errno("forking a child of the test", -pid);
  if (pid > 0)
    return pid;
  const int code = guarded(body);
  std::fflush(nullptr);
  ::_exit(code);
}

ending collect(int pid, const os::pidfd& process, os::duration limit) {
  if (!process.wait_ended(os::deadline_after(limit))) {
    ADD_FAILURE() << "process " << pid << " is still there (state " << os::process_state(pid) << ")";
    process.signal(SIGKILL);
    process.wait_ended(os::never);
  }
  return process.reap().value_or(ending{});
}

} // namespace

child::child(const std::function<int()>& body) : pid_(fork_and_run(body)), handle_(os::pidfd::open(pid_)) {}

child::~child() {
  if (!handle_)
    return;
  handle_.signal(SIGKILL);
  handle_.wait_ended(os::never);
  static_cast<void>(handle_.reap());
}

void child::kill() const noexcept { handle_.signal(SIGKILL); }

void child::stop() const {
  handle_.signal(SIGSTOP);
  EXPECT_TRUE(wait_until([this] { return os::process_state(pid_) == 'T' || handle_.has_ended(); }));
}

void child::resume() const noexcept { handle_.signal(SIGCONT); }

ending child::wait(os::duration limit) {
  const auto process = os::pidfd{handle_.release()};
  return collect(pid_, process, limit);
}

ending run_in_child(const std::function<int()>& body, os::duration limit) { return child{body}.wait(limit); }

ending wait_for_child(int pid, os::duration limit) { return collect(pid, os::pidfd::open(pid), limit); }

std::size_t count_processes_with_mark(const std::string& run_mark) {
  return os::processes_with_environment("TROUPE_RUN=" + run_mark).size();
}

} // namespace troupe::tests
