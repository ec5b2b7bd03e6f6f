/// The mutex by messages: whoever asks is who owns it.
#include <algorithm>

#include "parallel/kind_doors.hpp"
#include "parallel/mutex_side.hpp"
#include "troupe/error.hpp"
#include "troupe/mutex.hpp"

namespace troupe::rooms::parallel {

namespace {

using side = std::shared_ptr<mutex_side>;

caf::error nobody() {
  return make_error(errc::invalid_argument, "a mutex belongs to an actor: send the message from one, as a request");
}

bool try_lock_for(const side& here, const asked& by) {
  if (!objects::try_lock(here->entry(), here->at->owner(by.who)))
    return false;
  here->note(by.who, {by.name});
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

// The oldest: of the younger ones the answer may still be withdrawn.
void forget_one(const side& here, const caf::actor_addr& who) {
  const auto his = here->granted.find(who);
  if (his == here->granted.end() || --his->second.front().depth != 0)
    return;
  his->second.erase(his->second.begin());
  if (his->second.empty())
    here->granted.erase(his);
}

caf::result<void> answer_unlock(caf::event_based_actor* self, const side& here) {
  const asked by = here->at->now(self);
  if (!by.who || !objects::unlock(here->at->in(), here->entry(), here->at->owner(by.who)))
    return make_error(errc::not_owner, "the asking actor does not own the mutex it unlocks: it is " +
                                         objects::text_of_mutex(here->at->in(), here->entry()));
  forget_one(here, by.who);
  return caf::unit;
}

} // namespace

// What was unlocked at another door of the same mutex is not known here: there are no more than its depth.
void mutex_side::note(const caf::actor_addr& who, const mutex_grant& how) {
  std::vector<mutex_grant>& his = granted[who];
  his.push_back(how);
  std::uint32_t known = 0;
  for (const mutex_grant& each : his)
    known += each.depth;
  const std::uint32_t most = objects::depth_of(entry());
  while (known > most && his.size() > 1) {
    known -= his.front().depth;
    his.erase(his.begin());
  }
}

std::optional<mutex_grant> mutex_side::take_back(const asked& which) {
  for (auto& [who, grants] : granted) {
    const auto found = std::ranges::find(grants, which.name, &mutex_grant::request);
    if (found == grants.end())
      continue;
    const mutex_grant back = *found;
    for (std::uint32_t i = 0; i < back.depth; ++i)
      static_cast<void>(objects::unlock(at->in(), entry(), at->owner(who)));
    grants.erase(found);
    if (grants.empty())
      granted.erase(who);
    return back;
  }
  return {};
}

caf::message_handler lock_part(caf::event_based_actor* self, const side& here) {
  door* const at = here->at;
  at->on_gone = [=](const caf::actor_addr& who) {
    here->granted.erase(who);
    objects::free_after(at->in(), here->entry(), at->owner(who));
  };
  at->on_withdrawn = [=](const asked& which) { here->take_back(which); };
  return {
    [=](const lock&) { return answer_lock(self, here); },
    [=](const try_lock&) { return answer_try_lock(self, here); },
    [=](const unlock&) { return answer_unlock(self, here); },
    [=](const previous_owner_died&) { return objects::previous_owner_died(here->entry()); },
  };
}

caf::message_handler mutex_door(caf::event_based_actor* self, door* at) {
  const auto own_entry = [](door* of) -> objects::object_entry& { return of->entry(); };
  return lock_part(self, std::make_shared<mutex_side>(mutex_side{at, own_entry, {}})).or_else([=](const describe&) {
    return objects::text_of_mutex(at->in(), at->entry());
  });
}

} // namespace troupe::rooms::parallel
