#include "message/units.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

namespace troupe::rooms::message {
namespace {

__extension__ using wide = __int128;

struct unit {
  std::string_view name;
  std::int64_t worth;
};

constexpr std::array<unit, 7> time_units{unit{"d", 86'400'000'000'000},
                                         {"h", 3'600'000'000'000},
                                         {"m", 60'000'000'000},
                                         {"s", 1'000'000'000},
                                         {"ms", 1'000'000},
                                         {"us", 1'000},
                                         {"ns", 1}};
constexpr std::array<unit, 9> size_units{unit{"TiB", std::int64_t{1} << 40},
                                         {"GiB", 1 << 30},
                                         {"MiB", 1 << 20},
                                         {"KiB", 1 << 10},
                                         {"TB", 1'000'000'000'000},
                                         {"GB", 1'000'000'000},
                                         {"MB", 1'000'000},
                                         {"KB", 1'000},
                                         {"B", 1}};

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%'; }

std::string_view take_while(std::string_view& text, bool (*holds)(char) noexcept) {
  std::size_t length = 0;
  while (length < text.size() && holds(text[length]))
    ++length;
  const std::string_view taken = text.substr(0, length);
  text.remove_prefix(length);
  return taken;
}

/// "12.50" as 1250 / 100.
struct decimal {
  std::int64_t digits = 0, scale = 1;
};

constexpr std::size_t most_digits = 18;              // so that neither part of a decimal overflows
constexpr wide most_bytes = 999'999'999'999'999'999; // has so many, so that what is read can be written

std::optional<decimal> take_number(std::string_view& text) {
  const std::string_view whole = take_while(text, is_digit);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_while(text, is_digit);
    if (fraction.empty())
      return std::nullopt;
  }
  if (whole.empty() || whole.size() + fraction.size() > most_digits)
    return std::nullopt;
  decimal number;
  for (const char c : whole)
    number.digits = number.digits * 10 + (c - '0');
  for (const char c : fraction) {
    number.digits = number.digits * 10 + (c - '0');
    number.scale *= 10;
  }
  return number;
}

const unit* find_unit(std::span<const unit> units, std::string_view name) {
  for (const unit& one : units)
    if (one.name == name)
      return &one;
  return nullptr;
}

wide amount(const decimal& number, std::int64_t worth) { return wide{number.digits} * worth / number.scale; }

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

bool is_number(std::string_view text) { return take_number(text) && text.empty(); }

template <class T>
reading<T> no_duration(std::string_view text) {
  const std::string shown = quoted(text);
  if (is_number(text))
    return {{},
            shown + " has no unit",
            "write " + quoted(std::string(text) + "s") + " or " + quoted(std::string(text) + "ms")};
  if (text.starts_with('-'))
    return {{}, shown + " is negative", "a duration is zero or more"};
  return {{}, shown + " is not a duration", R"(write a number with ns, us, ms, s, m, h or d, as in "1m30s")"};
}

reading<std::uint64_t> no_size(std::string_view text) {
  const std::string shown = quoted(text);
  std::string_view rest = text;
  if (is_number(text))
    return {{},
            shown + " has no unit",
            "write " + quoted(std::string(text) + "B") + " or " + quoted(std::string(text) + "KiB")};
  if (take_number(rest) && rest.size() == 1 && std::string_view("kKmMgGtT").find(rest[0]) != rest.npos) {
    const std::string letter(1, static_cast<char>(rest[0] & ~0x20)); // capital
    return {{}, shown + " does not say which unit", letter + "B or " + letter + "iB?"};
  }
  return {
    {}, shown + " is not a size", R"(write a number with B, KB, MB, GB, TB, KiB, MiB, GiB or TiB, as in "64MiB")"};
}

} // namespace

reading<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  using result = std::chrono::nanoseconds;
  std::string_view rest = text;
  wide sum = 0;
  do {
    const auto number = take_number(rest);
    const unit* which = number ? find_unit(time_units, take_while(rest, is_letter)) : nullptr;
    if (which == nullptr)
      return no_duration<result>(text);
    sum += amount(*number, which->worth);
    if (sum > std::numeric_limits<std::int64_t>::max())
      return {{}, quoted(text) + " is too long", "the longest is 106751d"};
  } while (!rest.empty());
  return {result(static_cast<std::int64_t>(sum))};
}

std::string duration_text(std::chrono::nanoseconds value) {
  if (value.count() == 0)
    return "0s";
  std::string text = value.count() < 0 ? "-" : "";
  // As unsigned, because the smallest number has no positive counterpart.
  auto left = static_cast<std::uint64_t>(value.count());
  left = value.count() < 0 ? ~left + 1 : left;
  for (const unit& one : time_units) {
    const auto worth = static_cast<std::uint64_t>(one.worth);
    if (left >= worth)
      text.append(std::to_string(left / worth)).append(one.name);
    left %= worth;
  }
  return text;
}

reading<std::uint64_t> parse_size(std::string_view text, std::uint64_t whole) {
  std::string_view rest = text;
  const auto number = take_number(rest);
  if (!number)
    return no_size(text);
  const std::string_view name = take_while(rest, is_letter);
  const bool percent = name == "%" && whole != 0;
  const unit* which = find_unit(size_units, name);
  if (!rest.empty() || (which == nullptr && !percent))
    return no_size(text);
  const wide bytes = percent ? amount(*number, static_cast<std::int64_t>(whole)) / 100 : amount(*number, which->worth);
  if (bytes > most_bytes)
    return {{}, quoted(text) + " is too large", "no machine has that much"};
  return {static_cast<std::uint64_t>(bytes)};
}

std::string size_text(std::uint64_t bytes) {
  const auto divides = [bytes](const unit& one) {
    return bytes != 0 && bytes % static_cast<std::uint64_t>(one.worth) == 0;
  };
  const auto* found = std::ranges::find_if(size_units, divides);
  const unit& chosen = found == size_units.end() ? size_units.back() : *found;
  return std::to_string(bytes / static_cast<std::uint64_t>(chosen.worth)) + std::string(chosen.name);
}

} // namespace troupe::rooms::message
