// SMP-24: neither side waits: no room is a `false`, no item an empty optional.
#include <troupe/troupe.hpp>

#include <iostream>

void writer(troupe::queue<int> q) {
  if (!q.try_put(1))
    std::cout << "no room\n";
}

void reader(troupe::queue<int> q) {
  if (const std::optional<int> item = q.try_get())
    std::cout << *item << '\n';
  else
    std::cout << "nothing there yet\n";
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::queue<int> q;
  troupe::process writing{troupe::fn<writer>, q};
  troupe::process reading{troupe::fn<reader>, q};
  writing.start();
  reading.start();
  reading.join();
  writing.join();
}
