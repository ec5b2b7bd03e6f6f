/// The condition by messages: an actor waits for a notification without blocking.
#include <algorithm>

#include "objects/condition.hpp"
#include "objects/stakes.hpp"
#include "parallel/kind_doors.hpp"
#include "parallel/mutex_side.hpp"
#include "troupe/condition.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

using side = std::shared_ptr<mutex_side>;

objects::object_entry& mutex_of(door* at) {
  return at->in().entry(objects::index_in(objects::mutex_of_condition(at->entry())));
}

/// First notified, then the owner of the mutex again, as often as before.
struct condition_wait {
  objects::stake* wait;
  std::uint32_t depth;
  bool notified = false;
};

bool go_on(const side& here, const asked& by, condition_wait& one) {
  door* const at = here->at;
  if (!one.notified && !objects::is_notified(*one.wait))
    return false;
  if (!std::exchange(one.notified, true))
    objects::end_wait(at->in(), at->entry(), *one.wait);
  if (!objects::try_lock_again(mutex_of(at), at->owner(by.who), one.depth))
    return false;
  here->note(by.who, {by.name, one.depth, true});
  return true;
}

caf::error not_the_owner(const char* what) {
  return make_error(errc::not_owner, std::string{what} + " needs the condition's mutex: lock it first");
}

caf::result<void> answer_wait(caf::event_based_actor* self, const side& here) {
  door* const at = here->at;
  const asked by = at->now(self);
  const objects::mutex_owner who = by.who ? at->owner(by.who) : objects::mutex_owner{};
  if (!objects::owns(mutex_of(at), who))
    return not_the_owner("waiting");
  auto answer = self->make_response_promise();
  const auto one = std::make_shared<condition_wait>(condition_wait{&objects::begin_wait(at->in(), at->entry()), 0});
  one->depth = objects::unlock_all(at->in(), mutex_of(at), who);
  here->granted.erase(by.who);
  at->wait(self, {.by = by,
                  .attempt =
                    [=]() mutable {
                      const bool done = go_on(here, by, *one);
                      if (done)
                        answer.deliver(caf::unit_t{});
                      return done;
                    },
                  .forget =
                    [=] {
                      if (one->notified)
                        objects::notify(at->in(), at->entry(), 1);
                      else
                        objects::give_up_wait(at->in(), at->entry(), *one->wait);
                    },
                  .refuse =
                    [=](const caf::error& why) mutable {
                      if (!one->notified)
                        objects::stakes::free(*one->wait);
                      answer.deliver(why);
                    },
                  .also = &mutex_of(at)});
  return answer;
}

// Who does not go on leaves the notification to the next.
void take_back(const side& here, const asked& which) {
  const auto back = here->take_back(which);
  if (back && back->was_notified)
    objects::notify(here->at->in(), here->at->entry(), 1);
}

caf::result<void> answer_notify(caf::event_based_actor* self, door* at, const notify& what) {
  const asked by = at->now(self);
  if (!by.who || !objects::owns(mutex_of(at), at->owner(by.who)))
    return not_the_owner("notifying");
  objects::notify(at->in(), at->entry(), static_cast<std::uint32_t>(std::min<std::uint64_t>(what.count, UINT32_MAX)));
  return caf::unit;
}

} // namespace

caf::message_handler condition_door(caf::event_based_actor* self, door* at) {
  const auto here = std::make_shared<mutex_side>(mutex_side{at, &mutex_of, {}});
  const caf::message_handler locks = lock_part(self, here);
  at->on_withdrawn = [=](const asked& which) { take_back(here, which); };
  return locks.or_else(
    [=](const wait_for_notify&) { return answer_wait(self, here); },
    [=](const notify& what) { return answer_notify(self, at, what); },
    [=](const describe&) { return objects::text_of_condition(at->in(), at->entry(), mutex_of(at)); });
}

} // namespace troupe::rooms::parallel
