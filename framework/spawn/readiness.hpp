/// Many descriptors behind one: readable as soon as one of them has something.
#pragma once

#include "os/clock.hpp"
#include "os/fd.hpp"

namespace troupe::rooms::spawn {

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
  void set_alarm(os::duration after) noexcept;
  /// What counts once has counted.
  void take_note() noexcept;

  [[nodiscard]] int descriptor() const noexcept { return all_.get(); }

private:
  void add(int descriptor, unsigned events);

  os::fd all_;
  os::fd alarm_;
};

} // namespace troupe::rooms::spawn
