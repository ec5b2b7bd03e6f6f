#include "parallel/door.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "os/fault_point.hpp"

namespace troupe::rooms::parallel {

namespace {

using makers = std::array<door_maker, static_cast<std::size_t>(objects::object_kind::last_kind_) + 1>;

makers& all_makers() noexcept {
  static makers all{};
  return all;
}

caf::error gone_error() { return make_error(errc::invalid_state, "the object is gone: its last handle was dropped"); }

} // namespace

bool set_door(objects::object_kind kind, door_maker make) noexcept {
  all_makers()[static_cast<std::size_t>(kind)] = make;
  return true;
}

door_maker door_of(objects::object_kind kind) noexcept { return all_makers()[static_cast<std::size_t>(kind)]; }

door::door(lobby& in, objects::object_id object) noexcept
  : lobby_(in), entry_(in.in().entry(objects::index_in(object))), id_(object) {}

asked asked_now(const actor::host& here, caf::event_based_actor* self) {
  const caf::strong_actor_ptr& sender = self->current_sender();
  if (!sender)
    return {};
  const mailbox::address home = here.address_of(caf::actor_cast<caf::actor>(sender));
  return {caf::actor_cast<caf::actor_addr>(sender),
          {home, sender->id(), self->current_message_id().request_id().integer_value()}};
}

objects::mutex_owner door::mind(caf::event_based_actor* self, const caf::actor_addr& who) {
  if (closed_ || !minded_.insert(who).second)
    return lobby_.owner(who);
  self->monitor(who);
  return lobby_.enter(who);
}

// -- waiting ----------------------------------------------------------------------------------------

// Watched before the second attempt: a change between the first and the watch would ring nobody.
void door::wait(caf::event_based_actor* self, waiting_request what) {
  if (closed_)
    return what.refuse(gone_error());
  if (!has_waiting(what.line) && what.attempt())
    return;
  if (what.by.who)
    mind(self, what.by.who);
  lobby_.begin_watch(entry_);
  if (what.also != nullptr)
    lobby_.begin_watch(*what.also);
  waits_.push_back({std::move(what)});
  look();
}

caf::result<void> door::answer_when(caf::event_based_actor* self, std::function<bool()> attempt,
                                    objects::object_entry* also) {
  const asked by = now(self);
  auto answer = self->make_response_promise();
  wait(self, {.by = by,
              .attempt =
                [attempt = std::move(attempt), answer]() mutable {
                  const bool done = attempt();
                  if (done)
                    answer.deliver(caf::unit_t{});
                  return done;
                },
              .refuse = [answer](const caf::error& why) mutable { answer.deliver(why); },
              .also = also});
  return answer;
}

bool door::has_waiting(const void* line) const noexcept {
  return line != nullptr && std::ranges::any_of(waits_, [&](const waiter& one) { return one.what.line == line; });
}

void door::look() {
  std::vector<const void*> held_up;
  for (waiter& one : waits_) {
    const void* const line = one.what.line;
    const bool has_turn = line == nullptr || std::ranges::find(held_up, line) == held_up.end();
    one.over = one.over || (has_turn && one.what.attempt());
    if (has_turn && line != nullptr && !one.over)
      held_up.push_back(line);
  }
  os::pass_fault_point("parallel.door.looked");
  drop_over();
}

void door::drop_over() {
  for (const waiter& one : waits_)
    if (one.over) {
      lobby_.end_watch(entry_);
      if (one.what.also != nullptr)
        lobby_.end_watch(*one.what.also);
    }
  std::erase_if(waits_, [](const waiter& one) { return one.over; });
}

void door::drop_if(const std::function<bool(const asked&)>& unwanted) {
  for (waiter& one : waits_)
    if (unwanted(one.what.by)) {
      one.over = true;
      if (one.what.forget)
        one.what.forget();
    }
  drop_over();
}

// -- ends -------------------------------------------------------------------------------------------

void door::gone(const caf::actor_addr& who) {
  if (closed_ || minded_.erase(who) == 0)
    return;
  drop_if([&](const asked& by) { return by.who == who; });
  if (on_gone)
    on_gone(who);
  lobby_.leave(who);
}

void door::withdrawn(const actor::withdrawn_request& which) {
  if (closed_)
    return;
  const std::size_t before = waits_.size();
  asked name{{}, which};
  drop_if([&](const asked& by) { return by.name == which; });
  if (waits_.size() != before || !on_withdrawn)
    return;
  on_withdrawn(name);
  look(); // what came back is somebody else's now
}

// The entry may be another object's already: it is not touched.
void door::close() {
  closed_ = true;
  lobby_.forget_watches(entry_);
  for (const waiter& one : std::exchange(waits_, {})) {
    if (one.what.also != nullptr)
      lobby_.end_watch(*one.what.also);
    one.what.refuse(gone_error());
  }
  if (on_closed)
    on_closed();
  for (const caf::actor_addr& who : std::exchange(minded_, {}))
    lobby_.leave(who);
}

} // namespace troupe::rooms::parallel
