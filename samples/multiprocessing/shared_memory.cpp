// SMP-32: an array and a value are memory that both processes see.
#include <troupe/troupe.hpp>

#include <iostream>
#include <numeric>

void square_list(const std::vector<int>& numbers, troupe::array<int> result, troupe::value<int> sum) {
  std::ranges::transform(numbers, result.begin(), [](int each) { return each * each; });
  sum.store(std::accumulate(result.begin(), result.end(), 0));
  std::cout << "Result(in process p1): " << troupe::text(result.copy()) << std::endl;
  std::cout << "Sum of squares(in process p1): " << sum.load() << std::endl;
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::array<int> result(4);
  troupe::value<int> sum;
  troupe::process p1{troupe::fn<square_list>, std::vector{1, 2, 3, 4}, result, sum};
  p1.start();
  p1.join();
  std::cout << "Result(in main program): " << troupe::text(result.copy()) << std::endl;
  std::cout << "Sum of squares(in main program): " << sum.load() << std::endl;
}
