/// Sleeping on a 32-bit word that may lie in memory shared between processes.
#pragma once

#include <atomic>
#include <cstdint>

#include "os/clock.hpp"

namespace troupe::rooms::os {

enum class futex_result : std::uint8_t { woken, changed, timed_out };

/// Sleeps while `word == expected`, until woken or `deadline` (monotonic; `never` = no limit).
/// A signal counts as `woken`: the caller re-checks its condition anyway.
futex_result futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected, time_point deadline) noexcept;

/// Wakes at most `count` sleepers of any process. May be called from a signal handler.
void futex_wake(const std::atomic<std::uint32_t>& word, int count = 1) noexcept;

} // namespace troupe::rooms::os
