#include "subjects.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include <sched.h>
#include <unistd.h>

#include <caf/skip.hpp>

#include <troupe/role.hpp>

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
  if (what.what == deed::hang_once)
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

troupe::behavior relay(troupe::event_based_actor* self) {
  const auto kept = std::make_shared<caf::actor>();
  return {
    [=](const keep_role& what) { *kept = what.role; },
    [=](const pass_on& what) { self->send(*kept, what.what); },
    [=](const has_peer& what) { return peer(what.name) == what.role; },
  };
}

} // namespace troupe::tests
