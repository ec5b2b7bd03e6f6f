#include "troupe/semaphore.hpp"

#include "objects/semaphore.hpp"
#include "objects/transit.hpp"
#include "parallel/address.hpp"
#include "parallel/kind_doors.hpp"
#include "parallel/release_units.hpp"
#include "troupe/error.hpp"

namespace troupe {

using namespace rooms;
using objects::object_kind;

namespace {

[[maybe_unused]] const bool has_doors = parallel::set_door(object_kind::semaphore, &parallel::semaphore_door) &&
                                        parallel::set_door(object_kind::bounded_semaphore, &parallel::semaphore_door);

objects::reference make(object_kind kind, std::ptrdiff_t value) {
  if (value < 0 || value > objects::most_units)
    throw invalid_argument("a semaphore begins with 0 to " + std::to_string(objects::most_units) + " units, not " +
                           std::to_string(value));
  return objects::make_semaphore(objects::current_table(), kind, static_cast<std::uint32_t>(value));
}

} // namespace

namespace rooms::parallel {

void release_units(const objects::table& in, objects::object_entry& of, std::int64_t count) {
  if (count < 0)
    throw invalid_argument("a semaphore cannot be released " + std::to_string(count) + " times; give 0 or more");
  if (count > objects::most_units || !objects::release(in, of, static_cast<std::uint32_t>(count)))
    throw invalid_state("the semaphore was released more often than acquired: it is " + objects::text_of_semaphore(of) +
                        ", and " + std::to_string(count) + " would be too many");
}

} // namespace rooms::parallel

namespace shared {

void counted::acquire() const { objects::acquire_until(self_.table(), *self_, os::never); }

bool counted::try_acquire() const { return objects::try_acquire(*self_); }

bool counted::try_acquire_for(std::chrono::nanoseconds limit) const {
  return objects::acquire_until(self_.table(), *self_, os::deadline_after(limit));
}

void counted::release(std::ptrdiff_t count) const { parallel::release_units(self_.table(), *self_, count); }

std::ptrdiff_t counted::value() const { return objects::units_of(*self_); }

void counted::lock() const { objects::borrow_until(self_.table(), *self_, os::never); }

bool counted::try_lock() const { return objects::borrow_until(self_.table(), *self_, os::clock::now()); }

bool counted::try_lock_for(std::chrono::nanoseconds limit) const {
  return objects::borrow_until(self_.table(), *self_, os::deadline_after(limit));
}

void counted::unlock() const {
  if (!objects::give_back(self_.table(), *self_))
    throw not_owner("this process has no unit of the semaphore on loan: what acquire() took, release() gives back");
}

caf::actor counted::address() const { return parallel::address_of(self_); }

std::string counted::text() const { return objects::text_of_semaphore(*self_); }

} // namespace shared

semaphore::semaphore(std::ptrdiff_t value) : counted(make(object_kind::semaphore, value)) {}

bounded_semaphore::bounded_semaphore(std::ptrdiff_t value) : counted(make(object_kind::bounded_semaphore, value)) {}

shared::ticket codec<semaphore>::to_wire(const semaphore& value) { return objects::transit::leave(value.self_); }

semaphore codec<semaphore>::from_wire(shared::ticket&& wire) {
  return semaphore{objects::transit::arrive(wire, object_kind::semaphore)};
}

shared::ticket codec<bounded_semaphore>::to_wire(const bounded_semaphore& value) {
  return objects::transit::leave(value.self_);
}

bounded_semaphore codec<bounded_semaphore>::from_wire(shared::ticket&& wire) {
  return bounded_semaphore{objects::transit::arrive(wire, object_kind::bounded_semaphore)};
}

} // namespace troupe
