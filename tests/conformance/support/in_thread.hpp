/// Another thread of the test, as another party.
#pragma once

#include <future>

namespace troupe::tests {

/// What `f` gives in another thread, when that is over.
template <class F>
auto in_thread(F f) {
  return std::async(std::launch::async, std::move(f)).get();
}
/// The same, waited for later.
template <class F>
auto begin_in_thread(F f) {
  return std::async(std::launch::async, std::move(f));
}

} // namespace troupe::tests
