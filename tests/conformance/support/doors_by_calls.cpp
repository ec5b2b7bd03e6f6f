#include "support/doors_by_calls.hpp"

namespace troupe::tests {

namespace {

template <class Interface, class Object>
struct lock_calls : Interface {
  explicit lock_calls(const Object& of) : object(of) {}
  std::string text() override { return object.text(); }
  void lock() override { object.lock(); }
  bool try_lock() override { return object.try_lock(); }
  bool try_lock_for(std::chrono::nanoseconds limit) override { return object.try_lock_for(limit); }
  void unlock() override { object.unlock(); }
  Object object;
};

struct mutex_calls : lock_calls<mutex_door, shared::lockable> {
  using lock_calls::lock_calls;
  bool previous_owner_died() override { return object.previous_owner_died(); }
};

struct semaphore_calls : lock_calls<semaphore_door, shared::counted> {
  using lock_calls::lock_calls;
  void acquire() override { object.acquire(); }
  bool try_acquire() override { return object.try_acquire(); }
  bool try_acquire_for(std::chrono::nanoseconds limit) override { return object.try_acquire_for(limit); }
  void release(std::ptrdiff_t count) override { object.release(count); }
  std::ptrdiff_t value() override { return object.value(); }
};

struct condition_calls : lock_calls<condition_door, condition> {
  using lock_calls::lock_calls;
  bool previous_owner_died() override { return object.previous_owner_died(); }
  void wait() override { object.wait(); }
  bool wait_for(std::chrono::nanoseconds limit) override { return object.wait_for(limit); }
  void wait(const std::function<bool()>& holds) override { object.wait(holds); }
  bool wait_for(std::chrono::nanoseconds limit, const std::function<bool()>& holds) override {
    return object.wait_for(limit, holds);
  }
  void notify(std::size_t count) override { object.notify(count); }
  void notify_all() override { object.notify_all(); }
};

struct event_calls : event_door {
  explicit event_calls(const event& of) : object(of) {}
  std::string text() override { return object.text(); }
  void set() override { object.set(); }
  void clear() override { object.clear(); }
  bool is_set() override { return object.is_set(); }
  void wait() override { object.wait(); }
  bool wait_for(std::chrono::nanoseconds limit) override { return object.wait_for(limit); }
  event object;
};

struct barrier_calls : barrier_door {
  explicit barrier_calls(const barrier& of) : object(of) {}
  std::string text() override { return object.text(); }
  std::size_t wait() override { return object.wait(); }
  bool wait_for(std::chrono::nanoseconds limit) override { return object.wait_for(limit); }
  void abort() override { object.abort(); }
  void reset() override { object.reset(); }
  std::size_t parties() override { return object.parties(); }
  std::size_t n_waiting() override { return object.n_waiting(); }
  bool broken() override { return object.broken(); }
  barrier object;
};

} // namespace

std::unique_ptr<mutex_door> calls_of(const shared::lockable& object) { return std::make_unique<mutex_calls>(object); }
std::unique_ptr<semaphore_door> calls_of(const shared::counted& object) {
  return std::make_unique<semaphore_calls>(object);
}
std::unique_ptr<condition_door> calls_of(const condition& object) { return std::make_unique<condition_calls>(object); }
std::unique_ptr<event_door> calls_of(const event& object) { return std::make_unique<event_calls>(object); }
std::unique_ptr<barrier_door> calls_of(const barrier& object) { return std::make_unique<barrier_calls>(object); }

} // namespace troupe::tests
