#include "actor/caf_seam/residents.hpp"

namespace troupe::rooms::actor {

// CAF's own handler prints a line and calls every exception sec::runtime_error; here the one who
// asked learns what it was. An actor that sets a handler of its own does so later.
void residents::welcome(caf::scheduled_actor& who) {
  forget_the_gone();
  who.set_exception_handler([](std::exception_ptr& thrown) { return make_error(thrown); });
  all_[who.id()] = caf::weak_actor_ptr{who.ctrl()};
}

// Those that went without a last run, because their last handle did. What is known of one keeps its
// memory, so as often as their number has doubled the gone are looked for.
void residents::forget_the_gone() {
  if (all_.size() < most_)
    return;
  std::erase_if(all_, [](const auto& one) { return one.second.get()->strong_refs == 0; });
  most_ = std::max(least_most, all_.size() * 2);
}

std::vector<caf::strong_actor_ptr> residents::all() const {
  std::vector<caf::strong_actor_ptr> out;
  for (const auto& [id, who] : all_)
    if (caf::strong_actor_ptr living = who.lock())
      out.push_back(std::move(living));
  return out;
}

} // namespace troupe::rooms::actor
