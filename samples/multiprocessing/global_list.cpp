// SMP-31: processes share no variables: what the child adds to a global list is in its own copy.
#include <troupe/troupe.hpp>

#include <iostream>

std::vector<int> result;

void square_list(const std::vector<int>& numbers) {
  for (const int each : numbers)
    result.push_back(each * each);
  std::cout << "Result(in process p1): " << troupe::text(result) << '\n';
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::process p1{troupe::fn<square_list>, std::vector{1, 2, 3, 4}};
  p1.start();
  p1.join();
  std::cout << "Result(in main program): " << troupe::text(result) << std::endl;
}
