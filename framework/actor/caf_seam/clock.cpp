#include "actor/caf_seam/clock.hpp"

#include <caf/sec.hpp>

#include "actor/caf_seam/awaited_answers.hpp"

namespace troupe::rooms::actor {
namespace {

bool is_over(const failed_request& which) {
  const caf::strong_actor_ptr requester = which.requester.lock();
  return !requester || !may_await(*requester->get(), which.answer);
}

} // namespace

template <class Change>
void clock::apply(Change change) {
  bool earlier = false;
  {
    const std::scoped_lock hold{lock_};
    change();
    earlier = update_next();
  }
  if (earlier)
    on_earlier_();
}

bool clock::update_next() noexcept {
  const os::time_point now_first = schedule_.empty() ? os::never : schedule_.begin()->first;
  return now_first < next_.exchange(now_first, std::memory_order_relaxed);
}

std::size_t clock::fire(os::time_point present, bool in_handler) {
  // CAF keeps the timeouts of answered requests until they fire. Those that went elsewhere are taken
  // back when the answer arrives; here are the others. Who is in its handler may be about to say that it awaits one.
  if (!in_handler)
    requests_.forget_local(&is_over);
  const std::vector<failed_request> late = requests_.take_due(present);
  for (const failed_request& one : late) {
    if (const caf::strong_actor_ptr requester = one.requester.lock())
      requester->get()->eq_impl(one.answer, requester, nullptr, caf::make_error(caf::sec::request_timeout));
    on_late_(one);
  }
  std::vector<unique_delayed_event_ptr> due;
  apply([&] {
    while (!schedule_.empty() && schedule_.begin()->first <= present) {
      const auto first = schedule_.begin();
      if (first->second->backlink != actor_lookup_.end())
        actor_lookup_.erase(first->second->backlink);
      due.push_back(std::move(first->second));
      schedule_.erase(first);
    }
  });
  for (const unique_delayed_event_ptr& one : due)
    try_ship(*one);
  return late.size() + due.size();
}

// What a user's codec throws would be thrown at whoever waits here, and take what else is due along.
void clock::try_ship(delayed_event& which) {
  try {
    ship(which);
  } catch (...) {
    on_unsent_(std::current_exception());
  }
}

void clock::set_ordinary_timeout(time_point when, caf::abstract_actor* self, caf::atom_value type, std::uint64_t id) {
  apply([&] { base::set_ordinary_timeout(when, self, type, id); });
}

void clock::set_multi_timeout(time_point when, caf::abstract_actor* self, caf::atom_value type, std::uint64_t id) {
  apply([&] { base::set_multi_timeout(when, self, type, id); });
}

void clock::set_request_timeout(time_point when, caf::abstract_actor* self, caf::message_id id) {
  const bool earlier = when < next();
  requests_.set_deadline(self->ctrl(), id, when);
  if (earlier)
    on_earlier_();
}

void clock::cancel_ordinary_timeout(caf::abstract_actor* self, caf::atom_value type) {
  apply([&] { base::cancel_ordinary_timeout(self, type); });
}

void clock::cancel_request_timeout(caf::abstract_actor* self, caf::message_id id) {
  requests_.answered_here(key_of(self->id(), id));
}

void clock::cancel_timeouts(caf::abstract_actor* self) {
  if (next_.load(std::memory_order_relaxed) != os::never)
    apply([&] { base::cancel_timeouts(self); });
}

void clock::schedule_message(time_point when, caf::strong_actor_ptr receiver, caf::mailbox_element_ptr content) {
  apply([&] { base::schedule_message(when, std::move(receiver), std::move(content)); });
}

void clock::schedule_message(time_point when, caf::group target, caf::strong_actor_ptr sender, caf::message content) {
  apply([&] { base::schedule_message(when, std::move(target), std::move(sender), std::move(content)); });
}

void clock::cancel_all() {
  schedule_map gone;
  apply([&] {
    actor_lookup_.clear();
    gone.swap(schedule_);
  });
}

} // namespace troupe::rooms::actor
