#include "message/moment_text.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

namespace troupe::rooms::message {
namespace {

__extension__ using wide = __int128;
using std::chrono::nanoseconds;

constexpr std::int64_t second = 1'000'000'000;

constexpr bool fits(wide value) noexcept {
  return value >= std::numeric_limits<std::int64_t>::min() && value <= std::numeric_limits<std::int64_t>::max();
}

/// Empty when it is not a whole number of nanoseconds.
std::optional<std::int64_t> nanoseconds_of(const wire::description& type, const json::value& count) {
  wide ticks = 0;
  if (count.is_int64())
    ticks = count.get_int64();
  else if (count.is_uint64())
    ticks = count.get_uint64();
  else
    return std::nullopt;
  if (!fits(ticks * type.numerator))
    return std::nullopt;
  const wide scaled = ticks * type.numerator * second;
  if (scaled % type.denominator != 0 || !fits(scaled / type.denominator))
    return std::nullopt;
  return static_cast<std::int64_t>(scaled / type.denominator);
}

std::string padded(std::int64_t value, std::size_t digits) {
  const std::string text = std::to_string(value);
  return std::string(digits > text.size() ? digits - text.size() : 0, '0') + text;
}

/// A number of exactly `digits` digits at the front, and then `end` if there is one.
std::optional<int> take(std::string_view& text, std::size_t digits, char end) {
  int value = 0;
  const char* last = text.data() + std::min(digits, text.size());
  const auto [stop, failed] = std::from_chars(text.data(), last, value);
  if (failed != std::errc{} || stop != text.data() + digits || value < 0)
    return std::nullopt;
  text.remove_prefix(digits);
  if (end == '\0')
    return value;
  if (!text.starts_with(end))
    return std::nullopt;
  text.remove_prefix(1);
  return value;
}

std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (!text.starts_with('.'))
    return 0;
  text.remove_prefix(1);
  std::int64_t value = 0, worth = second / 10;
  std::size_t digits = 0;
  for (; !text.empty() && text[0] >= '0' && text[0] <= '9' && digits < 9; ++digits, worth /= 10) {
    value += (text[0] - '0') * worth;
    text.remove_prefix(1);
  }
  return digits == 0 ? std::nullopt : std::optional(value);
}

reading<nanoseconds> parse_date(std::string_view text) {
  using namespace std::chrono;
  const reading<nanoseconds> none{
    {}, "\"" + std::string(text) + "\" is not a date", R"(write it as "2026-11-21T07:11:33Z", in UTC)"};
  const auto years = take(text, 4, '-'), months = take(text, 2, '-'), days_ = take(text, 2, 'T');
  const auto hour = take(text, 2, ':'), minute = take(text, 2, ':'), seconds_ = take(text, 2, '\0');
  const auto fraction = take_fraction(text);
  if (!years || !months || !days_ || !hour || !minute || !seconds_ || !fraction || text != "Z")
    return none;
  const year_month_day date{year(*years), month(static_cast<unsigned>(*months)), day(static_cast<unsigned>(*days_))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *seconds_ > 60)
    return none;
  const std::int64_t whole =
    sys_days(date).time_since_epoch().count() * std::int64_t{86400} + *hour * 3600 + *minute * 60 + *seconds_;
  const wide sum = wide{whole} * second + *fraction;
  return fits(sum) ? reading<nanoseconds>{nanoseconds(static_cast<std::int64_t>(sum))} : none;
}

reading<nanoseconds> parse_signed_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  reading<nanoseconds> read = parse_duration(text.substr(negative ? 1 : 0));
  if (read && negative)
    read.value = -*read.value;
  return read;
}

reading<json::value> not_whole(std::string_view text, const wire::description& type) {
  return {{}, "\"" + std::string(text) + "\" is not a whole number of ticks of " + std::string(type.name), {}};
}

} // namespace

std::string date_text(std::int64_t nanoseconds_since) {
  using namespace std::chrono;
  const nanoseconds since(nanoseconds_since);
  const auto midnight = floor<days>(since);
  const year_month_day date{sys_days(midnight)};
  const hh_mm_ss time(floor<seconds>(since) - midnight);
  std::string text = padded(static_cast<int>(date.year()), 4) + "-" + padded(static_cast<unsigned>(date.month()), 2) +
                     "-" + padded(static_cast<unsigned>(date.day()), 2) + "T" + padded(time.hours().count(), 2) + ":" +
                     padded(time.minutes().count(), 2) + ":" + padded(time.seconds().count(), 2);
  if (const std::int64_t fraction = (since - floor<seconds>(since)).count(); fraction != 0) {
    text += "." + padded(fraction, 9);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + "Z";
}

std::optional<std::string> moment_text(const wire::description& type, const json::value& count) {
  const auto value = nanoseconds_of(type, count);
  if (!value)
    return std::nullopt;
  return type.kind == wire::described_as::date ? date_text(*value) : duration_text(nanoseconds(*value));
}

reading<json::value> moment_count(const wire::description& type, std::string_view text) {
  const auto read = type.kind == wire::described_as::date ? parse_date(text) : parse_signed_duration(text);
  if (!read)
    return {{}, read.problem, read.help};
  if (type.count == wire::described_as::real)
    return {json::value(static_cast<double>(read.value->count()) / 1e9 * static_cast<double>(type.denominator) /
                        static_cast<double>(type.numerator))};
  const wide scaled = wide{read.value->count()} * type.denominator, tick = wide{type.numerator} * second;
  if (scaled % tick != 0 || !fits(scaled / tick))
    return not_whole(text, type);
  return {json::value(static_cast<std::int64_t>(scaled / tick))};
}

} // namespace troupe::rooms::message
