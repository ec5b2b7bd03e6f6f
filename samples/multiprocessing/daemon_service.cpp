// SMP-16: a daemon ends with the program instead of being waited for; joining it with a limit leaves it running.
#include <troupe/troupe.hpp>

#include <iostream>
#include <thread>

using namespace std::chrono_literals;

void my_service() {
  std::this_thread::sleep_for(1h);
  std::cout << "never said\n";
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::process service{{.name = "my_service"}, troupe::fn<my_service>};
  service.set_daemon(true);
  service.start();
  std::cout << "joined: " << service.join_for(100ms) << ", alive: " << service.is_alive() << std::endl;
}
