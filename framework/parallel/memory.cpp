#include "troupe/memory.hpp"

#include "objects/memory.hpp"
#include "objects/transit.hpp"
#include "parallel/address.hpp"
#include "parallel/kind_doors.hpp"
#include "troupe/array.hpp"
#include "troupe/error.hpp"
#include "troupe/value.hpp"

namespace troupe::shared {

using namespace rooms;
using objects::object_kind;

namespace {

[[maybe_unused]] const bool has_doors = parallel::set_door(object_kind::value, &parallel::memory_door) &&
                                        parallel::set_door(object_kind::array, &parallel::memory_door);

bool fits(const memory_shape& found, const memory_shape& wanted) noexcept {
  return found.size == wanted.size && found.kind == wanted.kind && (wanted.count == 0 || found.count == wanted.count);
}

} // namespace

memory::memory(what kind, const memory_shape& shape, const lockable& with)
  : self_(objects::make_memory(objects::current_table(), kind == what::value ? object_kind::value : object_kind::array,
                               shape, with.self_)),
    mutex_(with.self_) {
  find();
}

memory::memory(what kind, const memory_shape& shape, memory_ticket&& wire)
  : self_(objects::transit::arrive(wire.memory, kind == what::value ? object_kind::value : object_kind::array)),
    mutex_(objects::transit::arrive(wire.mutex, object_kind::none)) {
  if (!self_ || !mutex_ || !fits(objects::shape_of(*self_), shape))
    throw decode_error("the shared memory that was sent is of other elements");
  find();
}

void memory::find() {
  bytes_ = objects::bytes_of(self_.table(), *self_);
  count_ = objects::shape_of(*self_).count;
}

memory_ticket memory::leave() const { return {objects::transit::leave(self_), objects::transit::leave(mutex_)}; }

void memory::lock() const { lockable{mutex_}.lock(); }

bool memory::try_lock() const { return lockable{mutex_}.try_lock(); }

bool memory::try_lock_for(std::chrono::nanoseconds limit) const { return lockable{mutex_}.try_lock_for(limit); }

void memory::unlock() const { lockable{mutex_}.unlock(); }

bool memory::previous_owner_died() const { return lockable{mutex_}.previous_owner_died(); }

caf::actor memory::address() const { return parallel::address_of(self_); }

std::string memory::shape_text() const { return objects::text_of_memory(*self_); }

void refuse_position(std::uint64_t at, std::uint64_t size) {
  throw out_of_range("there is no position " + std::to_string(at) + " in an array of " + std::to_string(size));
}

} // namespace troupe::shared
