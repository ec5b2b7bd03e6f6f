// SMP-34: one process fills a queue and is over before another empties it: items outlive who put them.
#include <troupe/troupe.hpp>

#include <iostream>

void square_list(const std::vector<int>& numbers, troupe::queue<int> q) {
  for (const int each : numbers)
    q.put(each * each);
}

void print_queue(troupe::queue<int> q) {
  std::cout << "Queue elements:\n";
  while (!q.empty())
    std::cout << q.get() << '\n';
  std::cout << "The queue is now empty!\n";
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::queue<int> q;
  troupe::process p1{troupe::fn<square_list>, std::vector{1, 2, 3, 4}, q};
  troupe::process p2{troupe::fn<print_queue>, q};
  p1.start();
  p1.join();
  p2.start();
  p2.join();
}
