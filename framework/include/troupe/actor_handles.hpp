/// How handles of actors travel, anywhere inside a message: as the place of the actor.
///
/// A handle that arrives keeps its actor alive as one made there would. The same actor is equal to
/// itself in every process. Threads: any that may handle messages.
#pragma once

#include <troupe/message_hook.hpp>

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/typed_actor.hpp>

#include <troupe/actor_place.hpp>

namespace troupe {

namespace handles {

[[nodiscard]] place leave(caf::actor_control_block* actor);
/// The actor itself if it lives here, or what stands for it.
[[nodiscard]] caf::strong_actor_ptr arrive(const place& where);

template <class Handle>
struct handle_codec {
  using wire_type = place;
  static place to_wire(const Handle& handle) { return leave(caf::actor_cast<caf::actor_control_block*>(handle)); }
  static Handle from_wire(place&& where) { return caf::actor_cast<Handle>(arrive(where)); }
};

} // namespace handles

template <>
struct codec<caf::actor> : handles::handle_codec<caf::actor> {};
template <class... Signatures>
struct codec<caf::typed_actor<Signatures...>> : handles::handle_codec<caf::typed_actor<Signatures...>> {};
template <>
struct codec<caf::actor_addr> : handles::handle_codec<caf::actor_addr> {};
template <>
struct codec<caf::strong_actor_ptr> : handles::handle_codec<caf::strong_actor_ptr> {};
template <>
struct codec<caf::weak_actor_ptr> : handles::handle_codec<caf::weak_actor_ptr> {};

} // namespace troupe
