/// Synchronisation objects behind either door: by calls, or by messages from an event-based actor; and by calls, made
/// by a manager.
///
/// A door is one party's: make one in each thread and process that takes part. Who owns what is locked through it is
/// the calling thread, or the door's own actor.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include <troupe/barrier.hpp>
#include <troupe/condition.hpp>
#include <troupe/event.hpp>
#include <troupe/mutex.hpp>
#include <troupe/semaphore.hpp>

namespace troupe::tests {

enum class flavour : std::uint8_t {
  call,
  message,
  manager, ///< by calls; for bodies that make their objects by a `maker`
};

/// `INSTANTIATE_TEST_SUITE_P(By, Lock, each_flavour(), flavour_name);`
inline auto each_flavour() { return testing::Values(flavour::call, flavour::message); }
inline auto each_flavour_and_manager() { return testing::Values(flavour::call, flavour::message, flavour::manager); }
inline std::string flavour_name(const testing::TestParamInfo<flavour>& info) {
  if (info.param == flavour::manager)
    return "manager";
  return info.param == flavour::call ? "call" : "message";
}

struct door {
  virtual ~door() = default;
  [[nodiscard]] virtual std::string text() = 0;
};

/// Works with std::scoped_lock.
struct lock_door : door {
  virtual void lock() = 0;
  [[nodiscard]] virtual bool try_lock() = 0;
  [[nodiscard]] virtual bool try_lock_for(std::chrono::nanoseconds limit) = 0;
  virtual void unlock() = 0;
};
struct mutex_door : lock_door {
  [[nodiscard]] virtual bool previous_owner_died() = 0;
};
struct semaphore_door : lock_door {
  virtual void acquire() = 0;
  [[nodiscard]] virtual bool try_acquire() = 0;
  [[nodiscard]] virtual bool try_acquire_for(std::chrono::nanoseconds limit) = 0;
  virtual void release(std::ptrdiff_t count = 1) = 0;
  [[nodiscard]] virtual std::ptrdiff_t value() = 0;
};
struct condition_door : mutex_door {
  virtual void wait() = 0;
  virtual bool wait_for(std::chrono::nanoseconds limit) = 0;
  virtual void wait(const std::function<bool()>& holds) = 0;
  virtual bool wait_for(std::chrono::nanoseconds limit, const std::function<bool()>& holds) = 0;
  virtual void notify(std::size_t count) = 0;
  virtual void notify_all() = 0;
};
struct event_door : door {
  virtual void set() = 0;
  virtual void clear() = 0;
  [[nodiscard]] virtual bool is_set() = 0;
  virtual void wait() = 0;
  virtual bool wait_for(std::chrono::nanoseconds limit) = 0;
};
struct barrier_door : door {
  virtual std::size_t wait() = 0;
  virtual bool wait_for(std::chrono::nanoseconds limit) = 0;
  virtual void abort() = 0;
  virtual void reset() = 0;
  [[nodiscard]] virtual std::size_t parties() = 0;
  [[nodiscard]] virtual std::size_t n_waiting() = 0;
  [[nodiscard]] virtual bool broken() = 0;
};

[[nodiscard]] std::unique_ptr<mutex_door> door_to(flavour how, const shared::lockable& object);
[[nodiscard]] std::unique_ptr<semaphore_door> door_to(flavour how, const shared::counted& object);
[[nodiscard]] std::unique_ptr<condition_door> door_to(flavour how, const condition& object);
[[nodiscard]] std::unique_ptr<event_door> door_to(flavour how, const event& object);
[[nodiscard]] std::unique_ptr<barrier_door> door_to(flavour how, const barrier& object);

} // namespace troupe::tests
