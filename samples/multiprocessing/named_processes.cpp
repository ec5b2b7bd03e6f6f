// SMP-15: processes have names, given ones or Process-<n>, and know their own.
#include <troupe/troupe.hpp>

#include <iostream>
#include <thread>

using namespace std::chrono_literals;

void work(std::chrono::milliseconds time) {
  const std::string name = troupe::current_process().name();
  std::cout << name << " Starting" << std::endl;
  std::this_thread::sleep_for(time);
  std::cout << name << " Exiting" << std::endl;
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::process service{{.name = "my_service"}, troupe::fn<work>, 300ms};
  troupe::process worker_1{{.name = "worker 1"}, troupe::fn<work>, 200ms};
  troupe::process worker_2{troupe::fn<work>, 200ms}; // Process-3
  worker_1.start();
  worker_2.start();
  service.start();
}
