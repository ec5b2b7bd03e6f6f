// refused: troupe: a pointer cannot travel to another process
#include <troupe/troupe.hpp>

void tell(const caf::actor& other) {
  troupe::self self;
  int here = 1;
  self->send(other, &here);
}
