/// The mutex by messages: whoever asks is who owns it.
#include <map>

#include "parallel/kind_doors.hpp"
#include "troupe/error.hpp"
#include "troupe/mutex.hpp"

namespace troupe::rooms::parallel {

namespace {

/// A mutex as a door sees it: its own object, or the one that its object is used with.
struct mutex_side {
  door* at;
  objects::object_entry& (*find)(door* at);
  std::map<caf::actor_addr, std::uint64_t> granted; ///< the request by which an owner came to own it

  [[nodiscard]] objects::object_entry& entry() const { return find(at); }
};
using side = std::shared_ptr<mutex_side>;

caf::error nobody() {
  return make_error(errc::invalid_argument, "a mutex belongs to an actor: send the message from one, as a request");
}

bool try_lock_for(const side& here, const asked& by) {
  if (!objects::try_lock(here->entry(), here->at->owner(by.who)))
    return false;
  here->granted[by.who] = by.name.number;
  return true;
}

caf::result<void> answer_lock(caf::event_based_actor* self, const side& here) {
  const asked by = here->at->now(self);
  if (!by.who)
    return nobody();
  const objects::mutex_owner owner = here->at->mind(self, by.who);
  const bool is_plain = objects::kind_of(here->entry()) == objects::object_kind::mutex;
  if (is_plain && objects::owner_of(here->entry()) == owner)
    return make_error(errc::contract_error, "this actor owns the mutex already and would wait for itself for ever; "
                                            "unlock it first, or make it a troupe::recursive_mutex");
  return here->at->answer_when(self, [=] { return try_lock_for(here, by); }, &here->entry());
}

caf::result<bool> answer_try_lock(caf::event_based_actor* self, const side& here) {
  const asked by = here->at->now(self);
  if (!by.who)
    return nobody();
  here->at->mind(self, by.who);
  return try_lock_for(here, by);
}

caf::result<void> answer_unlock(caf::event_based_actor* self, const side& here) {
  const asked by = here->at->now(self);
  if (!by.who || !objects::unlock(here->at->in(), here->entry(), here->at->owner(by.who)))
    return make_error(errc::not_owner, "the asking actor does not own the mutex it unlocks: it is " +
                                         objects::text_of_mutex(here->at->in(), here->entry()));
  here->granted.erase(by.who);
  return caf::unit;
}

// It timed out when the answer was on its way: nobody knows that he owns the mutex.
void take_back(const side& here, const asked& which) {
  for (const auto& [who, number] : here->granted)
    if (number == which.name.number && who.id() == which.name.actor) {
      static_cast<void>(objects::unlock(here->at->in(), here->entry(), here->at->owner(who)));
      here->granted.erase(who);
      return;
    }
}

} // namespace

caf::message_handler lock_part(caf::event_based_actor* self, door* at, objects::object_entry& (*mutex)(door* at)) {
  const auto here = std::make_shared<mutex_side>(mutex_side{at, mutex, {}});
  at->on_gone = [=](const caf::actor_addr& who) {
    here->granted.erase(who);
    objects::free_after(at->in(), here->entry(), at->owner(who));
  };
  at->on_withdrawn = [=](const asked& which) { take_back(here, which); };
  return {
    [=](const lock&) { return answer_lock(self, here); },
    [=](const try_lock&) { return answer_try_lock(self, here); },
    [=](const unlock&) { return answer_unlock(self, here); },
    [=](const previous_owner_died&) { return objects::previous_owner_died(here->entry()); },
  };
}

caf::message_handler mutex_door(caf::event_based_actor* self, door* at) {
  const auto own_entry = [](door* of) -> objects::object_entry& { return of->entry(); };
  return lock_part(self, at, own_entry).or_else([=](const describe&) {
    return objects::text_of_mutex(at->in(), at->entry());
  });
}

} // namespace troupe::rooms::parallel
