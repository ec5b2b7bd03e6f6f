/// Asking a manager's process, and what its errors become here.
#pragma once

#include "actor/asking.hpp"
#include "troupe/managed_handle.hpp"

namespace troupe::rooms::parallel {

/// The answer of the actor at `whom`. Fails: manager_lost, what was thrown there, what `actor::ask` throws.
[[nodiscard]] actor::answer ask_there(const actor_reference& whom, const any_value& question);
/// Whether the calling thread runs an operation of that very manager: then it does itself what it would ask for.
[[nodiscard]] bool is_at_hand(const actor_reference& manager);
/// Takes the answer's value, which must be of the wanted type. Fails: type_mismatch.
void take_answer(const actor::seen_value& content, const managed::wanted& answer);

} // namespace troupe::rooms::parallel
