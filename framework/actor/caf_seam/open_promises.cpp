#include "actor/caf_seam/open_promises.hpp"

#include <vector>

namespace troupe::rooms::actor {
namespace {

struct in_hand {
  promise_key which;
  bool settled = false;
};
thread_local in_hand present;

} // namespace

void request_in_hand::begin(const promise_key& which) noexcept {
  if (!(present.which == which))
    present = {which, false};
}

bool request_in_hand::end(const promise_key& which) noexcept {
  if (!(present.which == which))
    return false;
  const bool settled = present.settled;
  present = {};
  return settled;
}

bool request_in_hand::settle(const promise_key& which) noexcept {
  if (!(present.which == which))
    return false;
  present.settled = true;
  return true;
}

void open_promises::keep(const promise_key& which, mailbox::record&& claim) {
  mailbox::record given_up; // marked done after the lock
  const std::scoped_lock hold{lock_};
  all_[which] = std::move(claim);
  in_order_.push_back(which);
  if (all_.size() > limit) {
    while (!all_.take(in_order_.front(), given_up))
      in_order_.pop_front();
    in_order_.pop_front();
  }
  if (in_order_.size() > 2 * all_.size() + 64)
    std::erase_if(in_order_, [this](const promise_key& one) { return all_.find(one) == nullptr; });
}

void open_promises::settle(const promise_key& which) {
  if (request_in_hand::settle(which))
    return;
  mailbox::record kept; // marked done after the lock
  const std::scoped_lock hold{lock_};
  all_.take(which, kept);
}

void open_promises::drop(mailbox::address peer) {
  std::vector<promise_key> gone;
  const std::scoped_lock hold{lock_};
  all_.each([&](const promise_key& key, const mailbox::record&) {
    if (key.home == peer)
      gone.push_back(key);
  });
  for (const promise_key& key : gone)
    all_.erase(key);
}

std::size_t open_promises::size() {
  const std::scoped_lock hold{lock_};
  return all_.size();
}

} // namespace troupe::rooms::actor
