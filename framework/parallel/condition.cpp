#include "troupe/condition.hpp"

#include <algorithm>

#include "objects/condition.hpp"
#include "objects/transit.hpp"
#include "parallel/address.hpp"
#include "parallel/kind_doors.hpp"
#include "troupe/error.hpp"

namespace troupe {

using namespace rooms;
using objects::object_kind;

namespace {
[[maybe_unused]] const bool has_door = parallel::set_door(object_kind::condition, &parallel::condition_door);
}

condition::condition() : condition(recursive_mutex{}) {}

condition::condition(const shared::lockable& with)
  : self_(objects::make_condition(with.self_.table(), with.self_)), mutex_(with.self_) {}

void condition::lock() const { mutex{mutex_}.lock(); }

bool condition::try_lock() const { return mutex{mutex_}.try_lock(); }

bool condition::try_lock_for(std::chrono::nanoseconds limit) const { return mutex{mutex_}.try_lock_for(limit); }

void condition::unlock() const { mutex{mutex_}.unlock(); }

bool condition::previous_owner_died() const { return objects::previous_owner_died(*mutex_); }

void condition::wait() const { wait_until(os::never); }

bool condition::wait_for(std::chrono::nanoseconds limit) const { return wait_until(end_of(limit)); }

std::chrono::steady_clock::time_point condition::end_of(std::chrono::nanoseconds limit) noexcept {
  return os::deadline_after(limit);
}

bool condition::wait_until(std::chrono::steady_clock::time_point end) const {
  return objects::wait_for_notify(self_.table(), *self_, *mutex_, objects::this_thread(self_.table()), end);
}

void condition::notify(std::size_t count) const {
  objects::require_owner(self_.table(), *mutex_, objects::this_thread(self_.table()), "notifying");
  objects::notify(self_.table(), *self_, static_cast<std::uint32_t>(std::min<std::size_t>(count, UINT32_MAX)));
}

caf::actor condition::address() const { return parallel::address_of(self_); }

std::string condition::text() const { return objects::text_of_condition(self_.table(), *self_, *mutex_); }

shared::condition_ticket codec<condition>::to_wire(const condition& value) {
  return {objects::transit::leave(value.self_), objects::transit::leave(value.mutex_)};
}

condition codec<condition>::from_wire(shared::condition_ticket&& wire) {
  const auto self = objects::transit::arrive(wire.condition, object_kind::condition);
  return {self, objects::transit::arrive(wire.mutex, object_kind::none)};
}

} // namespace troupe
