#include "cli/screen.hpp"

#include "os/terminal.hpp"

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

void screen::say_json(const json::value& what) const {
  const std::string text = message::json_text(what) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout); // who reads a stream waits for the line
}

void screen::complain(std::string_view code, const std::string& text, const std::string& help) const {
  std::fflush(stdout);
  if (json_) {
    const json::object error{
      {"code", code}, {"message", text}, {"hint", help.empty() ? json::value(nullptr) : json::value(help)}};
    std::fprintf(stderr, "%s\n", message::json_text(json::object{{"error", error}}).c_str());
    return;
  }
  std::fprintf(stderr, "troupe: %s\n", text.c_str());
  if (!help.empty())
    std::fprintf(stderr, "        %s\n", help.c_str());
}

std::string screen::paint(const char* colour, std::string text) const {
  return colours_ ? "\x1b[" + std::string(colour) + "m" + text + "\x1b[0m" : text;
}

} // namespace troupe::rooms::cli
