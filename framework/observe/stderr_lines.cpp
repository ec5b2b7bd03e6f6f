#include "observe/stderr_lines.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

#include "os/write_at_once.hpp"

namespace troupe::rooms::observe {

namespace {

constexpr std::size_t most_line = PIPE_BUF;
constexpr int standard_error = 2;

// Where to divide a line that is too long: not inside a UTF-8 character.
std::size_t part_length(std::string_view line, std::size_t room) noexcept {
  if (line.size() <= room)
    return line.size();
  std::size_t length = room;
  while (length > room - 4 && (static_cast<unsigned char>(line[length]) & 0xc0U) == 0x80U)
    --length;
  return length;
}

} // namespace

void write_stderr_lines(std::string_view prefix, std::string_view text) noexcept {
  const int saved = errno;
  std::array<char, most_line> line;
  prefix = prefix.substr(0, most_line / 2);
  std::memcpy(line.data(), prefix.data(), prefix.size());
  const std::size_t room = most_line - prefix.size() - 1;
  for (bool more = true; more;) {
    const std::size_t newline = text.find('\n');
    const auto part = text.substr(0, part_length(text.substr(0, newline), room));
    std::memcpy(line.data() + prefix.size(), part.data(), part.size());
    line[prefix.size() + part.size()] = '\n';
    text.remove_prefix(part.size() == newline ? newline + 1 : part.size());
    more = os::write_at_once(standard_error, {line.data(), prefix.size() + part.size() + 1}) && !text.empty();
  }
  errno = saved;
}

} // namespace troupe::rooms::observe
