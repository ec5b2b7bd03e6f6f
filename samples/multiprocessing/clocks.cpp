// SMP-22: three clocks side by side, waited for, and what is known of a process that is over.
#include <troupe/troupe.hpp>

#include <iostream>
#include <thread>

void tick(const std::string& name, std::chrono::milliseconds interval) {
  for (int i = 0; i < 5; ++i) {
    std::cout << name << "->The time is " << troupe::text(std::chrono::system_clock::now()) << std::endl;
    std::this_thread::sleep_for(interval);
  }
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  std::vector<troupe::process> clocks;
  for (const std::string name : {"Worker", "Worker_2", "Worker_3"})
    clocks.emplace_back(troupe::fn<tick>, name, std::chrono::milliseconds(100));
  for (const troupe::process& each : clocks)
    each.start();
  for (const troupe::process& each : clocks)
    each.join();
  for (const troupe::process& each : clocks)
    std::cout << "pid " << *each.pid() << ", name " << each.name() << ", alive " << each.is_alive() << std::endl;
  std::cout << "The number of CPU is: " << troupe::cpu_count() << std::endl;
}
