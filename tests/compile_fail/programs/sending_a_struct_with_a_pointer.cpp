// refused: troupe: this type cannot travel to another process
#include <troupe/troupe.hpp>

struct node {
  int value;
  node* next;
};

void tell(const caf::actor& other) {
  troupe::self self;
  self->send(other, node{1, nullptr});
}
