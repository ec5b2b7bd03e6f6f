/// One object that a test and its forked children all see.
#pragma once

#include <new>
#include <sys/mman.h>
#include <utility>

#include "os/failure.hpp"

namespace troupe::tests {

/// Made before the fork. T must be usable from several processes: plain data and lock-free atomics.
template <class T>
class shared_object {
public:
  template <class... Arguments>
  explicit shared_object(Arguments&&... arguments) : object_(new(map()) T{std::forward<Arguments>(arguments)...}) {}
  shared_object(const shared_object&) = delete;
  shared_object& operator=(const shared_object&) = delete;
  ~shared_object() { ::munmap(object_, sizeof(T)); }

  T& operator*() const noexcept { return *object_; }
  T* operator->() const noexcept { return object_; }

private:
  static void* map() {
    void* where = ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (where == MAP_FAILED)
      rooms::os::throw_errno("mapping an object for the test");
    return where;
  }
  T* object_;
};

} // namespace troupe::tests
