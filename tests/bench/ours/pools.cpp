#include "ours/stage.hpp"

#include <algorithm>
#include <functional>
#include <ranges>
#include <string>
#include <thread>

#include <troupe/barrier.hpp>
#include <troupe/pool.hpp>

#include "ours/measurements.hpp"

namespace bench {
namespace {

constexpr int pool_size = 2;
constexpr int map_count = 100'000;
constexpr int one_by_one_count = 20'000;
constexpr int large_count = 40;
constexpr int uneven_count = 1'000;
constexpr auto short_task = std::chrono::microseconds(500);

int square(int x) { return x * x; }
std::string reversed(std::string text) {
  std::ranges::reverse(text);
  return text;
}
void nothing(int) {}

// Works, and does not sleep: one in a hundred takes a hundred times as long.
void work(int number) {
  const auto end = clock::now() + (number % 100 == 99 ? 100 : 1) * short_task;
  while (clock::now() < end) {
  }
}

void meet(troupe::barrier all) { static_cast<void>(all.wait()); }

// A pool starts its workers while it works.
void wait_for_all(troupe::pool& workers) {
  workers.map({.chunk = 1}, troupe::fn<meet>, std::vector(workers.size(), troupe::barrier{workers.size()}));
}

/// `measured` of a pool of so many workers that has done the same already.
template <class Measured>
std::vector<double> with_pool(int size, Measured measured) {
  stage on;
  troupe::pool workers{size};
  wait_for_all(workers);
  measured(workers);
  return {measured(workers)};
}

} // namespace

std::vector<double> pool_map(placement) {
  return with_pool(pool_size, [](troupe::pool& workers) {
    return rate_of(map_count, [&] { workers.map(troupe::fn<square>, std::views::iota(0, map_count)); });
  });
}

answer pool_map_one_by_one(int size) {
  return [size](placement) {
    return with_pool(size, [](troupe::pool& workers) {
      return rate_of(one_by_one_count,
                     [&] { workers.map({.chunk = 1}, troupe::fn<square>, std::views::iota(0, one_by_one_count)); });
    });
  };
}

std::vector<double> pool_apply(placement) {
  return with_pool(pool_size, [](troupe::pool& workers) {
    return time_of_hot([&] { static_cast<void>(workers.apply(troupe::fn<square>, 3)); });
  });
}

std::vector<double> pool_imap_unordered(placement) {
  return with_pool(pool_size, [](troupe::pool& workers) {
    return rate_of(one_by_one_count, [&] {
      for (const int y : workers.imap_unordered(troupe::fn<square>, std::views::iota(0, one_by_one_count)))
        static_cast<void>(y);
    });
  });
}

std::vector<double> pool_map_large(placement) {
  return with_pool(pool_size, [](troupe::pool& workers) {
    const std::vector<std::string> texts(large_count, std::string(1'000'000, 'x'));
    return rate_of(large_count, [&] { workers.map(troupe::fn<reversed>, texts); });
  });
}

std::vector<double> pool_life(placement) {
  stage on;
  std::vector<double> times(11);
  for (double& each : times) {
    const auto start = clock::now();
    troupe::pool workers{pool_size};
    workers.apply(troupe::fn<nothing>, 1);
    workers.terminate();
    workers.join();
    each = microseconds(clock::now() - start) / 1000;
  }
  std::ranges::sort(times);
  return {times[times.size() / 2]};
}

std::vector<double> pool_uneven(placement) {
  return with_pool(pool_size, [](troupe::pool& workers) {
    const auto start = clock::now();
    workers.map({.chunk = 1}, troupe::fn<work>, std::views::iota(0, uneven_count));
    const double ideal = microseconds(short_task) * (uneven_count + 99 * uneven_count / 100) / pool_size;
    return microseconds(clock::now() - start) / ideal;
  });
}

} // namespace bench
