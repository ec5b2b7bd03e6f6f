// SMP-05: two processes take turns at one stream, with a guard and by hand.
#include <troupe/troupe.hpp>

#include <iostream>
#include <mutex>

void worker_with(troupe::mutex m) {
  std::scoped_lock hold{m};
  std::cout << "Lock acquired via with" << std::endl;
}

void worker_no_with(troupe::mutex m) {
  m.lock();
  std::cout << "Lock acquired directly" << std::endl;
  m.unlock(); // were this never reached, the next one would get the mutex all the same, and be told
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::mutex m;
  troupe::process w{troupe::fn<worker_with>, m};
  troupe::process nw{troupe::fn<worker_no_with>, m};
  w.start();
  nw.start();
  w.join();
  nw.join();
}
