/// Messages whose types are known when the program runs, and not before: what a person writes in a shell.
///
/// Threads: pure functions, but for `send_typeless` (any) and `ask_typeless`.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "troupe/actor.hpp"

namespace troupe::rooms::actor {

/// A message of one value. Fails: decode_error when the words are no such value, or no actor here can be sent any.
[[nodiscard]] caf::message message_of(const type_entry& type, const payload_source& from);

struct carried_value {
  const type_entry* type;
  std::vector<wire::word> words; ///< [pointer | payload]
};
/// The values of a message, in order; empty when one of them cannot travel.
[[nodiscard]] std::optional<std::vector<carried_value>> values_in(const caf::message& what);

/// Sends it to `whom`, who need not answer. Gives why it was not sent, if it was not; where nobody waits (host_options)
/// that is so for a full mailbox, too. Fails: as an encoder of the message's type does.
[[nodiscard]] caf::error send_typeless(const caf::actor& whom, caf::message what);

/// The answer to a question: a message, which is of one `caf::error` when there is no other.
using answer_told = std::function<void(caf::message&&)>;
/// An actor of `in` that asks `whom` this one question, and tells the answer once, on the pump thread. It goes with its
/// last handle.
[[nodiscard]] caf::actor ask_typeless(caf::actor_system& in, const caf::actor& whom, caf::message question,
                                      answer_told told);

} // namespace troupe::rooms::actor
