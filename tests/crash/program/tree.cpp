// A tree whose actor is killed by a message twice, so that the message is a dead letter then: for tests that kill the
// root at each step between a death and the next life.
#include <troupe/troupe.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <troupe/role.hpp>
#include <troupe/supervisor.hpp>

namespace {

using namespace std::chrono_literals;

struct poison {};

troupe::behavior subject(troupe::event_based_actor*) {
  return {
    [](int x) { return x; },
    [](poison) { std::raise(SIGKILL); },
  };
}

void live() {
  troupe::supervisor root;
  root.add({.name = "subject",
            .run = troupe::fn<subject>,
            .backoff = {.initial = 1ms, .max = 2ms},
            .delivery = troupe::at_least_once,
            .max_deliveries = 2});
  root.start();
  const caf::actor role = troupe::whereis("subject");
  troupe::self self;
  self->send(role, poison{});
  self->request(role, 20s, 1)
    .receive([](int) {}, [](const troupe::error_value& why) { std::puts(troupe::text(why).c_str()); });
  root.stop();
  static_cast<void>(root.wait());
}

} // namespace

int main(int argc, char** argv) {
  troupe::system sys{argc, argv, {.grace = 300ms}};
  live();
  std::puts("ended");
}
