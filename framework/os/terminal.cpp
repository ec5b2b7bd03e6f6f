#include "os/terminal.hpp"

#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace troupe::rooms::os {

bool is_terminal(int descriptor) noexcept { return ::isatty(descriptor) == 1; }

bool takes_colours(int descriptor) noexcept {
  const char* const no = std::getenv("NO_COLOR");
  const char* const kind = std::getenv("TERM");
  const bool dumb = kind == nullptr || std::string_view{kind} == "dumb";
  return is_terminal(descriptor) && !dumb && (no == nullptr || *no == '\0');
}

unsigned terminal_columns(int descriptor) noexcept {
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

} // namespace troupe::rooms::os
