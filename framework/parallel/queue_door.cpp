/// The queue by messages.
#include <algorithm>
#include <map>
#include <memory>
#include <ranges>

#include "objects/item_queue.hpp"
#include "objects/transit.hpp"
#include "parallel/answer.hpp"
#include "parallel/dead_letters.hpp"
#include "parallel/kind_doors.hpp"
#include "parallel/late_answers.hpp"
#include "parallel/message_items.hpp"
#include "troupe/error.hpp"
#include "troupe/queue_messages.hpp"

namespace troupe::rooms::parallel {

namespace {

using objects::item_lease;
using objects::put_outcome;
using objects::take_outcome;

struct held_item {
  asked by;
  item_lease lease;
};

struct queue_side {
  queue_side(caf::event_based_actor* me, door* here)
    : self(me), at(here), queue(here->in(), here->entry(), here->id()), answered(me) {}

  void finish(item_lease& lease);
  void close();

  caf::event_based_actor* self;
  door* at;
  bool is_open = true;
  objects::item_queue queue;
  std::map<std::uint64_t, held_item> leases; ///< taken by message
  late_answers<item_lease> answered;         ///< got by message, and not done with before nobody can withdraw that
  std::uint64_t last_number = 0;
};
using side = std::shared_ptr<queue_side>;

void queue_side::finish(item_lease& lease) {
  const auto flights = flights_in(lease.item());
  lease.done();
  objects::settle(at->in(), flights);
}

// The queue is gone, and may be another object by now.
void queue_side::close() {
  is_open = false;
  queue.forget();
  leases.clear();
  answered.clear();
}

caf::error error_of(const error& why) { return make_error(why.code(), why.what()); }

caf::error end_error() {
  return make_error(errc::end_of_stream, "the queue is finished, and all that was in it has been taken");
}

caf::error gone_error() { return make_error(errc::invalid_state, "the queue is gone: its last handle was dropped"); }

// Messages may come behind the queue's end.
template <class Answer, class Do>
caf::result<Answer> if_open(const side& here, Do what) {
  if (!here->is_open)
    return gone_error();
  return what();
}

// -- items as messages ------------------------------------------------------------------------------

std::shared_ptr<written_item> write(const side& here, const caf::message& what) {
  return write_message(here->queue.chain(), what, objects::item_kind::plain, here->queue.words().type);
}

caf::message read(const side& here, std::span<const std::uint64_t> contents) {
  return read_message(here->queue.words().type, here->queue.words().layout, contents);
}

// -- putting ----------------------------------------------------------------------------------------

// Whether it is over, one way or the other.
bool put_or_refuse(const side& here, written_item& item, caf::response_promise& answer) {
  const put_outcome outcome = here->queue.try_put(item.draft());
  if (outcome == put_outcome::finished)
    answer.deliver(make_error(errc::closed, "the queue was finished: nobody puts any more into it"));
  if (outcome != put_outcome::put)
    return outcome == put_outcome::finished;
  item.was_put();
  answer.deliver(caf::unit_t{});
  return true;
}

caf::result<void> answer_put(const side& here, const put_item& what) {
  try {
    const auto item = write(here, what.item);
    const asked by = here->at->now(here->self);
    auto answer = here->self->make_response_promise();
    here->at->wait(here->self, {.by = by,
                                .attempt =
                                  [=]() mutable {
                                    try {
                                      return put_or_refuse(here, *item, answer);
                                    } catch (const error& why) {
                                      return answer.deliver(error_of(why)), true;
                                    }
                                  },
                                .refuse =
                                  [=](const caf::error& why) mutable {
                                    item->draft().forget();
                                    answer.deliver(why);
                                  },
                                .line = &here->queue});
    return answer;
  } catch (const error& why) {
    return error_of(why);
  }
}

caf::result<bool> answer_try_put(const side& here, const try_put_item& what) {
  try {
    const auto item = write(here, what.item);
    const put_outcome outcome = here->queue.try_put(item->draft());
    if (outcome == put_outcome::finished)
      return make_error(errc::closed, "the queue was finished: nobody puts any more into it");
    if (outcome == put_outcome::put)
      item->was_put();
    return outcome == put_outcome::put;
  } catch (const error& why) {
    return error_of(why);
  }
}

// -- taking -----------------------------------------------------------------------------------------

auto finisher(const side& here) {
  return [&here](item_lease& lease) { here->finish(lease); };
}

void keep_answered(const side& here, const asked& by, item_lease&& lease) {
  const std::uint64_t bytes = objects::bytes_of(lease.item().head);
  here->answered.keep(by, std::move(lease), bytes, finisher(here));
}

leased_item keep_leased(const side& here, const asked& by, item_lease&& lease, caf::message&& item) {
  const std::uint64_t number = ++here->last_number;
  const unsigned deliveries = lease.deliveries();
  here->leases.emplace(number, held_item{by, std::move(lease)});
  return {number, deliveries, std::move(item)};
}

// Gives what `give` makes of the item as the answer; whether it is over, one way or the other.
using giver = std::function<void(const asked& by, item_lease&& lease, caf::message&& item)>;

// What other actors have may still come back. To the queue all of them are this process.
bool others_hold_some(const side& here, const asked& by) {
  const auto is_others = [&](const auto& held) { return held.by.who != by.who; };
  return std::ranges::any_of(here->leases | std::views::values, is_others) || here->answered.has_others(by);
}

bool take_or_refuse(const side& here, const asked& by, const giver& give, caf::response_promise& answer) {
  item_lease lease;
  const take_outcome outcome = here->queue.try_take(lease);
  if (outcome == take_outcome::over && !others_hold_some(here, by))
    return answer.deliver(end_error()), true;
  if (outcome != take_outcome::taken)
    return false;
  caf::message item = read(here, lease.item().contents());
  give(by, std::move(lease), std::move(item));
  return true;
}

// What is given to nobody would be lost.
caf::error nobody_error() {
  return make_error(errc::invalid_argument, "an item is asked for by a request: it is answered");
}

caf::response_promise answer_taking(const side& here, const asked& by, caf::response_promise answer, giver give) {
  if (!by.who)
    return answer.deliver(nobody_error()), answer;
  here->at->mind(here->self, by.who);
  here->at->wait(here->self, {.by = by,
                              .attempt =
                                [=, give = std::move(give)]() mutable {
                                  try {
                                    return take_or_refuse(here, by, give, answer);
                                  } catch (const error& why) {
                                    return answer.deliver(error_of(why)), true;
                                  }
                                },
                              .refuse = [answer](const caf::error& why) mutable { answer.deliver(why); }});
  return answer;
}

caf::response_promise answer_get(const side& here) {
  const asked by = here->at->now(here->self);
  caf::response_promise promise = here->self->make_response_promise();
  return answer_taking(here, by, promise, [=](const asked& by, item_lease&& lease, caf::message&& item) mutable {
    keep_answered(here, by, std::move(lease));
    answer(here->self, promise, std::move(item));
  });
}

caf::response_promise answer_take(const side& here) {
  const asked by = here->at->now(here->self);
  caf::response_promise promise = here->self->make_response_promise();
  return answer_taking(here, by, promise, [=](const asked& by, item_lease&& lease, caf::message&& item) mutable {
    promise.deliver(keep_leased(here, by, std::move(lease), std::move(item)));
  });
}

// Empty when there is none.
template <class Answer>
caf::result<Answer> answer_try(const side& here, const std::function<Answer(const asked&, item_lease&&)>& found) {
  try {
    const asked by = here->at->now(here->self);
    if (!by.who)
      return nobody_error();
    here->at->mind(here->self, by.who);
    item_lease lease;
    if (here->queue.try_take(lease) != take_outcome::taken)
      return Answer{};
    return found(by, std::move(lease));
  } catch (const error& why) {
    return error_of(why);
  }
}

caf::result<possible_item> answer_try_get(const side& here) {
  return answer_try<possible_item>(here, [&](const asked& by, item_lease&& lease) {
    possible_item found{read(here, lease.item().contents())};
    keep_answered(here, by, std::move(lease));
    return found;
  });
}

caf::result<leased_item> answer_try_take(const side& here) {
  return answer_try<leased_item>(here, [&](const asked& by, item_lease&& lease) {
    caf::message item = read(here, lease.item().contents());
    return keep_leased(here, by, std::move(lease), std::move(item));
  });
}

// -- leases -----------------------------------------------------------------------------------------

caf::result<void> end_lease(const side& here, std::uint64_t number, bool is_done) {
  const auto found = here->leases.find(number);
  if (found == here->leases.end() || found->second.by.who != here->at->now(here->self).who)
    return make_error(errc::not_owner, "the asking actor has no lease " + std::to_string(number) + " of this queue");
  if (is_done)
    here->finish(found->second.lease);
  here->leases.erase(found);
  return caf::unit;
}

// What an actor had taken goes back; what it had got was its own.
void let_go(const side& here, const caf::actor_addr& who) {
  std::erase_if(here->leases, [&](const auto& one) { return one.second.by.who == who; });
  here->answered.settle_all_of(who, finisher(here));
}

// It timed out when the answer was on its way: nobody has got the item, which does not come nearer to the dead letters.
void take_back(const side& here, const asked& which) {
  const auto taken =
    std::ranges::find_if(here->leases, [&](const auto& one) { return one.second.by.name == which.name; });
  if (taken != here->leases.end()) {
    taken->second.lease.undo();
    here->leases.erase(taken);
  }
  if (std::optional<item_lease> got = here->answered.take_back(which))
    got->undo();
}

// -- the rest ---------------------------------------------------------------------------------------

caf::result<void> answer_task_done(const side& here) {
  if (!here->queue.task_done())
    return make_error(errc::invalid_state, "task_done was said more often than items were put into the queue");
  return caf::unit;
}

caf::result<std::vector<dead_letter_item>> answer_dead_letters(const side& here) {
  try {
    std::vector<dead_letter_item> all;
    for (const objects::dead_item& one : here->queue.dead())
      all.push_back({read(here, one.contents), cause_of(one), one.deliveries});
    return all;
  } catch (const error& why) {
    return error_of(why);
  }
}

} // namespace

caf::message_handler queue_door(caf::event_based_actor* self, door* at) {
  const auto here = std::make_shared<queue_side>(self, at);
  at->on_gone = [=](const caf::actor_addr& who) { let_go(here, who); };
  at->on_withdrawn = [=](const asked& which) { take_back(here, which); };
  at->on_closed = [=] { here->close(); };
  const caf::message_handler items{
    [=](const put_item& what) { return if_open<void>(here, [&] { return answer_put(here, what); }); },
    [=](const try_put_item& what) { return if_open<bool>(here, [&] { return answer_try_put(here, what); }); },
    [=](const get_item&) { return answer_get(here); },
    [=](const try_get_item&) { return if_open<possible_item>(here, [&] { return answer_try_get(here); }); },
    [=](const take_item&) { return answer_take(here); },
    [=](const try_take_item&) { return if_open<leased_item>(here, [&] { return answer_try_take(here); }); },
    [=](const item_done& what) { return end_lease(here, what.lease, true); },
    [=](const give_item_back& what) { return end_lease(here, what.lease, false); },
    [=](const late_answers_due&) { here->answered.settle_due(finisher(here)); },
  };
  using count = std::uint64_t;
  return items.or_else(
    [=](const get_size&) { return if_open<count>(here, [&] { return here->queue.size(); }); },
    [=](const is_full&) { return if_open<bool>(here, [&] { return here->queue.is_full(); }); },
    [=](const finish_queue&) { return if_open<void>(here, [&] { return here->queue.finish(), caf::unit; }); },
    [=](const task_done&) { return if_open<void>(here, [&] { return answer_task_done(here); }); },
    [=](const wait_until_done&) { return at->answer_when(self, [=] { return here->queue.all_done(); }); },
    [=](const get_dead_letters&) {
      return if_open<std::vector<dead_letter_item>>(here, [&] { return answer_dead_letters(here); });
    },
    [=](const retry_dead_letters&) { return if_open<count>(here, [&] { return count{here->queue.return_dead()}; }); },
    [=](const drop_dead_letters&) {
      return if_open<void>(here, [&] { return objects::settle(at->in(), here->queue.drop_dead()), caf::unit; });
    },
    [=](const describe&) { return if_open<std::string>(here, [&] { return here->queue.text(); }); });
}

} // namespace troupe::rooms::parallel
