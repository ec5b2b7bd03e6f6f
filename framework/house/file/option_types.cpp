#include "house/file/option_types.hpp"

#include <algorithm>
#include <charconv>

#include "house/file/names.hpp"
#include "message/nearest.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::house {
namespace {

using kind = node::kind;

/// Keys whose durations may be "infinity".
constexpr std::array<std::string_view, 7> endless{"start_timeout", "timeout",    "grace",     "drain",
                                                  "reset",         "max_extend", "hold_retry"};

bool may_be_endless(std::string_view path) {
  return std::ranges::find(endless, path.substr(path.rfind('.') + 1)) != endless.end(); // npos + 1 is 0
}

/// Whether it is a text; reports it if not.
bool is_text(const node& from, std::string_view wanted, value_reader& how, std::string help = {}) {
  if (from.is != kind::text)
    how.expect(wanted, from, std::move(help));
  else if (from.text.find('\0') != std::string::npos)
    how.refuse("E105", from.where, "a text with the character NUL cannot be given to the system");
  else
    return true;
  return false;
}

/// Of a variable, or what becomes one.
bool is_variable(const entry& one, value_reader& how) {
  if (!one.key.empty() && one.key.find_first_of(std::string_view{"=\0", 2}) == std::string::npos)
    return true;
  how.refuse("E105", one.at,
             one.key.empty() ? "a variable has a name" : "the name of a variable has neither \"=\" nor NUL in it");
  return false;
}

template <class Number>
bool read_whole(const node& from, Number least, Number most, Number& to, value_reader& how) {
  if (from.is != kind::integer) {
    how.expect("a whole number", from);
    return false;
  }
  if (from.integer < static_cast<std::int64_t>(least) || from.integer > static_cast<std::int64_t>(most)) {
    how.refuse("E105", from.where,
               std::to_string(from.integer) + " is out of range, " + std::to_string(least) + " to " +
                 std::to_string(most) + " is allowed");
    return false;
  }
  to = static_cast<Number>(from.integer);
  how.note_origin(from.where);
  return true;
}

/// Reports what a constructor throws.
template <class T, class Make>
void read_made(const node& from, T& to, value_reader& how, std::string_view wanted, Make make) {
  if (!is_text(from, wanted, how))
    return;
  try {
    to = make(how.text_of(from));
    how.note_origin(from.where);
  } catch (const troupe::error& why) {
    how.refuse("E105", from.where, why.what());
  }
}

json::object text_schema() { return {{"type", "string"}}; }
/// Of a text that may have a variable in it, and then is anything.
json::object pattern_schema(std::string_view pattern) {
  return {{"type", "string"}, {"pattern", "^(" + std::string(pattern) + "|.*\\$\\{.*)$"}};
}
json::object either_schema(std::initializer_list<json::object> all) {
  json::array made;
  for (const json::object& one : all)
    made.push_back(one);
  return {{"anyOf", std::move(made)}};
}
json::object whole_schema(std::int64_t least, std::int64_t most) {
  return {{"type", "integer"}, {"minimum", least}, {"maximum", most}};
}

std::string unit_help(const node& from, const char* first, const char* second) {
  if (from.is != kind::integer)
    return {};
  const std::string number = std::to_string(from.integer);
  return "a number needs its unit: \"" + number + first + "\" or \"" + number + second + "\"";
}

std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failed == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
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
  if (!is_text(from, "a text", how))
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

template <>
void plain_option<signal_number>::read(const node& from, signal_number& to, value_reader& how) {
  read_made(from, to, how, R"(a signal's name, as in "SIGTERM")",
            [](const std::string& name) { return signal_number(name); });
}
template <>
json::value plain_option<signal_number>::write(const signal_number& value) {
  return json::value(text(value));
}
template <>
json::object plain_option<signal_number>::schema() {
  return pattern_schema(R"(SIG[A-Z0-9]+(\+[0-9]+)?)");
}

template <>
void plain_option<end_code>::read(const node& from, end_code& to, value_reader& how) {
  if (int code = 0; from.is == kind::integer) {
    if (read_whole<int>(from, 0, 255, code, how))
      to = code;
    return;
  }
  read_made(from, to, how, R"(an exit code from 0 to 255, a signal's name or "stop")",
            [](const std::string& name) { return end_code(name); });
}
template <>
json::value plain_option<end_code>::write(const end_code& value) {
  const std::string written = text(value);
  const auto number = number_of(written);
  return number ? json::value(*number) : json::value(written);
}
template <>
json::object plain_option<end_code>::schema() {
  return either_schema({whole_schema(0, 255), pattern_schema(R"(SIG[A-Z0-9]+(\+[0-9]+)?|stop)")});
}

template <>
void plain_option<prerequisite>::read(const node& from, prerequisite& to, value_reader& how) {
  if (from.is == kind::text) {
    to.child = how.text_of(from);
    return how.note_origin(from.where);
  }
  if (from.is != kind::table)
    return how.expect("a child's name, or { child = \"name\", until = \"ready\" }", from);
  how.note_origin(from.where);
  for (const entry& one : from.entries) {
    const value_reader::step into(how, one.key);
    if (one.key == "child")
      option_type<std::string>::read(one.value, to.child, how);
    else if (one.key == "until")
      option_type<milestone>::read(one.value, to.until, how);
    else
      how.refuse("E103", one.at, "unknown key \"" + one.key + "\"", "there are child and until");
  }
  if (from.find("child") == nullptr)
    how.refuse("E105", from.where, "it does not say which child");
}
template <>
json::value plain_option<prerequisite>::write(const prerequisite& value) {
  if (value.until == milestone::ready)
    return json::value(value.child);
  return json::object{{"child", value.child}, {"until", option_type<milestone>::write(value.until)}};
}
template <>
json::object plain_option<prerequisite>::schema() {
  return either_schema({text_schema(),
                        {{"type", "object"},
                         {"properties", {{"child", text_schema()}, {"until", option_type<milestone>::schema()}}},
                         {"required", {"child"}},
                         {"additionalProperties", false}}});
}

template <>
void plain_option<env_file>::read(const node& from, env_file& to, value_reader& how) {
  read_made(from, to, how, R"(a path, as in "local.env" or "?local.env")", [&](const std::string& written) {
    env_file made(written);
    made.path = how.path_of(made.path);
    return made;
  });
}
template <>
json::value plain_option<env_file>::write(const env_file& value) {
  return json::value((value.may_be_missing ? "?" : "") + value.path.native());
}
template <>
json::object plain_option<env_file>::schema() {
  return text_schema();
}

template <>
void plain_option<inherited_env>::read(const node& from, inherited_env& to, value_reader& how) {
  if (from.is == kind::truth) {
    to = inherited_env(from.truth);
    return how.note_origin(from.where);
  }
  if (from.is != kind::list)
    return how.expect("true, false or a list of names", from);
  std::vector<std::string> names;
  option_type<std::vector<std::string>>::read(from, names, how);
  to = inherited_env(std::move(names));
}
template <>
json::value plain_option<inherited_env>::write(const inherited_env& value) {
  if (value.all || value.names.empty())
    return value.all;
  return option_type<std::vector<std::string>>::write(value.names);
}
template <>
json::object plain_option<inherited_env>::schema() {
  return either_schema({{{"type", "boolean"}}, option_type<std::vector<std::string>>::schema()});
}

template <>
void plain_option<input_source>::read(const node& from, input_source& to, value_reader& how) {
  read_made(from, to, how, R"("null", "close" or "file:<path>")", [&](const std::string& written) {
    input_source made(written);
    if (made.from == input_source::kind::file)
      made.path = how.path_of(made.path);
    return made;
  });
}
template <>
json::value plain_option<input_source>::write(const input_source& value) {
  switch (value.from) {
  case input_source::kind::null: return "null";
  case input_source::kind::close: return "close";
  case input_source::kind::file: break;
  }
  return json::value("file:" + value.path.native());
}
template <>
json::object plain_option<input_source>::schema() {
  return pattern_schema("null|close|file:.+");
}

template <>
void plain_option<actor_run>::read(const node& from, actor_run& to, value_reader& how) {
  if (!is_text(from, R"(a behaviour's name, as in "counter" or "libshop.so:counter")", how,
               from.is == kind::list ? "a program is a [command.X]" : ""))
    return;
  to.name = how.text_of(from);
  how.note_origin(from.where);
}
template <>
json::value plain_option<actor_run>::write(const actor_run& value) {
  return json::value(value.name);
}
template <>
json::object plain_option<actor_run>::schema() {
  return text_schema();
}

template <>
void plain_option<std::map<std::string, std::string>>::read(const node& from, std::map<std::string, std::string>& to,
                                                            value_reader& how) {
  if (from.is != kind::table)
    return how.expect("a table", from);
  how.note_origin(from.where);
  for (const entry& one : from.entries) {
    const value_reader::step into(how, one.key);
    std::string value;
    if (!is_variable(one, how))
      continue;
    option_type<std::string>::read(one.value, value, how);
    to.insert_or_assign(one.key, std::move(value));
  }
}
template <>
json::value plain_option<std::map<std::string, std::string>>::write(const std::map<std::string, std::string>& all) {
  json::object made;
  for (const auto& [key, value] : all)
    made[key] = value;
  return made;
}
template <>
json::object plain_option<std::map<std::string, std::string>>::schema() {
  return {{"type", "object"}, {"additionalProperties", text_schema()}};
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
