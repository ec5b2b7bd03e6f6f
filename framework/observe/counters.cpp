#include "observe/counters.hpp"

namespace troupe::rooms::observe {

namespace {

constexpr auto used = static_cast<std::size_t>(counter::last_counter_) + 1;
static_assert(used <= counter_table::capacity);

// In the order of counter.
constexpr std::array<std::string_view, used> names{
  "records_in",     "records_out",   "bytes_in",    "bytes_out",  "handlers",  "handler_errors", "wakes",
  "parks",          "refused_sends", "dead_sends",  "bad_frames", "bad_lanes", "ring_growths",   "arena_blocks",
  "arena_refusals", "spooled",       "redelivered", "proxies",    "exports",
};

} // namespace

std::string_view name(counter which) noexcept {
  const auto index = static_cast<std::size_t>(which);
  return index < names.size() ? names[index] : "unknown";
}

std::uint64_t read(const counter_table& table, counter which) noexcept {
  return table.values[static_cast<std::size_t>(which)].load(std::memory_order_relaxed);
}

} // namespace troupe::rooms::observe
