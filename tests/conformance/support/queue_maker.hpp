/// As `maker`, for queues.
#pragma once

#include <troupe/manager.hpp>

#include "support/maker.hpp"

namespace troupe::tests {

template <class T>
[[nodiscard]] queue<T> make_queue(const maker& by, std::int64_t limit = 0) {
  return by.by() != nullptr ? by.by()->queue<T>(limit) : queue<T>{limit};
}
template <class T>
[[nodiscard]] joinable_queue<T> make_joinable_queue(const maker& by, std::int64_t limit = 0) {
  return by.by() != nullptr ? by.by()->joinable_queue<T>(limit) : joinable_queue<T>{limit};
}

} // namespace troupe::tests
