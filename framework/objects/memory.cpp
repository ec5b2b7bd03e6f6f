#include "objects/memory.hpp"

#include <cstring>
#include <limits>

#include "objects/kinds.hpp"
#include "objects/store.hpp"
#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::objects {

namespace {

// The state word is the mutex's name; more: count, size and kind of elements, first extent.
constexpr std::uint64_t room_in_entry = sizeof(object_entry::body);

constexpr extent_use linked = 2;

std::uint64_t length_of(const memory_shape& shape) noexcept { return shape.count * shape.size; }

bool is_in_store(const object_entry& of) noexcept { return length_of(shape_of(of)) > room_in_entry; }

void take_extents(table& in, object_entry& of, std::uint64_t length) {
  extent_id first = 0;
  const auto count = static_cast<std::uint32_t>((length + extent_bytes - 1) / extent_bytes);
  if (const int failed = in.items().claim(in.id_of(of), in.own(), count, first))
    os::throw_errno("allocating " + std::to_string(length) + " bytes of shared memory", failed);
  os::pass_fault_point("objects.memory.claimed");
  std::memset(in.items().at(first), 0, length);
  of.more[2].store(first, std::memory_order_release);
  in.items().set_use(first, count, in.id_of(of), linked); // no longer this process's alone
  os::pass_fault_point("objects.memory.linked");
}

void ended(table& in, object_entry& of) {
  if (is_in_store(of))
    in.items().give_all(in.id_of(of), in.own());
}

const bool known = set_rules(object_kind::value, {.name = "value", .ended = &ended}) &&
                   set_rules(object_kind::array, {.name = "array", .ended = &ended});

} // namespace

reference make_memory(table& in, object_kind kind, const memory_shape& shape, const reference& mutex) {
  static_cast<void>(known);
  constexpr std::uint64_t most = std::uint64_t{std::numeric_limits<std::uint32_t>::max()} * extent_bytes;
  if (shape.size != 0 && shape.count > most / shape.size)
    throw invalid_argument("no memory is as large as " + std::to_string(shape.count) + " elements of " +
                           std::to_string(shape.size) + " bytes");
  return in.make(kind, [&](object_entry& of) {
    of.state.store(mutex.id(), std::memory_order_relaxed);
    of.more[0].store(shape.count, std::memory_order_relaxed);
    of.more[1].store(std::uint64_t{static_cast<std::uint8_t>(shape.kind)} << 32 | shape.size,
                     std::memory_order_relaxed); // before the claim: they say that there is one
    if (is_in_store(of))
      take_extents(in, of, length_of(shape));
  });
}

std::byte* bytes_of(const table& in, object_entry& of) noexcept {
  if (!is_in_store(of))
    return of.body;
  return in.items().at(static_cast<extent_id>(of.more[2].load(std::memory_order_acquire)));
}

memory_shape shape_of(const object_entry& of) noexcept {
  const std::uint64_t element = of.more[1].load(std::memory_order_relaxed);
  return {of.more[0].load(std::memory_order_relaxed), static_cast<std::uint32_t>(element),
          static_cast<element_kind>(element >> 32 & 0xff)};
}

object_id mutex_of_memory(const object_entry& of) noexcept { return of.state.load(std::memory_order_relaxed); }

std::string text_of_memory(const object_entry& of) {
  const memory_shape shape = shape_of(of);
  const bool is_value = entry_word::unpacked(of.word.load(std::memory_order_relaxed)).kind == object_kind::value;
  const std::string size = std::to_string(shape.size) + " bytes)";
  return is_value ? "value(" + size : "array(" + std::to_string(shape.count) + " of " + size;
}

} // namespace troupe::rooms::objects
