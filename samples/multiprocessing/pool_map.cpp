// SMP-10: a map over twice as many workers as there are CPUs, each of which says that it starts.
#include <troupe/troupe.hpp>

#include <troupe/pool.hpp>

#include <algorithm>
#include <iostream>
#include <numeric>

int twice(int x) { return 2 * x; }
void say_start() { std::cout << "Starting " << troupe::current_process().name() << std::endl; }

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  std::vector<int> inputs(10), built_in(10);
  std::iota(inputs.begin(), inputs.end(), 0);
  std::cout << "Input   : " << troupe::text(inputs) << std::endl;
  std::ranges::transform(inputs, built_in.begin(), twice);
  std::cout << "Built-in: " << troupe::text(built_in) << std::endl;
  troupe::pool pool{{.processes = 2 * troupe::cpu_count(), .initializer = {troupe::fn<say_start>}}};
  const auto outputs = pool.map(troupe::fn<twice>, inputs);
  pool.close();
  pool.join();
  std::cout << "Pool    : " << troupe::text(outputs) << std::endl;
}
