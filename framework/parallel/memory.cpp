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

object_kind kind_of(memory_kind kind) noexcept {
  return kind == memory_kind::value ? object_kind::value : object_kind::array;
}

bool fits(const memory_shape& found, const memory_shape& wanted) noexcept {
  return found.size == wanted.size && found.kind == wanted.kind && (wanted.count == 0 || found.count == wanted.count);
}

} // namespace

memory::memory(memory_kind kind, const memory_shape& shape, const lockable& with)
  : mutex_(with), self_(objects::make_memory(objects::current_table(), kind_of(kind), shape, with.self_)) {
  find();
}

memory::memory(memory_kind kind, const memory_shape& shape, memory_ticket&& wire)
  : mutex_(objects::transit::arrive(wire.mutex, object_kind::none)),
    self_(objects::transit::arrive(wire.memory, kind_of(kind))) {
  if (!self_ || !mutex_.self_ || !fits(objects::shape_of(*self_), shape))
    throw decode_error("the shared memory that was sent is of other elements");
  find();
}

void memory::find() {
  bytes_ = objects::bytes_of(self_.table(), *self_);
  count_ = objects::shape_of(*self_).count;
}

memory_ticket memory::leave() const { return {objects::transit::leave(self_), objects::transit::leave(mutex_.self_)}; }

caf::actor memory::address() const { return parallel::address_of(self_); }

std::string memory::shape_text() const { return objects::text_of_memory(*self_); }

void refuse_position(std::uint64_t at, std::uint64_t size) {
  throw out_of_range("there is no position " + std::to_string(at) + " in an array of " + std::to_string(size));
}

} // namespace troupe::shared
