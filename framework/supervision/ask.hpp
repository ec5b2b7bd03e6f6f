/// Asking an actor from plain code and handlers, as the calls of public handles do.
#pragma once

#include <optional>

#include "actor/host.hpp"
#include "supervision/supervisor.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::supervision {

/// Waits for the answer, with the mail of this process flowing, and throws its error.
/// Fails: contract_error without a system.
template <class Answer, class Request>
Answer ask(const caf::actor& whom, const Request& request) {
  troupe::self self;
  std::optional<Answer> answer;
  self->request(whom, caf::infinite, request)
    .receive([&](Answer& value) { answer = std::move(value); }, [](const error_value& why) { throw_error(why); });
  return std::move(*answer);
}

/// The same for an operation that answers nothing.
template <class Request>
void tell(const caf::actor& whom, const Request& request) {
  troupe::self self;
  self->request(whom, caf::infinite, request).receive([] {}, [](const error_value& why) { throw_error(why); });
}

inline caf::actor supervisor_handle() {
  actor::host& here = actor::current_host();
  const supervisor_place place = find_supervisor();
  return here.handle_of(place.where, place.actor);
}

template <class Answer, class Request>
Answer ask_supervisor(const Request& request) {
  return ask<Answer>(supervisor_handle(), request);
}

} // namespace troupe::rooms::supervision
