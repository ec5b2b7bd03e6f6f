#include "observe/flight_ring.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <optional>

#include "os/clock.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::observe {

namespace {

constexpr unsigned event_bits = 16;

std::uint64_t now() noexcept {
  const auto since = os::clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::nanoseconds{since}.count());
}

std::optional<flight_record> read_entry(const flight_page::entry& entry) noexcept {
  const auto before = entry.stamp.load(std::memory_order_acquire); // pairs with the stamp's release in note()
  flight_record record{before >> event_bits, entry.nanoseconds.load(std::memory_order_relaxed),
                       static_cast<flight_event>(before), entry.first.load(std::memory_order_relaxed),
                       entry.second.load(std::memory_order_relaxed)};
  // Pairs with the release fence in note(): who has read a word of a later writing sees here that the
  // stamp was cleared before it.
  std::atomic_thread_fence(std::memory_order_acquire);
  if (before == 0 || entry.stamp.load(std::memory_order_relaxed) != before)
    return {};
  return record;
}

} // namespace

void flight_ring::note(flight_event what, std::uint64_t first, std::uint64_t second) noexcept {
  const auto ticket = page_->written.load(std::memory_order_relaxed) + 1; // the writer's own word
  page_->written.store(ticket, std::memory_order_relaxed);                // first: a ticket is never used twice
  auto& entry = page_->entries[ticket % flight_page::capacity];
  entry.stamp.store(0, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release); // pairs with the acquire fence in read_entry()
  os::pass_fault_point("observe.flight_ring.cleared");
  entry.nanoseconds.store(now(), std::memory_order_relaxed);
  entry.first.store(first, std::memory_order_relaxed);
  os::pass_fault_point("observe.flight_ring.half");
  entry.second.store(second, std::memory_order_relaxed);
  const auto stamp = ticket << event_bits | static_cast<std::uint16_t>(what);
  entry.stamp.store(stamp, std::memory_order_release); // pairs with the acquire load in read_entry()
}

std::vector<flight_record> read(const flight_page& page) {
  std::vector<flight_record> found;
  for (const auto& entry : page.entries)
    if (const auto record = read_entry(entry))
      found.push_back(*record);
  std::ranges::sort(found, {}, &flight_record::ticket);
  return found;
}

std::string_view name(flight_event what) noexcept {
  constexpr std::array<std::string_view, static_cast<std::size_t>(flight_event::last_event_) + 1> names{
    "none", "born",         "handler_begin", "handler_end", "parked",   "woke",
    "sent", "send_refused", "peer_gone",     "bad_frame",   "stopping",
  };
  const auto index = static_cast<std::size_t>(what);
  return index < names.size() ? names[index] : "unknown";
}

std::string text(const flight_record& record) {
  constexpr std::uint64_t second = 1'000'000'000;
  char line[128];
  const auto what = name(record.what);
  std::snprintf(line, sizeof line, "%" PRIu64 ".%09" PRIu64 " %.*s %" PRIu64 " %" PRIu64, record.nanoseconds / second,
                record.nanoseconds % second, static_cast<int>(what.size()), what.data(), record.first, record.second);
  return line;
}

} // namespace troupe::rooms::observe
