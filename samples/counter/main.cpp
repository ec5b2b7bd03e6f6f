// An actor in a process of its own: spawned, asked, monitored, killed.
#include <troupe/troupe.hpp>

#include <iostream>

struct add {
  int amount;
};
struct get {};
struct counter_state {
  int value = 0;
};

troupe::behavior counter(troupe::stateful_actor<counter_state>* self, int start) {
  self->state.value = start;
  return {
    [=](const add& m) { self->state.value += m.amount; },
    [=](const get&) { return self->state.value; },
  };
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};

  caf::actor c = troupe::spawn({.name = "counter"}, troupe::fn<counter>, 5);
  troupe::self self;
  self->monitor(c);
  std::cout << "spawned: another process, " << (troupe::process_of(c).pid() != troupe::current_process().pid()) << '\n';

  self->send(c, add{2});
  self->request(c, std::chrono::seconds(5), get{})
    .receive([](int n) { std::cout << "asked: " << n << '\n'; },
             [](const troupe::error_value& e) { std::cout << "asked: " << troupe::text(e) << '\n'; });

  troupe::kill_process_of(c);
  self->receive([](const troupe::down_msg& down) { std::cout << "monitored: " << troupe::text(down.reason) << '\n'; });

  self->request(c, caf::infinite, get{})
    .receive([](int n) { std::cout << "asked again: " << n << '\n'; },
             [](const troupe::error_value& e) { std::cout << "asked again: " << troupe::text(e) << '\n'; });
}
