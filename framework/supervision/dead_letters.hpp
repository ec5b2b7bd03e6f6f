/// Messages for actors of a tree that nobody gets any more: kept to be looked at, sent again, or dropped.
///
/// Threads: the house thread alone.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "mailbox/address.hpp"

namespace troupe::rooms::supervision {

struct dead_letter {
  std::uint64_t id = 0;
  std::int64_t at = 0;    ///< system clock, nanoseconds
  std::string address;    ///< the child it was for
  mailbox::address role;  ///< and its mailbox then
  std::uint64_t type = 0; ///< type_entry::id of its payload
  std::string sender;     ///< "worker 4 'reader'", empty when nobody is to be answered
  bool is_request = false;
  std::uint32_t deliveries = 0; ///< how often it was in hand when its receiver died
  std::string cause;
  std::vector<std::uint64_t> frame; ///< as it lay in the mailbox
};

class dead_letters {
public:
  /// More than these, and the oldest are dropped; so it is with their bytes.
  static constexpr std::size_t most = 10'000;
  static constexpr std::size_t most_bytes = std::size_t{64} << 20;

  /// Gives it its number.
  void add(dead_letter&& one);
  [[nodiscard]] const std::deque<dead_letter>& all() const noexcept { return all_; }
  [[nodiscard]] const dead_letter* find(std::uint64_t id) const noexcept;
  /// Whether it was there.
  bool drop(std::uint64_t id);
  /// All that there ever were.
  [[nodiscard]] std::uint64_t count() const noexcept { return last_; }

private:
  void drop_oldest();

  std::deque<dead_letter> all_; ///< the oldest first
  std::uint64_t last_ = 0;
  std::size_t bytes_ = 0;
};

} // namespace troupe::rooms::supervision
