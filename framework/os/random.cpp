#include "os/random.hpp"

#include <cerrno>
#include <sys/random.h>
#include <vector>

#include "os/failure.hpp"

namespace troupe::rooms::os {

void fill_random(std::span<std::byte> out) {
  while (!out.empty()) {
    const auto got = ::getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno != EINTR)
      throw_errno("getting random bytes");
    if (got > 0)
      out = out.subspan(static_cast<std::size_t>(got));
  }
}

std::string random_hex(std::size_t bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::vector<std::byte> raw(bytes);
  fill_random(raw);
  std::string text;
  for (const auto byte : raw) {
    text += digits[std::to_integer<unsigned>(byte) >> 4];
    text += digits[std::to_integer<unsigned>(byte) & 15U];
  }
  return text;
}

} // namespace troupe::rooms::os
