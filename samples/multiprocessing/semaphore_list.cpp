// SMP-08: ten processes, three of them inside at a time, and a shared list of who is inside.
#include <troupe/troupe.hpp>

#include <iostream>
#include <thread>

void worker(troupe::semaphore s, troupe::list<std::string> inside, std::chrono::milliseconds time) {
  const std::scoped_lock hold{s};
  const std::string name = troupe::current_process().name();
  inside.push_back(name);
  std::cout << "Activating " + name + " now running " + inside.text() << std::endl;
  std::this_thread::sleep_for(time);
  inside.remove(name);
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::manager m;
  const auto inside = m.list<std::string>();
  const troupe::semaphore s{3};
  std::vector<troupe::process> jobs;
  for (int i = 0; i < 10; ++i) {
    const std::chrono::milliseconds time(50 + i * 37 % 100);
    jobs.emplace_back(troupe::process_options{.name = std::to_string(i)}, troupe::fn<worker>, s, inside, time).start();
  }
  for (troupe::process& each : jobs)
    while (!each.join_for(std::chrono::milliseconds(100)))
      std::cout << "Now running " << inside << std::endl;
  std::cout << "Now running " << inside << std::endl;
}
