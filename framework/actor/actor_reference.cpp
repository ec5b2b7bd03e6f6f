#include "troupe/actor.hpp" // first

#include "troupe/actor_reference.hpp"

namespace troupe {

actor_reference::actor_reference(const caf::actor& who) noexcept
  : who_(caf::actor_cast<caf::actor_control_block*>(who)) {
  if (who_ != nullptr)
    caf::intrusive_ptr_add_ref(who_);
}

actor_reference::actor_reference(const actor_reference& other) noexcept : who_(other.who_) {
  if (who_ != nullptr)
    caf::intrusive_ptr_add_ref(who_);
}

actor_reference::~actor_reference() {
  if (who_ != nullptr)
    caf::intrusive_ptr_release(who_);
}

caf::actor actor_reference::handle() const noexcept { return caf::actor_cast<caf::actor>(who_); }

handles::place codec<actor_reference>::to_wire(const actor_reference& handle) { return handles::leave(handle.get()); }

actor_reference codec<actor_reference>::from_wire(handles::place&& where) {
  return actor_reference{caf::actor_cast<caf::actor>(handles::arrive(where))};
}

} // namespace troupe
