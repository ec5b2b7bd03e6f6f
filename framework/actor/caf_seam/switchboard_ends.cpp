// How the switchboard tells that an actor has ended. Whoever waits for that hears of it, whatever the reason is made
// of.
#include "actor/caf_seam/proxy.hpp"
#include "actor/caf_seam/switchboard.hpp"

namespace troupe::rooms::actor {

using mailbox::channel;
using message::frame_kind;

namespace {

// The context is of any types, of the user's too, with codecs that throw.
caf::error without_context(const caf::error& reason) { return {reason.code(), reason.category()}; }

} // namespace

void switchboard::tell_end(mailbox::address whom, std::uint64_t actor, const caf::error& reason) {
  message::envelope head;
  head.kind = frame_kind::down;
  head.sender = {actor, self_.incarnation, self_.slot};
  head.receiver = {0, whom.incarnation, whom.slot};
  const type_entry& type = type_entry_of<caf::error>();
  try {
    post(channel::data, head, type, &reason);
  } catch (...) {
    const caf::error plain = without_context(reason);
    post(channel::data, head, type, &plain);
  }
}

void switchboard::send_exit(proxy& to, caf::mailbox_element& what) {
  try {
    send(to, what, true);
  } catch (...) {
    const auto& exit = what.content().get_as<caf::exit_msg>(0);
    const caf::mailbox_element_ptr plain =
      caf::make_mailbox_element(what.sender, what.mid, {}, caf::exit_msg{exit.source, without_context(exit.reason)});
    send(to, *plain, true);
  }
}

} // namespace troupe::rooms::actor
