#include "parallel/doors.hpp"

#include "objects/kinds.hpp"
#include "troupe/object_messages.hpp"

namespace troupe::rooms::parallel {

namespace {

struct object_is_gone {};

// What all doors understand, behind what the kind's own does.
caf::message_handler common_part(caf::event_based_actor* self, const std::shared_ptr<door>& at) {
  return {
    [=](const actor::withdrawn_request& which) { at->withdrawn(which); },
    [=](const object_is_gone&) { self->quit(); },
  };
}

troupe::behavior behave(troupe::event_based_actor* self, std::shared_ptr<door> at, door_maker kind) {
  self->set_down_handler([at](const caf::down_msg& down) { at->gone(down.source); });
  return kind(self, at.get()).or_else(common_part(self, at));
}

} // namespace

doors::doors(objects::table& in, objects::caretaker& caretaker, actor::host& here) : lobby_(in, here) {
  keeper_ = lobby_.here().system().spawn([this](caf::event_based_actor*) -> caf::behavior {
    return {[this](const door_request& wanted) { return open(wanted.object); }};
  });
  in.head().doorkeeper.store(here.publish(keeper_), std::memory_order_release); // pairs with address_of
  caretaker.on_ended([this](objects::object_id object) { close(object); });
}

doors::~doors() {
  for (const auto& [object, one] : all_)
    one.at->close();
}

void doors::look() {
  for (const auto& [object, one] : all_)
    one.at->look();
}

caf::result<caf::actor> doors::open(objects::object_id object) {
  if (const auto known = all_.find(object); known != all_.end())
    return known->second.actor;
  const std::uint32_t index = objects::index_in(object);
  const auto word = index < lobby_.in().size() ? objects::entry_word::unpacked(lobby_.in().entry(index).word.load())
                                               : objects::entry_word{};
  if (word.life != objects::object_life::live || word.generation != objects::generation_in(object))
    return make_error(errc::invalid_state, "the object is gone: its last handle was dropped");
  if (const door_maker kind = door_of(word.kind))
    return make(object, kind);
  return make_error(errc::invalid_argument,
                    std::string{"the "} + objects::rules_of(word.kind).name + " has no address of its own");
}

caf::actor doors::make(objects::object_id object, door_maker kind) {
  const auto at = std::make_shared<door>(lobby_, object);
  const caf::actor made = lobby_.here().system().spawn(&behave, at, kind);
  lobby_.here().want_withdrawals(made, true);
  all_.emplace(object, opened{made, at});
  return made;
}

void doors::close(objects::object_id object) {
  const auto found = all_.find(object);
  if (found == all_.end())
    return;
  found->second.at->close();
  lobby_.here().want_withdrawals(found->second.actor, false);
  caf::anon_send(found->second.actor, object_is_gone{});
  all_.erase(found);
}

} // namespace troupe::rooms::parallel
