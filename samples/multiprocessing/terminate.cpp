// SMP-17: a process that hangs is ended from outside. One that listens is better told to end: queue::finish.
#include <troupe/troupe.hpp>

#include <iostream>
#include <thread>

void slow_worker() {
  std::this_thread::sleep_for(std::chrono::hours(1));
  std::cout << "Finished worker\n";
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  std::cout << std::boolalpha;
  troupe::process p{troupe::fn<slow_worker>};
  std::cout << "Before: " << p << ' ' << p.is_alive() << std::endl;
  p.start();
  std::cout << "During: " << p << ' ' << p.is_alive() << std::endl;
  p.terminate();
  std::cout << "Terminate: " << p << ' ' << p.is_alive() << std::endl;
  p.join();
  std::cout << "Joined: " << p << ' ' << p.is_alive() << std::endl;
}
