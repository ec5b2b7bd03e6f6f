/// How far a pool has come: what `pool.progress()` gives, and the message that asks a pool's address for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

struct worker_progress {
  std::string name;
  std::int32_t pid = 0;          ///< 0: it is being started
  std::uint64_t done = 0;        ///< tasks
  std::string task;              ///< the function that it runs now; empty: it waits for work
  std::chrono::nanoseconds busy; ///< with that
};

/// Tasks of all calls together, at one instant.
struct pool_progress {
  std::uint64_t waiting = 0; ///< given, and with no worker yet
  std::uint64_t running = 0; ///< with a worker, and without a result
  std::uint64_t done = 0;    ///< with a result or an error
  std::uint64_t failed = 0;  ///< of those, with an error
  std::vector<worker_progress> workers;
};

/// Answered with `pool_progress`.
struct get_pool_progress {};

} // namespace troupe
