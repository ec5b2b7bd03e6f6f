// SMP-04: processes wait for a flag, for ever or for two seconds.
#include <troupe/troupe.hpp>

#include <iostream>
#include <thread>

using namespace std::chrono_literals;

void wait_for_event(troupe::event e) {
  std::cout << "wait_for_event: starting" << std::endl;
  e.wait();
  std::cout << "wait_for_event: e.is_set()-> " << e.is_set() << std::endl;
}

void wait_for_event_timeout(troupe::event e, std::chrono::seconds limit) {
  std::cout << "wait_for_event_timeout: starting" << std::endl;
  e.wait_for(limit);
  std::cout << "wait_for_event_timeout: e.is_set()-> " << e.is_set() << std::endl;
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::event e;
  troupe::process{{.name = "block"}, troupe::fn<wait_for_event>, e}.start();
  troupe::process{{.name = "non-block"}, troupe::fn<wait_for_event_timeout>, e, 2s}.start();
  std::cout << "main: waiting before calling e.set()" << std::endl;
  std::this_thread::sleep_for(3s);
  e.set();
  std::cout << "main: event is set" << std::endl;
}
