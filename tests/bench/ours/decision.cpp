// Supervision as a pure decision: how many events a second it takes.
#include "ours/measurements.hpp"

#include "crashing_tree.hpp"

namespace bench {

std::vector<double> tree_decision(placement) {
  constexpr std::size_t enough = 300'000;
  crashing all{deep(200, troupe::rest_for_one)};
  std::size_t events = 0;
  const auto start = clock::now();
  while (events < enough)
    events += all.crash_one();
  return {static_cast<double>(events) / (microseconds(clock::now() - start) / 1e6)};
}

} // namespace bench
