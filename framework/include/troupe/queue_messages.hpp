/// What the actor behind a queue's `address()` understands: an actor puts and takes without blocking.
///
///   self->request(q.address(), 5s, troupe::get_item{}).then([=](const task& next) { ... });
///   self->request(q.address(), caf::infinite, troupe::put_item{troupe::as_item(x)}).then([=] { ... });
///
/// Every message does what the call of its name does, on the same queue; what has to wait is answered
/// when it is done, in the order of asking. Items are answered as what they are, or inside of a
/// caf::message of one element. What was taken by message belongs to the actor that asked, and comes
/// back when that actor ends; a request that times out has taken nothing. What was got is the asking actor's own, as
/// soon as it is answered: whoever may be killed before it has read the answer asks with `take_item`.
#pragma once

#include <troupe/actor.hpp> // before any other CAF header

#include <cstdint>
#include <string>
#include <vector>

#include <troupe/object_messages.hpp>

namespace troupe {

/// A value as the item of a message below.
template <class T>
[[nodiscard]] caf::message as_item(T&& value) {
  return caf::make_message(as_travelling(std::forward<T>(value)));
}

/// Answered, with nothing, when the item is in the queue. Fails: closed (finished), type_mismatch (another
/// type than the queue's), no_resource.
struct put_item {
  caf::message item;
};
/// Answered with a bool: whether there was room.
struct try_put_item {
  caf::message item;
};

/// Answered with the item itself. Fails: end_of_stream.
struct get_item {};
/// Answered with a `possible_item`.
struct try_get_item {};
struct possible_item {
  caf::message item; ///< empty: there was none
};

/// Answered with a `leased_item`. Fails: end_of_stream.
struct take_item {};
/// The same; `lease` is 0 when there was none.
struct try_take_item {};
struct leased_item {
  std::uint64_t lease = 0; ///< names it to the same queue
  std::uint32_t deliveries = 0;
  caf::message item;
};
/// Nobody gets it again. Fails: not_owner, when the asking actor does not have it.
struct item_done {
  std::uint64_t lease = 0;
};
/// Another gets it. Fails: not_owner.
struct give_item_back {
  std::uint64_t lease = 0;
};

/// Answered with a std::uint64_t.
struct get_size {};
/// Answered with a bool.
struct is_full {};
/// Nobody puts any more.
struct finish_queue {};

/// Of a joinable queue. Fails: invalid_state when it was said too often.
struct task_done {};
/// Answered, with nothing, when all tasks are done.
struct wait_until_done {};

/// Answered with a std::vector<dead_letter_item>.
struct get_dead_letters {};
struct dead_letter_item {
  caf::message item;
  std::string cause;
  std::uint32_t deliveries = 0;
};
/// Answered with a std::uint64_t: how many.
struct retry_dead_letters {};
struct drop_dead_letters {};

} // namespace troupe
