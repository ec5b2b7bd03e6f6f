/// A bar on standard error: how much of a call is done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "os/clock.hpp"

namespace troupe::rooms::parallel {

struct bar_facts {
  std::string_view label;
  std::uint64_t done = 0;
  std::optional<std::uint64_t> all; ///< empty: not known yet
  os::duration since_begin{};
};

/// One line of at most `columns` columns: "resize [#####.....]  50% 5/10 0:03".
[[nodiscard]] std::string bar_text(const bar_facts& of, unsigned columns);

/// Threads: one at a time.
class progress_bar {
public:
  explicit progress_bar(std::string_view label) noexcept : label_(label) {}
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;
  ~progress_bar(); ///< the line ends

  /// Whether anybody would see one.
  [[nodiscard]] static bool is_of_use() noexcept;
  /// Draws it, if it has not just been drawn or all is done.
  void show(std::uint64_t done, std::optional<std::uint64_t> all);

private:
  const std::string label_;
  const os::time_point begun_ = os::clock::now();
  os::time_point next_; ///< not before
  bool has_shown_ = false;
};

/// Between two looks of who draws one.
inline constexpr os::duration bar_rest = std::chrono::milliseconds(100);

} // namespace troupe::rooms::parallel
