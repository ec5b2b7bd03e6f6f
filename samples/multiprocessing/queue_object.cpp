// SMP-01: any plain struct travels through a queue, and is itself again where it is taken out.
#include <troupe/troupe.hpp>

#include <iostream>

struct fancy {
  std::string name;
  void do_something() const {
    std::cout << "Doing something fancy in " << troupe::current_process().name() << " for " << name << "!\n";
  }
};

void worker(troupe::queue<fancy> q) { q.get().do_something(); }

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::queue<fancy> q;
  troupe::process p{troupe::fn<worker>, q};
  p.start();
  q.put({"Fancy Dan"}); // it is in the queue when this returns: there is no thread to join
  q.close();
  p.join();
}
