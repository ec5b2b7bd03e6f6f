// SMP-20: the same with less of it: a level may be set at any time, and holds for what is started afterwards.
#include <troupe/troupe.hpp>

#include <iostream>

void worker() { std::cout << "Doing some work" << std::endl; }

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::log_to_stderr();
  troupe::set_log_level(troupe::level::info);
  troupe::process p{troupe::fn<worker>};
  p.start();
  p.join();
}
