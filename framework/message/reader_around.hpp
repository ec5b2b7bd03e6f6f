/// A value that is read within another, by a function that takes no reader.
#pragma once

#include "troupe/wire_reader.hpp"

namespace troupe::wire {

/// While it lives, the next `read_guarded` of this thread reads with `around`: what is left of its
/// allowance and its depth holds for the value inside, and what that visits is visited by `around`.
class reading_within {
public:
  explicit reading_within(reader& around) noexcept;
  reading_within(const reading_within&) = delete;
  reading_within& operator=(const reading_within&) = delete;
  ~reading_within();

  /// For `read_guarded`: null when it reads a value of its own.
  [[nodiscard]] static reader* take() noexcept;
};

} // namespace troupe::wire
