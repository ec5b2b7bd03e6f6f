#include "supervision/supervisor.hpp"

#include "actor/role.hpp"
#include "supervision/tree_runner.hpp"
#include "troupe/error.hpp"
#include "troupe/value_words.hpp"

namespace troupe::rooms::supervision {

namespace {

supervisor_place present;

/// An exception would end the supervisor.
template <class Answer>
caf::result<caf::actor> answered(Answer answer) {
  try {
    return answer();
  } catch (const error& why) {
    return make_error(why.code(), why.what());
  }
}

tree_runner& running(const present_tree& tree) {
  if (tree_runner* const now = tree())
    return *now;
  throw unknown_name("no tree runs in this system: it has no roles");
}

std::vector<std::uint64_t> arguments_of(const spawn_request& asked) {
  return wire::to_words(worker_order{present.where.incarnation, present.actor, asked.log, {}, asked.parameters});
}

} // namespace

troupe::behavior supervisor(troupe::event_based_actor* self, lives* of, processes* functions, actor::host* host,
                            start_method method, const child_maker& children, const present_tree& tree) {
  return {
    [=](child_request& asked) { return children(std::move(asked)); },
    [=](process_request& asked) -> caf::result<process_reply> {
      if (!asked.start_now)
        return process_reply{functions->describe(std::move(asked)), 0, 0, 0};
      auto promise = self->make_response_promise<process_reply>();
      functions->start(std::move(asked), [=](const caf::actor& address, const start_outcome& how) mutable {
        if (how.code == errc::none)
          promise.deliver(process_reply{address, how.who.slot, how.who.incarnation, how.pid});
        else
          promise.deliver(make_error(how.code, how.text));
      });
      return promise;
    },
    [=](const address_request& asked) -> caf::result<caf::actor> {
      if (const caf::actor found = functions->address_of({asked.slot, asked.incarnation}))
        return found;
      if (asked.slot < mailbox::first_worker_slot)
        return make_error(errc::invalid_argument, "that is the program itself, which ends by returning from main");
      return make_error(errc::invalid_argument, "no function runs in worker " + std::to_string(asked.slot) +
                                                  ": it is over, or it hosts an actor, which has a handle of its own");
    },
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
    [=](const role_request& asked) {
      return answered([&] { return host->handle_of(running(tree).role_named(asked.name), actor::role_actor); });
    },
    [=](const incarnation_request& asked) {
      return answered([&] { return running(tree).mail().incarnation_of(host->address_of(asked.role)); });
    },
    [=](const watch_request& asked) {
      return answered([&] {
        roles& mail = running(tree).mail();
        const mailbox::address role = host->address_of(asked.role);
        asked.begins ? mail.watch(role, asked.watcher) : mail.unwatch(role, asked.watcher);
        return asked.role;
      });
    },
    [=](const signal_request& asked) { return of->signal({asked.slot, asked.incarnation}, asked.number); },
  };
}

void set_supervisor(supervisor_place place) noexcept { present = place; }

supervisor_place find_supervisor() noexcept { return present; }

} // namespace troupe::rooms::supervision
