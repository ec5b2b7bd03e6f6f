/// Many descriptors behind one (epoll), each known by a number of the caller's.
#pragma once

#include <cstdint>
#include <span>

#include "os/fd.hpp"

namespace troupe::rooms::os {

class poller {
public:
  struct event {
    std::uint64_t key;
    bool readable; ///< or the other side writes no more
    bool writable;
    bool broken; ///< the other side is gone
  };

  /// Fails: no_resource.
  poller();

  /// `descriptor` is the caller's and stays open until it is forgotten. Fails: no_resource.
  void watch(int descriptor, std::uint64_t key, bool for_reading, bool for_writing);
  void change(int descriptor, std::uint64_t key, bool for_reading, bool for_writing) noexcept;
  void forget(int descriptor) noexcept;

  /// Those that are ready now, as many as fit. Never waits. In turn: who was not told of is the first next time.
  [[nodiscard]] std::span<event> ready(std::span<event> room) noexcept;

  /// Readable when `ready` has something.
  [[nodiscard]] int descriptor() const noexcept { return all_.get(); }

private:
  fd all_;
};

} // namespace troupe::rooms::os
