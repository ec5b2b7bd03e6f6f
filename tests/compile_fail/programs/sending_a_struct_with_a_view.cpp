// refused: troupe: this type cannot travel to another process
#include <troupe/troupe.hpp>

struct record {
  int number;
  std::string_view name;
};

void tell(const caf::actor& other) {
  troupe::self self;
  self->send(other, record{1, "one"});
}
