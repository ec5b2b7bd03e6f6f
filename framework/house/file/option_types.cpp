#include "house/file/option_types.hpp"

#include <algorithm>

#include "house/file/names.hpp"
#include "house/file/option_reading.hpp"
#include "message/nearest.hpp"

namespace troupe::rooms::house {
namespace {

using kind = node::kind;

/// Keys whose durations may be "infinity".
constexpr std::array<std::string_view, 7> endless{"start_timeout", "timeout",    "grace",     "drain",
                                                  "reset",         "max_extend", "hold_retry"};

bool may_be_endless(std::string_view path) {
  return std::ranges::find(endless, path.substr(path.rfind('.') + 1)) != endless.end(); // npos + 1 is 0
}

std::string unit_help(const node& from, const char* first, const char* second) {
  if (from.is != kind::integer)
    return {};
  const std::string number = std::to_string(from.integer);
  return "a number needs its unit: \"" + number + first + "\" or \"" + number + second + "\"";
}

/// "cpus", "cpus-1", "50%"
std::optional<child_count> count_of(std::string_view text) {
  if (text == "cpus")
    return child_count::cpus();
  if (text.starts_with("cpus-"))
    if (const auto fewer = number_of(text.substr(5)))
      return child_count::cpus(*fewer);
  if (text.ends_with('%'))
    if (const auto percent = number_of(text.substr(0, text.size() - 1)); percent && *percent <= 1000)
      return child_count::percent(*percent);
  return std::nullopt;
}

} // namespace

template <>
void plain_option<bool>::read(const node& from, bool& to, value_reader& how) {
  if (from.is != kind::truth)
    return how.expect("true or false", from);
  to = from.truth;
  how.note_origin(from.where);
}
template <>
json::value plain_option<bool>::write(const bool& value) {
  return value;
}
template <>
json::object plain_option<bool>::schema() {
  return {{"type", "boolean"}};
}

template <>
void plain_option<std::string>::read(const node& from, std::string& to, value_reader& how) {
  if (!from.is_bare && !is_text(from, "a text", how))
    return;
  to = how.text_of(from);
  how.note_origin(from.where);
}
template <>
json::value plain_option<std::string>::write(const std::string& value) {
  return json::value(value);
}
template <>
json::object plain_option<std::string>::schema() {
  return text_schema();
}

template <>
void plain_option<std::filesystem::path>::read(const node& from, std::filesystem::path& to, value_reader& how) {
  if (!is_text(from, "a path", how))
    return;
  to = how.path_of(how.text_of(from));
  how.note_origin(from.where);
}
template <>
json::value plain_option<std::filesystem::path>::write(const std::filesystem::path& value) {
  return json::value(value.native());
}
template <>
json::object plain_option<std::filesystem::path>::schema() {
  return text_schema();
}

template <>
void plain_option<std::uint32_t>::read(const node& from, std::uint32_t& to, value_reader& how) {
  read_whole<std::uint32_t>(from, 0, std::numeric_limits<std::uint32_t>::max() - 1, to, how);
}
template <>
json::value plain_option<std::uint32_t>::write(const std::uint32_t& value) {
  return value;
}
template <>
json::object plain_option<std::uint32_t>::schema() {
  return whole_schema(0, std::numeric_limits<std::uint32_t>::max() - 1);
}

template <>
void plain_option<double>::read(const node& from, double& to, value_reader& how) {
  if (from.is != kind::real && from.is != kind::integer)
    return how.expect("a number", from);
  const double value = from.is == kind::real ? from.real : static_cast<double>(from.integer);
  if (!(value >= 0 && value <= 1e9))
    return how.refuse("E105", from.where, "expected a number that is zero or more");
  to = value;
  how.note_origin(from.where);
}
template <>
json::value plain_option<double>::write(const double& value) {
  return value;
}
template <>
json::object plain_option<double>::schema() {
  return {{"type", "number"}, {"minimum", 0}};
}

template <>
void plain_option<duration>::read(const node& from, duration& to, value_reader& how) {
  if (!is_text(from, R"(a duration, as in "1m30s")", how, unit_help(from, "s", "ms")))
    return;
  const std::string text = how.text_of(from);
  const message::reading<duration> read = message::parse_duration(text);
  if (text == "infinity" && !may_be_endless(how.path()))
    return how.refuse("E105", from.where, "\"infinity\" is not allowed here", "a very long one is: \"365d\"");
  if (!read && text != "infinity")
    return how.refuse("E104", from.where, read.problem, read.help);
  to = read ? *read.value : infinity;
  how.note_origin(from.where);
}
template <>
json::value plain_option<duration>::write(const duration& value) {
  return json::value(value == infinity ? "infinity" : message::duration_text(value));
}
template <>
json::object plain_option<duration>::schema() {
  return pattern_schema(R"(([0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h|d))+|infinity)");
}

template <>
void plain_option<byte_size>::read(const node& from, byte_size& to, value_reader& how) {
  if (!is_text(from, R"(a size, as in "64MiB")", how, unit_help(from, "B", "KiB")))
    return;
  const message::reading<std::uint64_t> read = message::parse_size(how.text_of(from), own_memory());
  if (!read)
    return how.refuse("E104", from.where, read.problem, read.help);
  to = byte_size(*read.value);
  how.note_origin(from.where);
}
template <>
json::value plain_option<byte_size>::write(const byte_size& value) {
  return json::value(message::size_text(value.bytes));
}
template <>
json::object plain_option<byte_size>::schema() {
  return pattern_schema(R"([0-9]+(\.[0-9]+)?(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB|%))");
}

template <>
void plain_option<child_count>::read(const node& from, child_count& to, value_reader& how) {
  constexpr std::uint32_t most = 100'000; // processes of one pool
  if (std::uint32_t number = 0; from.is == kind::integer) {
    if (read_whole<std::uint32_t>(from, 0, most, number, how))
      to = number;
    return;
  }
  if (!is_text(from, R"(a count: a whole number, "cpus", "cpus-1" or "50%")", how))
    return;
  const auto count = count_of(how.text_of(from));
  if (!count)
    return how.refuse("E104", from.where, "\"" + from.text + "\" is not a count",
                      R"(write a whole number, "cpus", "cpus-1" or "50%")");
  to = *count;
  how.note_origin(from.where);
}
template <>
json::value plain_option<child_count>::write(const child_count& value) {
  const std::string written = text(value);
  const auto number = number_of(written);
  return number ? json::value(*number) : json::value(written);
}
template <>
json::object plain_option<child_count>::schema() {
  return either_schema({whole_schema(0, 100'000), pattern_schema("cpus(-[0-9]+)?|[0-9]+%")});
}

template <>
void plain_option<restart_count>::read(const node& from, restart_count& to, value_reader& how) {
  if (from.is == kind::text && from.text == "unlimited") {
    to = unlimited;
    return how.note_origin(from.where);
  }
  if (from.is == kind::text)
    return how.expect(R"(a whole number or "unlimited")", from);
  if (std::uint32_t number = 0; read_whole<std::uint32_t>(from, 0, 1'000'000'000, number, how))
    to = number;
}
template <>
json::value plain_option<restart_count>::write(const restart_count& value) {
  return value.is_unlimited() ? json::value("unlimited") : json::value(value.value());
}
template <>
json::object plain_option<restart_count>::schema() {
  return either_schema({whole_schema(0, 1'000'000'000), {{"const", "unlimited"}}});
}

bool is_later_word(std::string_view key, std::string_view word) noexcept {
  return key.ends_with("dispatch") && (word == "round_robin" || word == "pull" || word == "broadcast");
}

void refuse_word(const node& from, std::span<const std::string_view> words, value_reader& how) {
  std::string all;
  for (const std::string_view one : words)
    all.append(all.empty() ? "\"" : &one == &words.back() ? " or \"" : ", \"").append(one).append("\"");
  if (from.is == kind::table && how.path() == "ready")
    return how.refuse("E103", from.where, "a probe in `ready` is not yet there in this version", "write " + all);
  if (from.is != kind::text)
    return how.expect(all, from);
  if (is_later_word(how.path(), from.text))
    return how.refuse("E105", from.where, "\"" + from.text + "\" is not yet there in this version", "write " + all);
  const auto meant = message::nearest(from.text, words);
  how.refuse("E105", from.where, "\"" + from.text + "\" is none of " + all,
             meant ? "did you mean \"" + *meant + "\"?" : "");
}

} // namespace troupe::rooms::house
