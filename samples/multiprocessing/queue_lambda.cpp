// SMP-02: the same, and the process runs a lambda.
#include <troupe/troupe.hpp>

#include <iostream>

struct fancy {
  std::string name;
  void do_something() const {
    std::cout << "Doing something fancy in " << troupe::current_process().name() << " for " << name << '\n';
  }
};

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::queue<fancy> q;
  troupe::process p{troupe::fn<[](const troupe::queue<fancy>& from) { from.get().do_something(); }>, q};
  p.start();
  q.put({"Fancy Dan"});
  p.join();
}
