// SMP-14: five processes, each of which runs one function.
#include <troupe/troupe.hpp>

#include <iostream>

void worker() { std::cout << "Worker\n"; }

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  for (int i = 0; i < 5; ++i)
    troupe::process{troupe::fn<worker>}.start();
} // waits for all of them
