/// Values and arrays by messages, for those who know no type of elements.
#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>

#include "objects/memory.hpp"
#include "parallel/kind_doors.hpp"
#include "parallel/mutex_side.hpp"
#include "troupe/error.hpp"
#include "troupe/memory.hpp"

namespace troupe::rooms::parallel {

namespace {

using bytes = std::vector<std::byte>;
using shared::element_kind;
using shared::memory_shape;

objects::object_entry& mutex_of(door* at) {
  return at->in().entry(objects::index_in(objects::mutex_of_memory(at->entry())));
}

// -- what is asked for --------------------------------------------------------------------------------

/// Elements in a row.
struct part {
  std::byte* at;
  std::size_t length;
  std::uint32_t size; ///< of one
};

/// Fails: out_of_range.
part find(door* at, std::uint64_t from, std::uint64_t count) {
  const memory_shape shape = objects::shape_of(at->entry());
  if (from > shape.count || count > shape.count - from)
    throw out_of_range("there are " + std::to_string(shape.count) + " elements; number " + std::to_string(from) +
                       " and " + std::to_string(count) + " from there on were asked for");
  return {objects::bytes_of(at->in(), at->entry()) + from * shape.size, count * shape.size, shape.size};
}

/// Fails: as above; invalid_argument.
part find(door* at, std::uint64_t from, const bytes& content) {
  const std::uint32_t size = objects::shape_of(at->entry()).size;
  if (size == 0 || content.size() % size != 0)
    throw invalid_argument(std::to_string(content.size()) + " bytes are no whole number of elements of " +
                           std::to_string(size) + " bytes");
  return find(at, from, content.size() / size);
}

// -- what is done -------------------------------------------------------------------------------------

/// Calls `f` with a word as long as that; false when the CPU has none.
template <class F>
bool with_word_of(std::size_t size, F f) {
  switch (size) {
  case 1: f(std::uint8_t{}); return true;
  case 2: f(std::uint16_t{}); return true;
  case 4: f(std::uint32_t{}); return true;
  case 8: f(std::uint64_t{}); return true;
  default: return false;
  }
}
bool is_word(std::size_t size) {
  return with_word_of(size, [](auto) {});
}

/// The same for one element; several are no word, however long they are together.
template <class F>
bool with_word_at(const part& where, F f) {
  return where.length == where.size && with_word_of(where.size, [&](auto word) {
           using Word = decltype(word);
           f(std::atomic_ref<Word>{*reinterpret_cast<Word*>(where.at)});
         });
}

template <class Word>
bytes bytes_in(Word word) {
  bytes out(sizeof word);
  std::memcpy(out.data(), &word, sizeof word);
  return out;
}

/// In one step, as those do who have a handle. Gives what was there.
template <class Atomic, class Change>
bytes change_word(const Atomic& word, Change change) {
  auto before = word.load(std::memory_order_acquire);
  while (!word.compare_exchange_weak(before, change(before), std::memory_order_acq_rel)) {
  }
  return bytes_in(before);
}

bytes load(const part& from) {
  bytes out;
  if (!with_word_at(from, [&](const auto& word) { out = bytes_in(word.load(std::memory_order_acquire)); }))
    out.assign(from.at, from.at + from.length);
  return out;
}

bytes exchange(const part& where, const bytes& next) {
  bytes before;
  const auto swap = [&](const auto& word) {
    typename std::remove_cvref_t<decltype(word)>::value_type wanted;
    std::memcpy(&wanted, next.data(), sizeof wanted);
    before = bytes_in(word.exchange(wanted, std::memory_order_acq_rel));
  };
  if (!with_word_at(where, swap)) {
    before.assign(where.at, where.at + where.length);
    std::ranges::copy(next, where.at);
  }
  return before;
}

/// Of a value: under its lock.
bytes add_extended(std::byte* at, double by) {
  long double now;
  std::memcpy(&now, at, sizeof now);
  bytes before = bytes_in(now);
  now += by;
  std::memcpy(at, &now, sizeof now);
  return before;
}

/// Empty when it is no number that can be added to. Integers wrap.
std::optional<bytes> add(const part& where, element_kind kind, const add_to_value& what) {
  std::optional<bytes> before;
  if (kind == element_kind::floating && where.size == sizeof(long double))
    return add_extended(where.at, what.real);
  with_word_at(where, [&](const auto& word) {
    using Word = typename std::remove_cvref_t<decltype(word)>::value_type;
    using Real = std::conditional_t<sizeof(Word) == sizeof(float), float, double>;
    if (kind == element_kind::signed_integer || kind == element_kind::unsigned_integer)
      before = change_word(word, [&](Word now) { return static_cast<Word>(now + static_cast<Word>(what.whole)); });
    if constexpr (sizeof(Word) == sizeof(Real))
      if (kind == element_kind::floating)
        before = change_word(word, [&](Word now) {
          return std::bit_cast<Word>(static_cast<Real>(std::bit_cast<Real>(now) + static_cast<Real>(what.real)));
        });
  });
  return before;
}

// -- when ---------------------------------------------------------------------------------------------

/// Answers, or throws the error to answer with.
using work = std::function<void(caf::response_promise& to)>;

void run(const work& what, caf::response_promise& to) {
  try {
    what(to);
  } catch (const error& why) {
    to.deliver(make_error(why.code(), why.what()));
  }
}

/// In the name of the asking actor, which may own the mutex already.
void run_locked(caf::event_based_actor* self, door* at, const asked& by, caf::response_promise to, const work& what) {
  objects::object_entry& mutex = mutex_of(at);
  const objects::mutex_owner who = at->mind(self, by.who);
  at->wait(self, {.by = by,
                  .attempt =
                    [=, &mutex]() mutable {
                      const bool is_owner = objects::owns(mutex, who);
                      if (!is_owner && !objects::try_lock(mutex, who))
                        return false;
                      run(what, to);
                      if (!is_owner)
                        static_cast<void>(objects::unlock(at->in(), mutex, who));
                      return true;
                    },
                  .refuse = [=](const caf::error& why) mutable { to.deliver(why); },
                  .also = &mutex});
}

// A value that is no word of the CPU is touched under its lock, here as by calls; arrays are plain memory.
caf::response_promise answer(caf::event_based_actor* self, door* at, const work& what) {
  const asked by = at->now(self);
  caf::response_promise to = self->make_response_promise();
  if (objects::kind_of(at->entry()) != objects::object_kind::value || is_word(objects::shape_of(at->entry()).size))
    run(what, to);
  else if (by.who)
    run_locked(self, at, by, to, what);
  else
    to.deliver(make_error(errc::invalid_argument, "this value has a lock, which belongs to an actor: send the message "
                                                  "from one, as a request"));
  return to;
}

void answer_add(door* at, const add_to_value& what, caf::response_promise& to) {
  const part where = find(at, what.at, 1);
  std::optional<bytes> before = add(where, objects::shape_of(at->entry()).kind, what);
  if (!before)
    throw type_mismatch("the elements are no numbers that can be added to");
  to.deliver(std::move(*before));
}

} // namespace

caf::message_handler memory_door(caf::event_based_actor* self, door* at) {
  return lock_part(self, std::make_shared<mutex_side>(mutex_side{at, &mutex_of, {}}))
    .or_else(
      [=](const load_bytes& what) -> caf::result<bytes> {
        return answer(self, at, [=](auto& to) { to.deliver(load(find(at, what.from, what.count))); });
      },
      [=](const store_bytes& what) -> caf::result<void> {
        return answer(self, at, [=](auto& to) {
          exchange(find(at, what.from, what.bytes), what.bytes);
          to.deliver(caf::unit_t{});
        });
      },
      [=](const exchange_bytes& what) -> caf::result<bytes> {
        return answer(self, at, [=](auto& to) { to.deliver(exchange(find(at, what.from, what.bytes), what.bytes)); });
      },
      [=](const add_to_value& what) -> caf::result<bytes> {
        return answer(self, at, [=](auto& to) { answer_add(at, what, to); });
      },
      [=](const describe&) { return objects::text_of_memory(at->entry()); });
}

} // namespace troupe::rooms::parallel
