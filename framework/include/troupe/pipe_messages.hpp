/// What the actor behind a connection's `address()` understands: an actor sends and receives without
/// blocking.
///
///   self->request(c.address(), 5s, troupe::receive_message{}).then([=](const task& next) { ... });
///   self->request(c.address(), caf::infinite, troupe::send_message{troupe::as_item(x)}).then([=] { ... });
///
/// Every message does what the call of its name does, at the same end; what has to wait is answered when
/// it is done, what is sent in the order of asking. A request that times out has received nothing: what
/// was on its way to it is the next thing that is received by message at this end.
#pragma once

#include <troupe/actor.hpp> // before any other CAF header

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <troupe/item_kind.hpp>
#include <troupe/object_messages.hpp>
#include <troupe/queue_messages.hpp>

namespace troupe {

/// `as_item(value)`. Answered, with nothing, when it is there for the reader. Fails: end_of_stream when
/// nobody will read, invalid_state at an end that does not send, type_mismatch, no_resource.
struct send_message {
  caf::message message;
};
/// The same for bytes.
struct send_bytes {
  std::vector<std::byte> bytes;
};

/// Answered with the message itself: a value as what it is, bytes as `received_bytes`.
/// Fails: end_of_stream; invalid_state at an end that does not receive; type_mismatch, and the message
/// stays, when it is of none of `types`.
struct receive_message {
  std::vector<std::uint64_t> types = {}; ///< `receive_any_of<Ts...>()`; empty: any value, and bytes
};
template <class... Ts>
[[nodiscard]] receive_message receive_any_of() {
  return {{queues::kind_of<Ts>().type->id...}};
}
/// Answered with `received_bytes`. Fails: as above; buffer_too_short for more than `longest`, after
/// which nothing more can be received by message at this end.
struct receive_bytes {
  std::uint64_t longest = std::numeric_limits<std::uint64_t>::max();
};
struct received_bytes {
  std::vector<std::byte> bytes;
};

/// Answered with a bool: whether receiving would not wait.
struct is_readable {};
/// Answered, with nothing, when that has come true.
struct wait_until_readable {};

} // namespace troupe
