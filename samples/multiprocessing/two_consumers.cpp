// SMP-27: several consumers share a queue as they are; each item goes to one of them.
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
  for (int i = 0; i < 2; ++i)
    troupe::process{{.daemon = true}, troupe::fn<consumer>, q}.start();
  for (const int each : {1, 2, 3, 4})
    q.put(each);
  q.join();
}
