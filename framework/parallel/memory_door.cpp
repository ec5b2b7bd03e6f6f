/// Values and arrays by messages, for those who know no type of elements.
#include <cstring>

#include "objects/memory.hpp"
#include "parallel/kind_doors.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

using bytes = std::vector<std::byte>;
using shared::element_kind;

objects::object_entry& mutex_of(door* at) {
  return at->in().entry(objects::index_in(objects::mutex_of_memory(at->entry())));
}

/// A part of the memory, or why there is none.
struct part {
  std::byte* at = nullptr;
  std::size_t length = 0;
  caf::error failure;
};

part find(door* at, std::uint64_t from, std::uint64_t count) {
  const objects::memory_shape shape = objects::shape_of(at->entry());
  if (from > shape.count || count > shape.count - from)
    return {nullptr, 0,
            make_error(errc::out_of_range, "there are " + std::to_string(shape.count) + " elements, not " +
                                             std::to_string(from) + " and " + std::to_string(count) + " more")};
  return {objects::bytes_of(at->in(), at->entry()) + from * shape.size, count * shape.size, {}};
}

part find(door* at, std::uint64_t from, const bytes& content) {
  const std::uint32_t size = objects::shape_of(at->entry()).size;
  if (size == 0 || content.size() % size != 0)
    return {nullptr, 0,
            make_error(errc::invalid_argument, std::to_string(content.size()) +
                                                 " bytes are no whole number of elements of " + std::to_string(size))};
  return find(at, from, content.size() / size);
}

// An element of the CPU's own sizes is exchanged in one step, as by those who have a handle.
template <class Word, class Change>
bytes exchange_word(std::byte* at, Change change) {
  const std::atomic_ref<Word> word{*reinterpret_cast<Word*>(at)};
  Word before = word.load(std::memory_order_acquire);
  while (!word.compare_exchange_weak(before, change(before), std::memory_order_acq_rel)) {
  }
  bytes out(sizeof(Word));
  std::memcpy(out.data(), &before, sizeof(Word));
  return out;
}

template <class Word>
bytes exchange_with(std::byte* at, const bytes& next) {
  Word word;
  std::memcpy(&word, next.data(), sizeof word);
  return exchange_word<Word>(at, [=](Word) { return word; });
}

bytes exchange(const part& where, const bytes& next) {
  switch (where.length) {
  case 1: return exchange_with<std::uint8_t>(where.at, next);
  case 2: return exchange_with<std::uint16_t>(where.at, next);
  case 4: return exchange_with<std::uint32_t>(where.at, next);
  case 8: return exchange_with<std::uint64_t>(where.at, next);
  default: break;
  }
  bytes before(where.at, where.at + where.length);
  std::memcpy(where.at, next.data(), next.size());
  return before;
}

template <class Number, class Word>
bytes add(std::byte* at, Number by) {
  return exchange_word<Word>(at, [=](Word now) {
    return std::bit_cast<Word>(static_cast<Number>(std::bit_cast<Number>(now) + by));
  });
}

std::optional<bytes> add(const part& where, element_kind kind, const add_to_value& what) {
  const auto whole = static_cast<std::uint64_t>(what.whole); // wraps as both kinds of integer do
  if (kind == element_kind::floating) {
    if (where.length == sizeof(float))
      return add<float, std::uint32_t>(where.at, static_cast<float>(what.real));
    return where.length == sizeof(double) ? std::optional{add<double, std::uint64_t>(where.at, what.real)} : std::nullopt;
  }
  if (kind == element_kind::other)
    return std::nullopt;
  switch (where.length) {
  case 1: return add<std::uint8_t, std::uint8_t>(where.at, static_cast<std::uint8_t>(whole));
  case 2: return add<std::uint16_t, std::uint16_t>(where.at, static_cast<std::uint16_t>(whole));
  case 4: return add<std::uint32_t, std::uint32_t>(where.at, static_cast<std::uint32_t>(whole));
  case 8: return add<std::uint64_t, std::uint64_t>(where.at, whole);
  default: return std::nullopt;
  }
}

caf::result<bytes> answer_load(door* at, const load_bytes& what) {
  const part where = find(at, what.from, what.count);
  if (where.failure)
    return where.failure;
  return bytes(where.at, where.at + where.length);
}

caf::result<void> answer_store(door* at, const store_bytes& what) {
  const part where = find(at, what.from, what.bytes);
  if (where.failure)
    return where.failure;
  exchange(where, what.bytes);
  return caf::unit;
}

caf::result<bytes> answer_exchange(door* at, const exchange_bytes& what) {
  const part where = find(at, what.from, what.bytes);
  if (where.failure)
    return where.failure;
  return exchange(where, what.bytes);
}

caf::result<bytes> answer_add(door* at, const add_to_value& what) {
  const part where = find(at, what.at, 1);
  if (where.failure)
    return where.failure;
  if (std::optional<bytes> before = add(where, objects::shape_of(at->entry()).kind, what))
    return std::move(*before);
  return make_error(errc::type_mismatch, "the elements are no numbers that can be added to");
}

} // namespace

caf::message_handler memory_door(caf::event_based_actor* self, door* at) {
  return lock_part(self, at, &mutex_of)
    .or_else([=](const load_bytes& what) { return answer_load(at, what); },
             [=](const store_bytes& what) { return answer_store(at, what); },
             [=](const exchange_bytes& what) { return answer_exchange(at, what); },
             [=](const add_to_value& what) { return answer_add(at, what); },
             [=](const describe&) { return objects::text_of_memory(at->entry()); });
}

} // namespace troupe::rooms::parallel
