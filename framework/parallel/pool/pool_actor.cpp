#include "parallel/pool/pool_actor.hpp"

#include "parallel/pool/pool_room.hpp"

namespace troupe::rooms::parallel {

troupe::behavior pool_actor(troupe::event_based_actor* self, pools* in, std::uint32_t house,
                            const std::shared_ptr<pool_plan>& plan,
                            const std::shared_ptr<supervision::child_request>& request) {
  const auto room = std::make_shared<pool_room>(self, *in, house, *plan, *request);
  const auto sender = [self] { return caf::actor_cast<caf::actor>(self->current_sender()); };
  self->set_down_handler([room, plan, request](const caf::down_msg& down) { room->gone(down.source); });
  return {
    [=](pool_submit& what) { room->submit(sender(), std::move(what)); },
    [=](const pool_cancel& what) { room->cancel(sender(), what); },
    [=](const pool_read& what) { room->has_read(sender(), what.count); },
    [=](pool_done& what) { room->done(std::move(what)); },
    [=](worker_hello& what) { room->hear(std::move(what), sender()); },
    [=](const pool_borrow& what) { return room->lend(what); },
    [=](const pool_return& what) { room->take_back(what.number); },
    [=](const worker_born& what) { room->born(what); },
    [=](const worker_ended& what) { room->ended(what); },
    [=](const worker_buried& what) { room->bury(what.number); },
    [=](const tasks_due&) { room->look_for_late(); },
    [=](const stand_ins_idle&) { room->send_home(); },
    [=](run_tasks& what) {
      const asked by = asked_now(in->host(), self);
      auto promise = self->make_response_promise();
      room->ask(std::move(promise), by, std::move(what));
      return promise;
    },
    [=](const cancel_tasks& what) {
      return room->cancel_asked(caf::actor_cast<caf::actor_addr>(self->current_sender()), what.tag);
    },
    [=](const actor::withdrawn_request& which) { room->withdraw(which); },
    [=](const pool_close&) { room->close(); },
    [=](const pool_terminate&) { room->terminate(); },
    [=](const pool_resize& what) { return room->resize(what.processes); },
    [=](const get_pool_progress&) { return room->progress(); },
    [=](const pool_join&) {
      auto promise = self->make_response_promise();
      room->join(std::move(promise));
      return promise;
    },
    [=](const pool_leave&) { room->leave(); },
  };
}

} // namespace troupe::rooms::parallel
