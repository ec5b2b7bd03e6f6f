// refused: troupe: this type cannot travel to another process
#include <troupe/troupe.hpp>

class account {
public:
  explicit account(int balance) : balance_(balance) {}
  int balance() const { return balance_; }

private:
  int balance_;
};

void tell(const caf::actor& other) {
  troupe::self self;
  self->send(other, account{1});
}
