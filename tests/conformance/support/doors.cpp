#include "support/doors.hpp"

#include "os/clock.hpp"
#include "support/asking_actor.hpp"
#include "support/doors_by_calls.hpp"

namespace troupe::tests {

namespace {

template <class Interface>
struct lock_messages : Interface {
  explicit lock_messages(const caf::actor& whom) : asker(whom) {}
  std::string text() override { return asker.ask<std::string>(describe{}); }
  void lock() override { asker.tell(troupe::lock{}); }
  bool try_lock() override { return asker.ask<bool>(troupe::try_lock{}); }
  bool try_lock_for(std::chrono::nanoseconds limit) override { return asker.tell_within(limit, troupe::lock{}); }
  void unlock() override { asker.tell(troupe::unlock{}); }
  asking_actor asker;
};

template <class Interface>
struct owner_messages : lock_messages<Interface> {
  using lock_messages<Interface>::lock_messages;
  bool previous_owner_died() override { return this->asker.template ask<bool>(troupe::previous_owner_died{}); }
};
using mutex_messages = owner_messages<mutex_door>;

struct semaphore_messages : lock_messages<semaphore_door> {
  using lock_messages::lock_messages;
  void acquire() override { asker.tell(troupe::acquire{}); }
  bool try_acquire() override { return asker.ask<bool>(troupe::try_acquire{}); }
  bool try_acquire_for(std::chrono::nanoseconds limit) override { return asker.tell_within(limit, troupe::acquire{}); }
  void release(std::ptrdiff_t count) override { asker.tell(troupe::release{count}); }
  std::ptrdiff_t value() override { return asker.ask<std::int64_t>(get_value{}); }
};

// A wait that timed out has given the mutex up: who wants it as after a call locks it again.
struct condition_messages : owner_messages<condition_door> {
  using owner_messages::owner_messages;
  void wait() override { asker.tell(wait_for_notify{}); }
  bool wait_for(std::chrono::nanoseconds limit) override {
    const bool notified = asker.tell_within(limit, wait_for_notify{});
    if (!notified)
      lock();
    return notified;
  }
  void wait(const std::function<bool()>& holds) override {
    while (!holds())
      wait();
  }
  bool wait_for(std::chrono::nanoseconds limit, const std::function<bool()>& holds) override {
    const auto end = rooms::os::clock::now() + limit;
    while (!holds())
      if (!wait_for(end - rooms::os::clock::now()))
        return holds();
    return true;
  }
  void notify(std::size_t count) override { asker.tell(troupe::notify{count}); }
  void notify_all() override { notify(static_cast<std::size_t>(-1)); }
};

struct event_messages : event_door {
  explicit event_messages(const caf::actor& whom) : asker(whom) {}
  std::string text() override { return asker.ask<std::string>(describe{}); }
  void set() override { asker.tell(set_event{}); }
  void clear() override { asker.tell(clear_event{}); }
  bool is_set() override { return asker.ask<bool>(troupe::is_set{}); }
  void wait() override { asker.tell(wait_for_set{}); }
  bool wait_for(std::chrono::nanoseconds limit) override { return asker.tell_within(limit, wait_for_set{}); }
  asking_actor asker;
};

struct barrier_messages : barrier_door {
  explicit barrier_messages(const caf::actor& whom) : asker(whom) {}
  std::string text() override { return asker.ask<std::string>(describe{}); }
  std::size_t wait() override { return asker.ask<std::uint64_t>(wait_at_barrier{}); }
  bool wait_for(std::chrono::nanoseconds limit) override {
    std::optional<std::uint64_t> index;
    return asker.ask_within(limit, wait_at_barrier{}, index);
  }
  void abort() override { asker.tell(abort_barrier{}); }
  void reset() override { asker.tell(reset_barrier{}); }
  barrier_state state() { return asker.ask<barrier_state>(get_barrier_state{}); }
  std::size_t parties() override { return state().parties; }
  std::size_t n_waiting() override { return state().n_waiting; }
  bool broken() override { return state().broken; }
  asking_actor asker;
};

template <class Messages, class Interface, class Object>
std::unique_ptr<Interface> choose(flavour how, const Object& object) {
  if (how != flavour::message)
    return calls_of(object);
  return std::make_unique<Messages>(object.address());
}

} // namespace

std::unique_ptr<mutex_door> door_to(flavour how, const shared::lockable& object) {
  return choose<mutex_messages, mutex_door>(how, object);
}
std::unique_ptr<semaphore_door> door_to(flavour how, const shared::counted& object) {
  return choose<semaphore_messages, semaphore_door>(how, object);
}
std::unique_ptr<condition_door> door_to(flavour how, const condition& object) {
  return choose<condition_messages, condition_door>(how, object);
}
std::unique_ptr<event_door> door_to(flavour how, const event& object) {
  return choose<event_messages, event_door>(how, object);
}
std::unique_ptr<barrier_door> door_to(flavour how, const barrier& object) {
  return choose<barrier_messages, barrier_door>(how, object);
}

} // namespace troupe::tests
