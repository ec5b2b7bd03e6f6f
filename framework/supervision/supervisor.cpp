#include "supervision/supervisor.hpp"

#include "supervision/words.hpp"

namespace troupe::rooms::supervision {

namespace {

supervisor_place present;

std::vector<std::uint64_t> arguments_of(const spawn_request& asked) {
  return to_words(worker_order{present.where.incarnation, present.actor, asked.log, asked.parameters});
}

} // namespace

troupe::behavior supervisor(troupe::event_based_actor* self, lives* of, actor::host* host, spawn::start_method method) {
  return {
    [=](const spawn_request& asked) {
      auto promise = self->make_response_promise();
      of->start({asked.name, method, asked.entry, arguments_of(asked)}, [=](const start_outcome& how) mutable {
        if (how.code == errc::none)
          promise.deliver(host->handle_of(how.who, how.actor));
        else
          promise.deliver(make_error(how.code, how.text));
      });
      return promise;
    },
    [=](const signal_request& asked) { return of->signal({asked.slot, asked.incarnation}, asked.number); },
  };
}

void set_supervisor(supervisor_place place) noexcept { present = place; }

supervisor_place find_supervisor() noexcept { return present; }

} // namespace troupe::rooms::supervision
