/// Many descriptors behind one (epoll): readable as soon as one of them has something.
///
/// Watched descriptors are the caller's and have to be open as long as they are watched.
#pragma once

#include "os/clock.hpp"
#include "os/fd.hpp"

namespace troupe::rooms::os {

class readiness {
public:
  /// Fails: no_resource.
  readiness();

  void watch(int descriptor);
  /// Counts once when it becomes readable, not as long as it is: for ends of processes.
  void watch_once(int descriptor);
  void forget(int descriptor) noexcept;
  /// Whether room to write counts too.
  void watch_room(int descriptor, bool counts) noexcept;
  /// Counts once, `after` from now; zero takes it back.
  void set_alarm(duration after) noexcept;
  /// What counts once has counted.
  void take_note() noexcept;

  [[nodiscard]] int descriptor() const noexcept { return all_.get(); }

private:
  void add(int descriptor, unsigned events);

  fd all_;
  fd alarm_;
};

} // namespace troupe::rooms::os
