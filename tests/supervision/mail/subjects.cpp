#include "subjects.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include <sched.h>
#include <unistd.h>

#include <caf/skip.hpp>

#include <troupe/role.hpp>

#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

// Whether it is for the first time.
bool raise_flag(const std::string& flag) {
  const bool is_first = !std::filesystem::exists(flag);
  std::ofstream{flag};
  return is_first;
}

void do_deed(const work& what) {
  const bool is_for_once = what.what == deed::hang_once || what.what == deed::die_once;
  if (is_for_once && !raise_flag(what.flag))
    return;
  if (what.what == deed::hang || what.what == deed::hang_once)
    for (;;)
      ::sched_yield();
  if (what.what == deed::die || what.what == deed::die_once)
    std::raise(SIGSEGV);
  if (what.what == deed::fail)
    throw std::runtime_error("as it was told");
}

} // namespace

troupe::behavior subject(troupe::event_based_actor* self) {
  const auto promised = std::make_shared<std::vector<std::pair<int, caf::response_promise>>>();
  return {
    [=](const work& what) -> caf::result<int> {
      self->send(what.witness, began{what.number, ::getpid()});
      if (what.what == deed::promise) {
        promised->emplace_back(what.number, self->make_response_promise());
        return caf::delegated<int>{};
      }
      do_deed(what);
      return what.number;
    },
    [=](keep_promises) {
      for (auto& [number, promise] : std::exchange(*promised, {}))
        promise.deliver(number);
    },
  };
}

troupe::behavior skipper(troupe::event_based_actor* self) {
  self->set_default_handler(caf::skip);
  const auto note = [=](const later& what) { self->send(what.witness, began{what.number, ::getpid()}); };
  const auto do_work = [=](const work& what) {
    self->send(what.witness, began{what.number, ::getpid()});
    do_deed(what);
  };
  return {do_work, [=](take_skipped) { self->become(do_work, note); }};
}

void send_fill(const caf::actor& role, const caf::actor& witness) {
  troupe::self self;
  self->send(role, fill{queue<int>{}, witness});
}

troupe::behavior patient(troupe::event_based_actor* self) {
  self->set_exit_handler([](caf::exit_msg&) {});
  return {[](const wait_for& what) { return ask<int>(what.whom, what.what); }, [](leave) { return true; }};
}

troupe::behavior leaver(troupe::event_based_actor* self, std::string flag) {
  self->set_default_handler(caf::skip);
  if (!raise_flag(flag))
    return {
      [=](const later& what) { self->send(what.witness, began{what.number, ::getpid()}); },
      [](const work& what) { return what.number; },
      [=](const fill& what) {
        what.what.put(1);
        self->send(what.witness, began{what.what.get(), ::getpid()});
      },
    };
  return {
    [=](const wait_for& what) {
      static_cast<void>(ask<int>(what.whom, what.what));
      self->send(self, leave{}); // behind what has come meanwhile
    },
    [=](leave) { self->quit(); },
  };
}

void blocking_leaver(troupe::blocking_actor* self, const std::string& flag) {
  if (raise_flag(flag)) {
    self->receive([](const wait_for& what) { static_cast<void>(ask<int>(what.whom, what.what)); });
    self->receive([](leave) {}, caf::after(std::chrono::milliseconds(1)) >> [] {});
    return;
  }
  bool is_over = false;
  self->receive_while([&] { return !is_over; })(
    [=](const later& what) { self->send(what.witness, began{what.number, ::getpid()}); },
    [](const work& what) { return what.number; }, [&](leave) { is_over = true; });
}

troupe::behavior inquirer(troupe::event_based_actor* self) {
  return {[=](const ask_once& asked) {
    self->spawn([asked](troupe::event_based_actor* own) {
      own->request(asked.whom, caf::infinite, asked.what).then([=](int got) {
        own->send(asked.what.witness, began{got, ::getpid()});
      });
    });
  }};
}

troupe::behavior relay(troupe::event_based_actor* self) {
  const auto kept = std::make_shared<caf::actor>();
  return {
    [=](const keep_role& what) { *kept = what.role; },
    [=](const pass_on& what) { self->send(*kept, what.what); },
    [](int) {}, // the answer; refused, it would end who has given it
    [=](const has_peer& what) { return peer(what.name) == what.role; },
  };
}

} // namespace troupe::tests
