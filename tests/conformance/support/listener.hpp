/// What processes tell a test: each is given the listener's handle and says what it has seen.
#pragma once

#include <optional>
#include <unistd.h>

#include <troupe/troupe.hpp>

namespace troupe::tests {

/// In a process: until a signal ends it.
[[noreturn]] inline void wait_for_ever() {
  for (;;)
    ::pause();
}

/// In a process.
template <class T>
void say(const caf::actor& to, const T& what) {
  troupe::self self;
  self->send(to, what);
}

/// In the test.
class listener {
public:
  operator caf::actor() const { return self_; }

  template <class T>
  T hear() {
    std::optional<T> heard;
    self_->receive([&](const T& what) { heard = what; });
    return *heard;
  }
  /// Whether somebody has said something of that kind already.
  template <class T>
  bool has_heard() {
    bool found = false;
    self_->receive([&](const T&) { found = true; }, caf::after(std::chrono::milliseconds(0)) >> [] {});
    return found;
  }

private:
  troupe::self self_;
};

/// In a process: says its handle, and waits until the test says that it may go on.
inline void wait_for_go(const caf::actor& test) {
  troupe::self self;
  self->send(test, static_cast<caf::actor>(self));
  self->receive([](bool) {});
}
/// In the test.
inline void let_go(const caf::actor& who) {
  troupe::self self;
  self->send(who, true);
}

} // namespace troupe::tests
