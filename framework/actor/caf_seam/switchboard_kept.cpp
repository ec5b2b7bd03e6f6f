// How the switchboard gives back what was counted for handles of this process: when a stand-in goes, and while it is
// kept though nobody holds it.
#include "actor/caf_seam/switchboard.hpp"

namespace troupe::rooms::actor {

using mailbox::channel;
using message::frame_kind;

void switchboard::let_go(proxy& which) {
  proxies_.forget(which);
  if (which.home() == self_ || which.is_role())
    return;
  release(which, self_, which.take_received(false));
  release(which, role_, which.take_received(true));
}

// Nobody tells of a handle that is dropped while the stand-in is kept: the pump looks from time to time.
void switchboard::keep(proxy& which, bool wanted) {
  if (proxies_.keep(which, wanted))
    mail_.wake();
}

void switchboard::settle_kept() {
  for (const proxies::settlement& one : proxies_.settle()) {
    proxy& which = *as_proxy(one.who.get());
    release(which, self_, one.given_back);
    release(which, role_, one.given_back_for_role);
    if (!one.is_held_uncounted)
      continue;
    which.received(false);
    share(which, self_, 1);
  }
}

void switchboard::release(const proxy& which, mailbox::address holder, std::uint64_t count) {
  if (count == 0 || !mail_.where().is_alive(which.home()))
    return;
  message::envelope head;
  head.kind = frame_kind::release;
  head.sender = {0, holder.incarnation, holder.slot};
  head.receiver = which.party();
  head.message_id = count;
  post(channel::data, head);
}

} // namespace troupe::rooms::actor
