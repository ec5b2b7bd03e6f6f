// SMP-09: five processes, two of them inside at a time.
#include <troupe/troupe.hpp>

#include <iostream>
#include <thread>

void worker(troupe::semaphore s, std::chrono::milliseconds time) {
  s.acquire();
  std::cout << troupe::current_process().name() << " acquire" << std::endl;
  std::this_thread::sleep_for(time);
  std::cout << troupe::current_process().name() << " release" << std::endl;
  s.release();
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::semaphore s{2};
  for (int i = 0; i < 5; ++i)
    troupe::process{troupe::fn<worker>, s, std::chrono::milliseconds(200 * i)}.start();
}
