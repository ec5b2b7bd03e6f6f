// SMP-19: what the framework has to say about its processes, on standard error.
#include <troupe/troupe.hpp>

#include <iostream>

void worker() { std::cout << "Doing some work" << std::endl; }

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::log_to_stderr(troupe::level::debug);
  troupe::process p{troupe::fn<worker>};
  p.start();
  p.join();
}
