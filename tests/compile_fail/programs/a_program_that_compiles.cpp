// accepted
#include <troupe/troupe.hpp>

struct add {
  int amount;
};

troupe::behavior counter(troupe::event_based_actor*, int, const std::string&) {
  return {[](const add&) {}, [](int x) { return x; }};
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  const caf::actor c = troupe::spawn({.name = "counter"}, troupe::fn<counter>, 5, "five");
  troupe::self self;
  self->send(c, add{2});
}
