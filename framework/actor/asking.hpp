/// Asking an actor from plain code or a handler that takes an answer of any type: for what is compiled
/// once for all types. It is done by the host of this process.
#pragma once

#include "actor/any_message.hpp"

namespace troupe::rooms::actor {

class host;

/// What an actor has answered. `keep` owns the value.
struct answer {
  caf::mailbox_element_ptr keep;
  seen_value content;
  error_value failure; ///< none: it has answered
};

/// Asks and waits as `host::pump_until` does. `question` is not copied unless the actor lives here.
/// Threads: any. Fails: contract_error where the wait could not end (see `refuse_deadlock`), or without a host.
[[nodiscard]] answer ask(const caf::actor& whom, const any_value& question);

/// Throws contract_error when the calling thread is in a handler and `whom` is an actor that only this
/// very handler keeps from running.
void refuse_deadlock(const host& here, caf::actor_control_block* whom);

/// How many other processes hold that actor of this process.
[[nodiscard]] std::size_t holders_of(const caf::actor_control_block& who);

} // namespace troupe::rooms::actor
