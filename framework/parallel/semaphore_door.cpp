/// The semaphore by messages.
#include <algorithm>
#include <map>
#include <vector>

#include "objects/stakes.hpp"
#include "parallel/kind_doors.hpp"
#include "parallel/late_answers.hpp"
#include "parallel/release_units.hpp"
#include "troupe/error.hpp"
#include "troupe/mutex.hpp"
#include "troupe/semaphore.hpp"

namespace troupe::rooms::parallel {

namespace {

/// A unit that an asking actor has on loan, by the request that brought it.
struct unit {
  actor::withdrawn_request request;
  objects::stake* loan;
};

/// A unit that an asking actor has for good.
struct acquired_unit {};
// Whose answer cannot be withdrawn any more has his unit.
constexpr auto keep_it = [](const acquired_unit&) {};

struct semaphore_side {
  semaphore_side(caf::event_based_actor* self, door* here) : at(here), acquired(self) {}

  door* at;
  std::map<caf::actor_addr, std::vector<unit>> on_loan; ///< of each at least one, the oldest first
  late_answers<acquired_unit> acquired;
};
using side = std::shared_ptr<semaphore_side>;

caf::error nobody() {
  return make_error(errc::invalid_argument,
                    "a unit on loan belongs to an actor: send the message from one, as a request");
}

void end(const side& here, objects::stake& loan) { objects::end_loan(here->at->in(), here->at->entry(), loan); }

bool try_acquire_for(const side& here, const asked& by) {
  if (!objects::try_acquire(here->at->entry()))
    return false;
  if (by.who)
    here->acquired.keep(by, {}, 0, keep_it);
  return true;
}

caf::result<void> answer_acquire(caf::event_based_actor* self, const side& here) {
  const asked by = here->at->now(self);
  if (by.who)
    here->at->mind(self, by.who);
  return here->at->answer_when(self, [=] { return try_acquire_for(here, by); });
}

bool try_borrow_for(const side& here, const asked& by, objects::stake& loan) {
  if (!objects::try_borrow(here->at->in(), here->at->entry(), loan))
    return false;
  here->on_loan[by.who].push_back({by.name, &loan});
  return true;
}

caf::result<void> answer_lock(caf::event_based_actor* self, const side& here) {
  const asked by = here->at->now(self);
  if (!by.who)
    return nobody();
  here->at->mind(self, by.who);
  objects::stake& loan = objects::begin_loan(here->at->in(), here->at->entry());
  auto answer = self->make_response_promise();
  here->at->wait(self, {.by = by,
                        .attempt =
                          [=, &loan]() mutable {
                            const bool done = try_borrow_for(here, by, loan);
                            if (done)
                              answer.deliver(caf::unit_t{});
                            return done;
                          },
                        .forget = [&loan] { objects::cancel_loan(loan); },
                        .refuse =
                          [=, &loan](const caf::error& why) mutable {
                            objects::cancel_loan(loan);
                            answer.deliver(why);
                          }});
  return answer;
}

caf::result<bool> answer_try_lock(caf::event_based_actor* self, const side& here) {
  const asked by = here->at->now(self);
  if (!by.who)
    return nobody();
  here->at->mind(self, by.who);
  objects::stake& loan = objects::begin_loan(here->at->in(), here->at->entry());
  const bool taken = try_borrow_for(here, by, loan);
  if (!taken)
    objects::cancel_loan(loan);
  return taken;
}

caf::result<void> answer_unlock(caf::event_based_actor* self, const side& here) {
  const auto found = here->on_loan.find(here->at->now(self).who);
  if (found == here->on_loan.end())
    return make_error(errc::not_owner, "the asking actor has no unit of the semaphore on loan");
  // The oldest: of the younger ones the answer may still be withdrawn.
  end(here, *found->second.front().loan);
  found->second.erase(found->second.begin());
  if (found->second.empty())
    here->on_loan.erase(found);
  return caf::unit;
}

caf::result<void> answer_release(const side& here, const release& what) {
  try {
    release_units(here->at->in(), here->at->entry(), what.count);
    return caf::unit;
  } catch (const error& why) {
    return make_error(why.code(), why.what());
  }
}

void give_back_all(const side& here, const caf::actor_addr& who) {
  here->acquired.settle_all_of(who, keep_it);
  const auto found = here->on_loan.find(who);
  if (found == here->on_loan.end())
    return;
  for (const unit& one : found->second)
    end(here, *one.loan);
  here->on_loan.erase(found);
}

// It timed out when the answer was on its way: nobody knows of the unit.
void take_back(const side& here, const asked& which) {
  if (here->acquired.take_back(which))
    static_cast<void>(objects::release(here->at->in(), here->at->entry(), 1));
  for (auto& [who, units] : here->on_loan) {
    const auto one = std::ranges::find(units, which.name, &unit::request);
    if (one == units.end())
      continue;
    end(here, *one->loan);
    units.erase(one);
    if (units.empty())
      here->on_loan.erase(who);
    return;
  }
}

} // namespace

caf::message_handler semaphore_door(caf::event_based_actor* self, door* at) {
  const auto here = std::make_shared<semaphore_side>(self, at);
  at->on_gone = [=](const caf::actor_addr& who) { give_back_all(here, who); };
  at->on_withdrawn = [=](const asked& which) { take_back(here, which); };
  return {
    [=](const acquire&) { return answer_acquire(self, here); },
    [=](const try_acquire&) { return try_acquire_for(here, at->now(self)); },
    [=](const release& what) { return answer_release(here, what); },
    [=](const get_value&) { return static_cast<std::int64_t>(objects::units_of(at->entry())); },
    [=](const lock&) { return answer_lock(self, here); },
    [=](const try_lock&) { return answer_try_lock(self, here); },
    [=](const unlock&) { return answer_unlock(self, here); },
    [=](const late_answers_due&) { here->acquired.settle_due(keep_it); },
    [=](const describe&) { return objects::text_of_semaphore(at->entry()); },
  };
}

} // namespace troupe::rooms::parallel
