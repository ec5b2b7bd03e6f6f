/// The barrier by messages: an actor is a party without blocking.
#include <map>

#include "objects/barrier.hpp"
#include "parallel/action_place.hpp"
#include "parallel/kind_doors.hpp"
#include "troupe/barrier.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

caf::error broken() {
  return make_error(errc::broken_barrier, "the barrier is broken: a party died, was too late, or called abort(); "
                                          "reset() it to use it again");
}

/// The action is the user's and may take its time: it runs on a thread of its own, and the house goes on.
struct action_is_over {
  std::string failure; ///< empty: it is well
};

void run_action(caf::blocking_actor* self, const caf::actor& door, const std::function<void()>& action) {
  action_is_over how;
  try {
    action();
  } catch (const std::exception& why) {
    how.failure = why.what();
  } catch (...) {
    how.failure = "something that is no std::exception was thrown";
  }
  self->send(door, how);
}

/// One request: not arrived yet, or waiting.
struct actor_party {
  objects::party me{objects::arrival::closed, nullptr};
  caf::response_promise answer;
};
using party_ptr = std::shared_ptr<actor_party>;

struct party_is_late {
  std::uint64_t number = 0;
};

class barrier_side : public std::enable_shared_from_this<barrier_side> {
public:
  barrier_side(caf::event_based_actor* self, door* at) : self_(self), at_(at) {}

  caf::result<std::uint64_t> answer_wait() {
    const auto one = std::make_shared<actor_party>();
    const asked by = at_->now(self_);
    one->answer = self_->make_response_promise();
    const caf::response_promise promise = one->answer;
    const auto here = shared_from_this();
    limit(one);
    at_->wait(self_, {.by = by,
                      .attempt = [=] { return here->go_on(one); },
                      .forget = [=] { here->leave(*one); },
                      .refuse = [=](const caf::error& why) { one->answer.deliver(why); }});
    return promise;
  }

  void end_action(const action_is_over& how) {
    const party_ptr one = std::exchange(acting_, nullptr);
    if (!one || one->me.wait == nullptr)
      return; // broken meanwhile
    if (how.failure.empty())
      objects::end_action(at_->in(), at_->entry(), *one->me.wait);
    else
      objects::break_barrier(at_->in(), at_->entry());
    at_->look();
  }

  void end_late(const party_is_late& which) {
    const auto found = limited_.find(which.number);
    const party_ptr one = found != limited_.end() ? found->second.lock() : nullptr;
    limited_.erase(which.number);
    if (!one || one->me.wait == nullptr)
      return;
    objects::break_barrier(at_->in(), at_->entry());
    at_->look();
  }

private:
  void limit(const party_ptr& one) {
    const auto limit = objects::limit_of_barrier(at_->entry());
    if (limit == objects::no_limit)
      return;
    limited_.emplace(++last_number_, one);
    self_->delayed_send(self_, limit, party_is_late{last_number_});
  }

  bool arrive(const party_ptr& one) {
    const auto action = find_action(objects::action_of_barrier(at_->entry()));
    one->me = objects::arrive(at_->in(), at_->entry(), static_cast<bool>(action));
    if (one->me.how == objects::arrival::acts) {
      acting_ = one;
      self_->spawn<caf::detached>(run_action, caf::actor_cast<caf::actor>(self_), action);
    }
    return one->me.wait != nullptr;
  }

  bool go_on(const party_ptr& one) {
    if (one->me.wait == nullptr && !arrive(one)) {
      if (one->me.how == objects::arrival::closed)
        return false;
      one->answer.deliver(broken());
      return true;
    }
    const objects::wait_state how = objects::state_of_party(*one->me.wait);
    if (how == objects::waiting)
      return false;
    const std::uint64_t index = objects::index_of(*one->me.wait);
    leave(*one);
    if (how == objects::passed)
      one->answer.deliver(index);
    else
      one->answer.deliver(broken());
    return true;
  }

  void leave(actor_party& one) {
    if (one.me.wait != nullptr)
      objects::leave(at_->in(), at_->entry(), *std::exchange(one.me.wait, nullptr));
  }

  caf::event_based_actor* self_;
  door* at_;
  party_ptr acting_;
  std::map<std::uint64_t, std::weak_ptr<actor_party>> limited_;
  std::uint64_t last_number_ = 0;
};

} // namespace

caf::message_handler barrier_door(caf::event_based_actor* self, door* at) {
  const auto here = std::make_shared<barrier_side>(self, at);
  return {
    [=](const wait_at_barrier&) { return here->answer_wait(); },
    [=](const abort_barrier&) { objects::break_barrier(at->in(), at->entry()); },
    [=](const reset_barrier&) { objects::reset_barrier(at->in(), at->entry()); },
    [=](const get_barrier_state&) {
      return barrier_state{objects::parties_of(at->entry()), objects::arrived_at(at->in(), at->entry()),
                           objects::is_broken(at->entry())};
    },
    [=](const action_is_over& how) { here->end_action(how); },
    [=](const party_is_late& which) { here->end_late(which); },
    [=](const describe&) { return objects::text_of_barrier(at->in(), at->entry()); },
  };
}

} // namespace troupe::rooms::parallel
