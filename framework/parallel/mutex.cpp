#include "troupe/mutex.hpp"

#include <ostream>

#include "objects/mutex.hpp"
#include "objects/transit.hpp"
#include "parallel/address.hpp"
#include "parallel/kind_doors.hpp"
#include "troupe/error.hpp"

namespace troupe {

using namespace rooms;
using objects::object_kind;

namespace {
[[maybe_unused]] const bool has_doors = parallel::set_door(object_kind::mutex, &parallel::mutex_door) &&
                                        parallel::set_door(object_kind::recursive_mutex, &parallel::mutex_door);
}

namespace shared {

void lockable::lock() const {
  if (objects::object_entry& of = *self_; !objects::try_lock(of, objects::this_thread(self_.table())))
    objects::lock_until(self_.table(), of, objects::this_thread(self_.table()), os::never);
}

bool lockable::try_lock() const { return objects::try_lock(*self_, objects::this_thread(self_.table())); }

bool lockable::try_lock_for(std::chrono::nanoseconds limit) const { return try_lock_until(os::deadline_after(limit)); }

bool lockable::try_lock_until(std::chrono::steady_clock::time_point when) const {
  return objects::lock_until(self_.table(), *self_, objects::this_thread(self_.table()), when);
}

void lockable::unlock() const {
  if (!objects::unlock(self_.table(), *self_, objects::this_thread(self_.table())))
    throw not_owner("this thread does not own the mutex it unlocks: it is " + text());
}

bool lockable::previous_owner_died() const { return objects::previous_owner_died(*self_); }

caf::actor lockable::address() const { return parallel::address_of(self_); }

std::string lockable::text() const { return objects::text_of_mutex(self_.table(), *self_); }

std::ostream& operator<<(std::ostream& out, const lockable& which) { return out << which.text(); }

} // namespace shared

mutex::mutex() : lockable(objects::make_mutex(objects::current_table(), object_kind::mutex)) {}

recursive_mutex::recursive_mutex()
  : lockable(objects::make_mutex(objects::current_table(), object_kind::recursive_mutex)) {}

shared::ticket codec<shared::lockable>::to_wire(const shared::lockable& value) {
  return objects::transit::leave(value.self_);
}

shared::lockable codec<shared::lockable>::from_wire(shared::ticket&& wire) {
  const objects::reference known = objects::transit::arrive(wire, object_kind::none);
  if (!known ||
      (objects::kind_of(*known) != object_kind::mutex && objects::kind_of(*known) != object_kind::recursive_mutex))
    throw decode_error("a handle of a mutex has arrived that names none");
  return shared::lockable{known};
}

shared::ticket codec<mutex>::to_wire(const mutex& value) { return objects::transit::leave(value.self_); }

mutex codec<mutex>::from_wire(shared::ticket&& wire) {
  return mutex{objects::transit::arrive(wire, object_kind::mutex)};
}

shared::ticket codec<recursive_mutex>::to_wire(const recursive_mutex& value) {
  return objects::transit::leave(value.self_);
}

recursive_mutex codec<recursive_mutex>::from_wire(shared::ticket&& wire) {
  return recursive_mutex{objects::transit::arrive(wire, object_kind::recursive_mutex)};
}

} // namespace troupe
