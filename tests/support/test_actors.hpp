/// Actors and a system for tests.
#pragma once

#include <csignal>
#include <cstdlib>
#include <optional>
#include <sched.h>
#include <string_view>

#include <troupe/troupe.hpp>

#include "os/poll.hpp"

namespace troupe::tests {

/// fork_server, unless the program is run for the other (TROUPE_TEST_START=exec).
inline start_method start_method_under_test() {
  const char* const wanted = std::getenv("TROUPE_TEST_START");
  return wanted != nullptr && std::string_view{wanted} == "exec" ? troupe::exec : fork_server;
}

inline system_options options_under_test() {
  system_options options;
  options.start = start_method_under_test();
  return options;
}

class a_system {
public:
  explicit a_system(const system_options& options = options_under_test()) : system_{1, argv_, options} {}
  system* operator->() { return &system_; }

private:
  char name_[5] = "test";
  char* argv_[2] = {name_, nullptr};
  system system_;
};

/// Asks from plain code; throws the error.
template <class Answer, class Question>
Answer ask(const caf::actor& whom, const Question& what) {
  troupe::self self;
  std::optional<Answer> answer;
  self->request(whom, caf::infinite, what)
    .receive([&](const Answer& value) { answer = value; }, [](const error_value& why) { throw_error(why); });
  return *answer;
}

inline troupe::behavior echo(troupe::event_based_actor*) {
  return {[](int x) { return x; }};
}

[[noreturn]] inline void hang() {
  for (;;)
    sched_yield();
}

inline troupe::behavior hanging(troupe::event_based_actor*) {
  return {[](int) { hang(); }};
}

inline troupe::behavior hanging_without_sigterm(troupe::event_based_actor*) {
  std::signal(SIGTERM, SIG_IGN);
  return {[](int) { hang(); }};
}

} // namespace troupe::tests
