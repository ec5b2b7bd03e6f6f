/// A system of its own for one measurement.
#pragma once

#include "ours/actors.hpp"

#include <vector>

#include "peers/answers.hpp"

namespace bench {

/// What `main` was given; set once.
struct program {
  int argc = 0;
  char** argv = nullptr;
  troupe::start_method start = troupe::fork_server;
};
program& this_program();

class stage {
public:
  stage();

  /// A worker that has answered once.
  caf::actor worker();
  /// `count` workers that have all answered; they start beside each other.
  std::vector<caf::actor> workers(int count);

  /// Caller and worker where the measurement wants them.
  void place(const caf::actor& worker, placement where) const;

  /// One request and its answer. Fails: std::runtime_error.
  template <class T>
  void round_trip(const caf::actor& worker, const T& what) {
    self->request(worker, caf::infinite, what).receive([](const T&) {}, fail);
  }
  /// Waits until `worker` has handled all that was sent to it.
  void flush(const caf::actor& worker) { round_trip(worker, 1); }
  /// Waits within troupe, with nothing to do.
  void rest(std::chrono::milliseconds time) {
    self->receive([](finished) {}, caf::after(time) >> [] {});
  }

  /// What a request that failed comes to. Fails: std::runtime_error.
  [[noreturn]] static void fail(const troupe::error_value& why);

private:
  troupe::system system_;

public:
  troupe::self self;
};

} // namespace bench
