/// What lives of one actor have begun with, in a file that they and the test see: whatever dies, it is still there.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace troupe::tests {

/// In a line of its own: who counts is not slowed down by who counts something else.
struct alignas(64) lone_counter : std::atomic<std::uint64_t> {
  using std::atomic<std::uint64_t>::operator=;
};

/// For each of a few senders of numbers 1, 2, 3, ...
struct ledger_page {
  static constexpr int most_senders = 256;
  lone_counter last[most_senders];
  lone_counter sent[most_senders];
  std::atomic<std::uint64_t> lost;       ///< numbers that were left out
  std::atomic<std::uint64_t> repeated;   ///< begun with in a life before, too
  std::atomic<std::uint64_t> misordered; ///< one before the last of the same life, or that again
  std::atomic<std::uint64_t> ends;       ///< senders are to end
  std::atomic<std::uint64_t> lives;      ///< of the actor that counts them
};

/// One for each life.
class ledger {
public:
  /// Opens the file, or makes it.
  explicit ledger(const std::string& path);
  ledger(const ledger&) = delete;
  ledger& operator=(const ledger&) = delete;
  ~ledger();
  void note(int sender, std::uint64_t number);
  [[nodiscard]] ledger_page& page() const noexcept { return *page_; }

private:
  ledger_page* page_;
  std::array<std::uint64_t, ledger_page::most_senders> own_{}; ///< the last of this life
};

} // namespace troupe::tests
