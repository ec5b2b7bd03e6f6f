/// What the kernel says a process uses.
#pragma once

#include <chrono>

#include <sys/types.h>

namespace bench {

[[nodiscard]] std::chrono::nanoseconds cpu_time_of(pid_t process); ///< of all its threads
[[nodiscard]] int threads_of(pid_t process);
[[nodiscard]] double private_megabytes_of(pid_t process); ///< memory that would be free without it

/// Memory behind the unnamed shared files that this process holds open, in MB (10^6 bytes).
[[nodiscard]] double shared_megabytes();

} // namespace bench
