// How many events a second the decision of a supervised tree takes: crashes and what follows them, by size and
// strategy.
#include <benchmark/benchmark.h>

#include "crashing_tree.hpp"

namespace {

using namespace bench;
using namespace troupe;

void crashes(benchmark::State& state, const tree_spec& what) {
  crashing all{what};
  std::size_t events = 0;
  for (auto turn : state)
    events += all.crash_one();
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
}

BENCHMARK_CAPTURE(crashes, one_for_one_of_10, flat(10, one_for_one));
BENCHMARK_CAPTURE(crashes, one_for_one_of_200, flat(200, one_for_one));
BENCHMARK_CAPTURE(crashes, one_for_one_of_1000, flat(1000, one_for_one));
BENCHMARK_CAPTURE(crashes, rest_for_one_of_200, flat(200, rest_for_one));
BENCHMARK_CAPTURE(crashes, one_for_all_of_200, flat(200, one_for_all));
BENCHMARK_CAPTURE(crashes, a_tree_of_200, deep(200, one_for_one));
BENCHMARK_CAPTURE(crashes, a_tree_of_2000, deep(2000, rest_for_one));

} // namespace

BENCHMARK_MAIN();
