#include "cli/screen.hpp"

#include <cerrno>

#include "os/failure.hpp"
#include "os/terminal.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::cli {
namespace {

constexpr int standard_output = 1;

} // namespace

screen::screen(const invocation& asked)
  : json_(asked.wants_json()), quiet_(asked.quiet), colours_(!asked.no_color && os::takes_colours(standard_output)),
    width_(os::terminal_columns(standard_output)) {}

void screen::say(const std::string& text) const {
  if (!quiet_)
    std::fwrite(text.data(), 1, text.size(), stdout);
}

void screen::flush() const {
  errno = 0;
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw no_resource("what was to be printed could not be written" + (errno == 0 ? "" : ": " + os::errno_text(errno)),
                      errno);
}

void screen::say_json(const json::value& what) const {
  const std::string text = message::json_text(what) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void screen::complain(std::string_view code, const std::string& text, const std::string& help) const {
  if (json_)
    return complain(
      {{"code", code}, {"message", text}, {"hint", help.empty() ? json::value(nullptr) : json::value(help)}});
  std::fflush(stdout);
  std::fprintf(stderr, "troupe: %s\n", text.c_str());
  if (!help.empty())
    std::fprintf(stderr, "        %s\n", help.c_str());
}

void screen::complain(json::object error) const {
  std::fflush(stdout);
  std::fprintf(stderr, "%s\n", message::json_text(json::object{{"error", std::move(error)}}).c_str());
}

std::string screen::paint(const char* colour, std::string text) const {
  return colours_ ? "\x1b[" + std::string(colour) + "m" + text + "\x1b[0m" : text;
}

} // namespace troupe::rooms::cli
