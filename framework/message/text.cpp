#include "troupe/text.hpp"

#include <charconv>
#include <ctime>

namespace troupe::texts {
namespace {

template <class Number>
void append_chars(std::string& out, Number value) {
  std::array<char, 64> letters;
  const auto end = std::to_chars(letters.data(), letters.data() + letters.size(), value).ptr;
  out.append(letters.data(), end);
}

void append_hex(std::string& out, unsigned char value) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += digits[value >> 4];
  out += digits[value & 15];
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view special = "\"\\\n\t\r", letter = "\"\\ntr";
  if (const std::size_t at = special.find(c); at != special.npos) {
    out += '\\';
    out += letter[at];
  } else if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') {
    append_hex(out.append("\\x"), static_cast<unsigned char>(c));
  } else {
    out += c;
  }
}

} // namespace

void append(std::string& out, bool value) { out += value ? "true" : "false"; }
void append(std::string& out, long long value) { append_chars(out, value); }
void append(std::string& out, unsigned long long value) { append_chars(out, value); }
void append(std::string& out, float value) { append_chars(out, value); }
void append(std::string& out, double value) { append_chars(out, value); }
void append(std::string& out, long double value) { append_chars(out, value); }

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text)
    append_escaped(out, c);
  out += '"';
}

void append_bytes(std::string& out, const void* bytes, std::size_t size) {
  const std::size_t shown = size < shown_elements ? size : shown_elements;
  out += "bytes(";
  for (std::size_t i = 0; i < shown; ++i)
    append_hex(out, static_cast<const unsigned char*>(bytes)[i]);
  append_more(out, shown, size);
  out += ')';
}

void append_more(std::string& out, std::size_t shown, std::size_t all) {
  if (shown < all)
    out.append(", ... ").append(std::to_string(all - shown)).append(" more");
}

void append_date(std::string& out, long long nanoseconds) {
  constexpr long long second = 1'000'000'000;
  const long long fraction = (nanoseconds % second + second) % second;
  // Divided first: the earliest moments have no whole second below them in nanoseconds.
  const auto seconds = static_cast<std::time_t>(nanoseconds / second - (nanoseconds % second < 0 ? 1 : 0));
  std::tm parts{};
  std::array<char, 64> letters;
  ::gmtime_r(&seconds, &parts);
  out.append(letters.data(), std::strftime(letters.data(), letters.size(), "%Y-%m-%d %H:%M:%S.", &parts));
  const std::string digits = std::to_string(fraction);
  out.append(9 - digits.size(), '0').append(digits).append(" UTC");
}

void append_duration(std::string& out, std::string_view count, long long numerator, long long denominator) {
  struct unit {
    long long numerator, denominator;
    std::string_view name;
  };
  constexpr std::array<unit, 7> units{unit{1, 1'000'000'000, "ns"},
                                      {1, 1'000'000, "us"},
                                      {1, 1'000, "ms"},
                                      {1, 1, "s"},
                                      {60, 1, "min"},
                                      {3600, 1, "h"},
                                      {86400, 1, "d"}};
  out += count;
  for (const unit& one : units)
    if (one.numerator == numerator && one.denominator == denominator) {
      out += one.name;
      return;
    }
  out.append(" * ").append(std::to_string(numerator)).append("/").append(std::to_string(denominator)).append("s");
}

std::string_view short_name(std::string_view name) noexcept {
  const std::size_t arguments = name.find('<');
  const std::size_t from = name.substr(0, arguments).find_last_of(":.");
  return from == name.npos ? name : name.substr(from + 1);
}

} // namespace troupe::texts
