/// Actors: CAF with troupe's message types. Include it, or <troupe/troupe.hpp>, before any <caf/...>.
///
/// Handlers take any type that can travel, by value or const reference; nothing is registered. A
/// handle may belong to an actor of any process of the system: `send`, `request`, `delegate`,
/// `monitor`, `link_to`, composition and typed handles work as within one process.
#pragma once

#include <troupe/message_hook.hpp> // first: it owns the order of CAF's headers

#include <caf/actor_ostream.hpp>
#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <troupe/actor_codecs.hpp>
#include <troupe/actor_errors.hpp>
#include <troupe/actor_handles.hpp>
#include <troupe/behavior.hpp>
#include <troupe/message_hooks.hpp>
#include <troupe/self.hpp>
