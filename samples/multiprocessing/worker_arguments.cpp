// SMP-14: arguments travel to the process, whatever their types.
#include <troupe/troupe.hpp>

#include <iostream>

void worker(int number) { std::cout << "Worker " << number << '\n'; }

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  for (int i = 0; i < 5; ++i)
    troupe::process{troupe::fn<worker>, i}.start();
}
