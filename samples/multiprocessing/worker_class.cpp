// SMP-21: an object with a `run` is a process too; its fields travel, and it is named after its class.
#include <troupe/troupe.hpp>

#include <iostream>

struct Worker {
  void run() const { std::cout << "In " << troupe::current_process().name() << '\n'; }
};

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  for (int i = 0; i < 5; ++i)
    troupe::process{Worker{}}.start();
}
