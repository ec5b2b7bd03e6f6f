#include "actor/caf_seam/open_promises.hpp"

#include <vector>

namespace troupe::rooms::actor {

// Another thread may have settled it meanwhile; then it does so again when it goes.
void open_promises::keep(asker& which, mailbox::address home, holding&& claim) {
  const std::scoped_lock hold{lock_};
  all_[{&which}] = {home, std::move(claim)};
  which.was_kept();
}

void open_promises::settle(const asker& which) {
  kept over; // marked done after the lock
  const std::scoped_lock hold{lock_};
  all_.take({const_cast<asker*>(&which)}, over);
}

void open_promises::drop(mailbox::address peer) {
  std::vector<kept> over; // marked done after the lock
  const std::scoped_lock hold{lock_};
  all_.each([&](const key&, kept& one) {
    if (one.home == peer)
      over.push_back({{}, std::move(one.claim)});
  });
}

void open_promises::forsake_all() {
  const std::scoped_lock hold{lock_};
  all_.each([](const key& one, kept& open) {
    one.which->forsake();
    open.claim.leave(); // in hand, for who comes after
  });
  all_ = {};
}

std::size_t open_promises::size() {
  const std::scoped_lock hold{lock_};
  return all_.size();
}

} // namespace troupe::rooms::actor
