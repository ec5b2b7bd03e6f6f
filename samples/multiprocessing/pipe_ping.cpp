// SMP-25: one process sends for ever, another prints what comes; Ctrl-C ends both.
#include <troupe/troupe.hpp>

#include <iostream>
#include <thread>

void send_all(troupe::connection to) {
  for (int i = 0;; i = (i + 1) % 5) {
    std::cout << "send: " << i << std::endl;
    to.send(i);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

void print_all(const std::string& name, troupe::connection from) {
  for (;;)
    std::cout << name << " recv: " << from.recv<int>() << std::endl;
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  auto [a, b] = troupe::pipe();
  // A third process would share b:    troupe::process p3{troupe::fn<print_all>, "proc3", b.share()};
  troupe::process p1{troupe::fn<send_all>, std::move(a)};
  troupe::process p2{troupe::fn<print_all>, "proc2", std::move(b)};
  p1.start();
  p2.start();
  p1.join();
  p2.join();
}
