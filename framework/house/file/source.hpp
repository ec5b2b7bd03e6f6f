/// A text file that was read, and places in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::rooms::house {

struct source {
  std::string shown;          ///< as the user named it
  std::filesystem::path path; ///< absolute
  std::string text;
  bool is_option = false; ///< one line of the command line, and in no file
  /// Where lines begin, found when the first is asked for; the text is the same from then on.
  mutable std::vector<std::size_t> line_starts = {};

  /// Without its end; empty behind the last one. Lines count from 1.
  [[nodiscard]] std::string_view line(std::uint32_t number) const;
};

/// From `line`, `column` on, both from 1, columns in characters. Line 0 is the file as a whole.
struct spot {
  const source* file = nullptr;
  std::uint32_t line = 0, column = 0;
  std::uint32_t length = 1; ///< in characters, as far as it is in that line
};

/// The whole file; a tree file larger than `largest_source` is none. Throws invalid_argument with what is
/// wrong (absent, a directory, unreadable, too large).
inline constexpr std::uint64_t largest_source = std::uint64_t{1} << 20;
[[nodiscard]] source read_source(const std::filesystem::path& path, std::string shown);

} // namespace troupe::rooms::house
