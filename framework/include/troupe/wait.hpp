/// Waiting for the first of many things: processes, connections, queues, descriptors.
///
///   for (std::size_t i : troupe::wait({p, connection, fd}, 1s)) ...   // positions of what is ready
#pragma once

#include <chrono>
#include <concepts>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include <troupe/wait_source.hpp>

namespace troupe {

/// What `wait` can be given. A view: made where the call is, valid as long as what it was made of.
class waitable {
public:
  /// Ready when it is readable, at its end, or has an error to tell. Any that poll takes: sockets, pipes, sentinels.
  /// Fails: invalid_argument for a negative one.
  waitable(int descriptor);
  /// A process is ready when it is over; a queue or connection when an item, or the end, can be got without waiting.
  template <class T>
    requires requires(const T& thing) {
      { thing.wait_source() } -> std::same_as<wait_source>;
    }
  waitable(const T& thing) : source_(thing.wait_source()) {}

  [[nodiscard]] const wait_source& source() const noexcept { return source_; }

private:
  wait_source source_;
};

/// The positions, in order, of what is ready; empty when nothing was within `limit`. Negative: looks once.
/// Waits:   until one is ready; the mail of this process keeps flowing.
/// Threads: any. Another thread or process may be faster with what is ready here.
/// Fails:   interrupted; as `wait_source()` of a thing does: invalid_state for a process not started.
[[nodiscard]] std::vector<std::size_t> wait(std::span<const waitable> things, std::chrono::nanoseconds limit);
/// The same without a limit.
[[nodiscard]] std::vector<std::size_t> wait(std::span<const waitable> things);

/// Written as a list.
[[nodiscard]] inline std::vector<std::size_t> wait(std::initializer_list<waitable> things,
                                                   std::chrono::nanoseconds limit) {
  return wait(std::span{things.begin(), things.size()}, limit);
}
/// Written as a list, without a limit.
[[nodiscard]] inline std::vector<std::size_t> wait(std::initializer_list<waitable> things) {
  return wait(std::span{things.begin(), things.size()});
}

} // namespace troupe
