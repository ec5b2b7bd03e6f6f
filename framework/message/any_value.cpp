#include "troupe/any_value.hpp"

#include <algorithm>
#include <cstdlib>

#include "message/reader_around.hpp"
#include "troupe/error.hpp"

namespace troupe {
namespace {

std::shared_ptr<void> room_for(const type_entry& type) {
  const std::size_t alignment = std::max(type.alignment, alignof(std::max_align_t));
  void* const room = std::aligned_alloc(alignment, (type.size + alignment - 1) / alignment * alignment);
  if (room == nullptr)
    throw std::bad_alloc{};
  return {room, std::free};
}

/// A small value and its room in one piece of memory.
struct seat {
  static constexpr std::size_t size = 64;
  static bool fits(const type_entry& type) noexcept {
    return type.size <= size && type.alignment <= alignof(std::max_align_t);
  }

  seat() = default;
  seat(const seat&) = delete;
  seat& operator=(const seat&) = delete;
  ~seat() {
    if (taken_by != nullptr)
      taken_by->destroy(room);
  }

  const type_entry* taken_by = nullptr;
  alignas(std::max_align_t) std::byte room[size];
};

any_value read_small_value(const type_entry& type, const payload_source& from) {
  const auto where = std::make_shared<seat>();
  if (!type.read(from, where->room))
    return {};
  where->taken_by = &type;
  return {type, std::shared_ptr<void>{where, where->room}};
}

/// The value goes before its room.
struct occupant {
  const type_entry* type;
  std::shared_ptr<void> room;
  void operator()(void* value) const noexcept { type->destroy(value); }
};

} // namespace

any_value read_value(const type_entry& type, const payload_source& from) {
  if (seat::fits(type))
    return read_small_value(type, from);
  std::shared_ptr<void> room = room_for(type);
  void* const value = room.get();
  if (!type.read(from, value))
    return {};
  return {type, std::shared_ptr<void>{value, occupant{&type, std::move(room)}}};
}

any_value any_value::clone() const {
  if (!has_value())
    return {};
  std::vector<wire::word> words(1 + type_->words(data()));
  words[0] = type_->write(data(), words.data() + 1);
  any_value copy = read_value(*type_, {words, 0});
  if (!copy.has_value())
    throw decode_error("a value of '" + std::string{type_->name} + "' cannot be read back from what it was written as");
  return copy;
}

void any_value::refuse(const type_entry& wanted) const {
  throw type_mismatch("this value is " + (has_value() ? "of type '" + std::string{type_->name} + "'" : "empty") +
                      ", but '" + std::string{wanted.name} + "' was asked for");
}

std::string names::schema_of<any_value>::type(schema_printer& out) {
  return schema_struct<any_value>(out, "AnyValue", [](schema_printer&, field_list& fields) {
    fields.add("type", "UInt64");
    fields.add("layout", "UInt32");
    fields.add("value", "AnyPointer");
  });
}

namespace wire {

std::size_t form<any_value>::extra(const any_value& value, unsigned depth) {
  check_depth(depth);
  return value.has_value() ? value.type()->words(value.data()) : 0;
}

word* form<any_value>::put(word* at, word* next, const any_value& value) {
  std::fill_n(at, 3, word{0});
  if (!value.has_value())
    return next;
  const type_entry& type = *value.type();
  at[0] = type.id;
  at[1] = type.layout;
  const word near = type.write(value.data(), next); // as if it stood directly before `next`
  at[2] = struct_pointer(next - (at + 2) - 1, near >> 32 & 0xffffU, near >> 48);
  return next + type.words(value.data());
}

any_value form<any_value>::take(reader& from, const struct_view& view) {
  const auto id = view.load<std::uint64_t>(0);
  if (id == 0)
    return {};
  const type_entry* const type = find_type(id);
  const word* const pointer = view.pointer(0);
  if (type == nullptr || type->layout != view.load<std::uint32_t>(64) || pointer == nullptr) {
    from.fail();
    return {};
  }
  const auto at = static_cast<std::size_t>(pointer - from.segment().data());
  const reading_within outer{from};
  any_value value = read_value(*type, {from.segment(), at});
  if (!value.has_value())
    from.fail();
  return value;
}

std::string form<any_value>::text(const any_value& value) {
  return value.has_value() ? value.type()->text(value.data()) : "nothing";
}

} // namespace wire
} // namespace troupe
