// SMP-26: a consumer that runs for ever is a daemon; the producer waits until everything is dealt with.
#include <troupe/troupe.hpp>

#include <iostream>

void consumer(troupe::joinable_queue<int> q) {
  for (;;) {
    std::cout << q.get() << std::endl;
    q.task_done();
  }
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::joinable_queue<int> q;
  troupe::process{{.daemon = true}, troupe::fn<consumer>, q}.start();
  for (const int each : {1, 2, 3, 4})
    q.put(each);
  q.join();
}
