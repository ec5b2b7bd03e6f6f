/// What a process costs, as /proc tells it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace troupe::rooms::os {

struct process_usage {
  std::uint64_t memory = 0;                    ///< bytes it has in memory, shared ones among them
  std::chrono::nanoseconds cpu{};              ///< in user and kernel, all its threads
  std::optional<std::size_t> descriptors = {}; ///< that it has open; empty where this process may not look
};

/// That the calling thread has spent so far. It stands still while the thread is off its CPU.
[[nodiscard]] std::chrono::nanoseconds thread_cpu_time() noexcept;

/// Empty when it is gone. A small file is read, and a folder looked at.
[[nodiscard]] std::optional<process_usage> usage_of(int pid);

} // namespace troupe::rooms::os
