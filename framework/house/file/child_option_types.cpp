/// The types of options that are a child's alone: how it is run, what it inherits, what it waits for.
#include "house/file/option_reading.hpp"
#include "house/file/option_types.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::house {
namespace {

using kind = node::kind;

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

/// Of a variable, or what becomes one.
bool is_variable(const entry& one, value_reader& how) {
  if (!one.key.empty() && one.key.find_first_of(std::string_view{"=\0", 2}) == std::string::npos)
    return true;
  how.refuse("E105", one.at,
             one.key.empty() ? "a variable has a name" : "the name of a variable has neither \"=\" nor NUL in it");
  return false;
}

} // namespace

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

} // namespace troupe::rooms::house
