/// The names under which actors are written. They are CAF's own types, so CAF's manual applies; a
/// program written with these names stays good for a later CAF.
#pragma once

#include <troupe/message_hook.hpp>

#include <caf/after.hpp>
#include <caf/behavior.hpp>
#include <caf/blocking_actor.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/system_messages.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace troupe {

using caf::behavior;
using caf::blocking_actor;
using caf::event_based_actor;
/// An actor with a `State state`.
template <class State, class Base = caf::event_based_actor>
using stateful_actor = caf::stateful_actor<State, Base>;

/// A monitored actor has ended: `source`, and `reason`, which says how a killed process died.
using caf::down_msg;
/// A linked actor has ended.
using caf::exit_msg;

/// Actors whose messages the compiler checks.
using caf::typed_actor;
template <class... Inputs>
using replies_to = caf::replies_to<Inputs...>;
template <class... Inputs>
using reacts_to = caf::reacts_to<Inputs...>;
using caf::result;

} // namespace troupe
