#include "objects/contention.hpp"

#include <thread>

#include "mailbox/spin_lock.hpp"

namespace troupe::rooms::objects {

namespace {

constexpr int first_pauses = 64; // a turn of many steps each is cheaper than the lines that travel with every turn
constexpr int most_pauses = 256;

} // namespace

bool contend(const std::function<bool()>& done) {
  for (int pauses = first_pauses; pauses <= most_pauses; pauses *= 2) {
    for (int i = 0; i < pauses; ++i)
      mailbox::relax();
    if (done())
      return true;
  }
  std::this_thread::yield(); // the holder may need this very CPU
  return done();
}

} // namespace troupe::rooms::objects
