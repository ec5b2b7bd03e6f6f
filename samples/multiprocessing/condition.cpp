// SMP-07: a second stage runs in two processes once the first stage is done.
#include <troupe/troupe.hpp>

#include <iostream>
#include <mutex>

void stage_1(troupe::condition c, troupe::event done) {
  const std::string name = troupe::current_process().name();
  std::cout << "Starting " << name << std::endl;
  std::scoped_lock hold{c};
  std::cout << name << " done and ready for stage 2" << std::endl;
  done.set();
  c.notify_all();
}

void stage_2(troupe::condition c, troupe::event done) {
  const std::string name = troupe::current_process().name();
  std::cout << "Starting " << name << std::endl;
  std::scoped_lock hold{c};
  c.wait([&] { return done.is_set(); }); // also right for who comes late
  std::cout << name << " running" << std::endl;
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::condition c;
  troupe::event done;
  for (const std::string name : {"stage_2[1]", "stage_2[2]"})
    troupe::process{{.name = name}, troupe::fn<stage_2>, c, done}.start();
  troupe::process{{.name = "s1"}, troupe::fn<stage_1>, c, done}.start();
}
