/// The two doors to a shared object: calls, and messages to its address from an event-based actor.
#pragma once

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include <troupe/troupe.hpp>

namespace troupe::tests {

struct direct {
  static constexpr const char* name = "direct";
};
struct messages {
  static constexpr const char* name = "messages";
};
using flavours = testing::Types<direct, messages>;

struct flavour_names {
  template <class Flavour>
  static std::string GetName(int) {
    return Flavour::name;
  }
};

/// An event-based actor of this process asks `whom`; the calling thread waits for the answer. Throws the error.
template <class Answer, class Question>
Answer ask_from_an_actor(const caf::actor& whom, const Question& what) {
  troupe::self self;
  const caf::actor here = self;
  self->home_system().spawn([=](troupe::event_based_actor* asker) {
    asker->request(whom, caf::infinite, what)
      .then([=](const Answer& answer) { asker->send(here, answer); },
            [=](const error_value& why) { asker->send(here, why); });
  });
  std::optional<Answer> answer;
  self->receive([&](const Answer& value) { answer = value; }, [](const error_value& why) { throw_error(why); });
  return *answer;
}

/// The same for an operation whose answer says no more than that it is done.
template <class Question>
void tell_from_an_actor(const caf::actor& whom, const Question& what) {
  troupe::self self;
  const caf::actor here = self;
  self->home_system().spawn([=](troupe::event_based_actor* asker) {
    asker->request(whom, caf::infinite, what)
      .then([=] { asker->send(here, true); }, [=](const error_value& why) { asker->send(here, why); });
  });
  self->receive([](bool) {}, [](const error_value& why) { throw_error(why); });
}

} // namespace troupe::tests
