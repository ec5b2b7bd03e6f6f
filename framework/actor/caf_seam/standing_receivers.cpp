#include "actor/caf_seam/standing_receivers.hpp"

#include <algorithm>

namespace troupe::rooms::actor {

void standing_receivers::note(mailbox::address who) {
  const std::uint64_t freed = mail_.freed_by(who);
  const std::scoped_lock hold{lock_};
  all_.push_back({who, freed});
}

bool standing_receivers::stands(mailbox::address who) {
  const std::scoped_lock hold{lock_};
  const auto known = std::ranges::find(all_, who, &standing::who);
  if (known == all_.end())
    return false;
  if (known->freed == mail_.freed_by(who))
    return true;
  all_.erase(known);
  return false;
}

void standing_receivers::forget(mailbox::address who) {
  const std::scoped_lock hold{lock_};
  std::erase_if(all_, [&](const standing& one) { return one.who == who; });
}

} // namespace troupe::rooms::actor
