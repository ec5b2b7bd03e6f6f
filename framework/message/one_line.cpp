#include "message/one_line.hpp"

#include "message/json.hpp"

namespace troupe::rooms::message {

namespace {

// U+0080 to U+009F: ESC and its kin in one character.
bool is_high_control(char first, char second) { return first == '\xc2' && static_cast<unsigned char>(second) < 0xa0; }

} // namespace

std::string one_line(std::string_view text) {
  std::string line = as_utf8(text);
  std::string made;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool is_high = i + 1 < line.size() && is_high_control(c, line[i + 1]);
    const bool is_low = static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    made += c == '\t' ? ' ' : is_low || is_high ? '.' : c;
    i += is_high ? 1 : 0;
  }
  return made;
}

} // namespace troupe::rooms::message
