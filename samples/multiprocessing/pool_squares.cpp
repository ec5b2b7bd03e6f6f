// SMP-12: five workers print squares.
#include <troupe/troupe.hpp>

#include <troupe/pool.hpp>

#include <iostream>
#include <ranges>

void print_square(int x) { std::cout << x * x << std::endl; }

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::pool pool{5};
  pool.map(troupe::fn<print_square>, std::views::iota(0, 10));
}
