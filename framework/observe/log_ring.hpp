/// The last lines a process logged, readable by others while it hangs and after it has died.
///
/// One page in the slot of its owner, bytes written round and round. One writing thread at a time;
/// readers in any number and process. `begun` says how far the writer may have spoilt what was
/// there a round ago, `written` how far the text is whole: what lies between `begun` less the
/// capacity and `written` is sound, and a reader looks at both on either side of its copy.
///
/// What if the writer dies right here: between `begun` and `written` that one line is half there
/// and nobody reads it; the next incarnation blanks it and goes on behind.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::rooms::observe {

/// What lies in the slot page. All zero is a valid, empty ring.
struct log_page {
  static constexpr std::size_t capacity = 4096 - 2 * sizeof(std::uint64_t);
  std::atomic<std::uint64_t> begun;   ///< bytes in the life of the page, the line in hand included
  std::atomic<std::uint64_t> written; ///< bytes of whole lines
  std::array<std::atomic<char>, capacity> text;
};
static_assert(sizeof(log_page) == 4096 && std::atomic<char>::is_always_lock_free);

/// The writer's side; the page must outlive it.
class log_ring {
public:
  /// Goes on behind what a former incarnation left.
  explicit log_ring(log_page& page) noexcept;
  /// One thread at a time. Newlines divide it; longer than a quarter of the page is cut.
  void append(std::string_view line) noexcept;

private:
  log_page* page_;
};

/// Whole lines, oldest first; none when all of them were overwritten meanwhile. Never waits. The page
/// may hold anything.
[[nodiscard]] std::vector<std::string> read(const log_page& page);

} // namespace troupe::rooms::observe
