#include "talkers.hpp"

namespace troupe::tests {
namespace {

// Asks one after the other, and adds the answers up.
void ask_next(stateful_actor<talker_state>* self, std::size_t next, int number, int sum,
              caf::response_promise promise) {
  if (next == self->state.kept.size())
    return promise.deliver(sum);
  self->request(self->state.kept[next], 20s, question{number})
    .then([=](int x) { ask_next(self, next + 1, number, sum + x, promise); },
          [=](error_value& why) mutable { promise.deliver(std::move(why)); });
}

} // namespace

behavior talker(stateful_actor<talker_state>* self) {
  return {
    [](const question& what) { return what.number * 2; },
    [](const std::vector<double>&) { return 0; },
    [](const ballast&) {},
    [=](const answer_never&) {
      self->state.promises.push_back(self->make_response_promise());
      return self->state.promises.back();
    },
    [=](const drop_promise&) { return self->make_response_promise(); },
    [=](const drop_promises&) {
      self->state.promises.clear();
      return 0;
    },
    [=](const link_with_asker&) {
      self->link_to(caf::actor_cast<caf::actor>(self->current_sender()));
      return 1;
    },
    [=](const unlink_from_asker&) {
      self->unlink_from(caf::actor_cast<caf::actor>(self->current_sender()));
      return 1;
    },
    [=](const quit_with& what) { self->quit(make_error(errc::cancelled, what.why)); },
    [=](const pass_on& what) { return self->delegate(what.to, question{21}); },
    [=](const keep_handle& what) { self->state.kept.insert(self->state.kept.end(), what.all.begin(), what.all.end()); },
    [=](const drop_handles&) {
      self->state.kept.clear();
      return 0;
    },
    [=](const ask_all& what) {
      auto promise = self->make_response_promise();
      ask_next(self, 0, what.number, 0, promise);
      return promise;
    },
    [=](const link_with& what) {
      self->link_to(what.whom);
      return 1;
    },
    [](const throw_something& what) -> int { throw std::out_of_range(what.what); },
  };
}

caf::actor make_talker(host& at) { return at.system().spawn(talker); }

} // namespace troupe::tests
