/// The other process of a bare peer: a fork that runs a function and shares anonymous memory.
#pragma once

#include <cstdlib>
#include <new>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "peers/answers.hpp"

namespace bench {

/// Memory that forks share; lives as long as the program.
template <class T>
T& shared() {
  void* at = ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  return *new (at) T{};
}

class forked {
public:
  template <class Run>
  explicit forked(Run run) : pid_(::fork()) {
    if (pid_ != 0)
      return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    run();
    ::_exit(0);
  }
  ~forked() {
    ::kill(pid_, SIGKILL); // an unreaped child of ours: the number cannot be another's
    ::waitpid(pid_, nullptr, 0);
  }
  forked(const forked&) = delete;
  forked& operator=(const forked&) = delete;

  void place(placement where) const {
    pin_caller(where);
    pin_second(pid_, where);
  }

private:
  pid_t pid_;
};

} // namespace bench
