#include "house/file/explain.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "house/file/option_table.hpp"
#include "supervision/tree/members.hpp"

namespace troupe::rooms::house {
namespace {

struct explained {
  std::string key;
  json::value value;
  std::string origin; ///< "tree.toml:7", "tree.toml:3 [defaults]", "default"
};

std::string origin_text(const origin* from) {
  if (from == nullptr || from->where.file == nullptr)
    return "default";
  const source& written = *from->where.file;
  return (written.is_option ? written.shown : written.shown + ":" + std::to_string(from->where.line)) +
         (from->layer.empty() ? "" : " [" + from->layer + "]");
}

class explainer {
public:
  explicit explainer(const tree_file& file) : file_(file) {}

  std::vector<explained> options_of(const child_entry& one) const {
    std::vector<listed_option> listed;
    if (one.kind == supervision::supervisors)
      list_options(one.supervisor, one.kind, "", listed);
    else
      list_options(one.options, one.kind, "", listed);
    std::vector<explained> all;
    if (one.kind == supervision::supervisors)
      all.push_back({"children", json::array(one.children.begin(), one.children.end()), origin_of(one, "children")});
    for (listed_option& each : listed)
      if (each.value.is_null())
        add_derived(one, each.path, all);
      else if (!is_empty(each.value) || written(one, each.path) != nullptr)
        all.push_back({each.path, std::move(each.value), origin_of(one, each.path)});
    if (one.args)
      all.push_back({"args", *one.args, origin_of(one, "args")});
    for (const auto& [key, text] : one.kind == supervision::supervisors ? one.supervisor.extra : one.options.extra)
      all.push_back({key, message::parse_json(text, text.size()).value.value_or(nullptr), origin_of(one, key)});
    return all;
  }

private:
  static bool is_empty(const json::value& value) {
    return (value.is_array() && value.get_array().empty()) || (value.is_object() && value.get_object().empty()) ||
           (value.is_string() && value.get_string().empty());
  }
  /// Of that very value: a table that is written leaves its other keys as they were.
  static const origin* written(const child_entry& one, std::string_view key) {
    const auto found = one.origins.find(key);
    return found == one.origins.end() ? nullptr : &found->second;
  }
  static std::string origin_of(const child_entry& one, std::string_view key) { return origin_text(written(one, key)); }

  /// What is not written and has no value of its own follows from something else.
  void add_derived(const child_entry& one, const std::string& key, std::vector<explained>& to) const {
    if (one.kind == supervision::supervisors)
      return add_derived_of_supervisor(one, key, to);
    const child_entry* above = file_.find(one.supervised_by);
    if (key == "ready")
      to.push_back({key, one.kind == supervision::commands ? "exec" : "handshake", "default"});
    if (above == nullptr || (key != "limit" && key != "on_limit" && key != "hold_retry"))
      return;
    std::vector<listed_option> theirs;
    list_options(above->supervisor, supervision::supervisors, "", theirs);
    for (listed_option& each : theirs)
      if (each.path == key || each.path.starts_with(key + "."))
        to.push_back({each.path, std::move(each.value), "[supervisor." + above->name + "]"});
  }
  static void add_derived_of_supervisor(const child_entry& one, const std::string& key, std::vector<explained>& to) {
    const tree_spec alone{one.name, one.supervisor, {}};
    if (key == "start")
      to.push_back({key, supervision::member_list::starts_in_sequence(alone) ? "sequence" : "graph",
                    "default, with this strategy"});
    if (key == "budget" && one.name == "root")
      to.push_back({key, option_type<restart_budget>::write({}), "default"});
  }

  const tree_file& file_;
};

std::string_view table_word(unsigned kind) {
  switch (kind) {
  case supervision::actors: return "actor";
  case supervision::commands: return "command";
  case supervision::pools: return "pool";
  default: return "supervisor";
  }
}

std::string toml_key(std::string_view key) {
  const bool bare = !key.empty() && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  return bare ? std::string(key) : message::json_text(json::value(key));
}

std::string toml_real(double value) {
  if (std::isnan(value) || std::isinf(value))
    return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
  std::array<char, 32> letters;
  std::string text(letters.data(), std::to_chars(letters.data(), letters.data() + letters.size(), value).ptr);
  return text.find_first_of(".e") == text.npos ? text + ".0" : text;
}

} // namespace

// Texts, numbers and lists are those of JSON.
std::string toml_text(const json::value& value) {
  if (const json::object* table = value.if_object()) {
    std::string text;
    for (const auto& [key, one] : *table)
      text += (text.empty() ? "{ " : ", ") + toml_key(key) + " = " + toml_text(one);
    return text.empty() ? "{}" : text + " }";
  }
  if (const json::array* list = value.if_array()) {
    std::string text;
    for (const json::value& one : *list)
      text += (text.empty() ? "[" : ", ") + toml_text(one);
    return text.empty() ? "[]" : text + "]";
  }
  if (const double* real = value.if_double())
    return toml_real(*real);
  std::string text = message::json_text(value);
  for (std::size_t at = text.find('\x7f'); at != text.npos; at = text.find('\x7f', at))
    text.replace(at, 1, "\\u007f"); // the one letter that JSON allows and TOML does not
  return text;
}

namespace {

/// A text that is read again has its variables filled in again.
std::string escaped(std::string toml) {
  if (toml.find("${") == toml.npos && toml.find("$$") == toml.npos)
    return toml;
  for (std::size_t at = toml.find('$'); at != toml.npos; at = toml.find('$', at + 2))
    toml.insert(at, "$");
  return toml;
}

std::string commented(std::string line, const std::string& comment) {
  constexpr std::size_t column = 52;
  line.resize(std::max(line.size() + 1, column), ' ');
  return line + "# " + comment + "\n";
}

} // namespace

std::string explain_text(const tree_file& file) {
  const explainer all(file);
  std::string text = "troupe = 1\nname = \"" + file.name() + "\"\n";
  for (const child_entry& one : file.children()) {
    text += "\n" + commented("[" + std::string(table_word(one.kind)) + "." + one.name + "]",
                             one.at.file == nullptr ? "default: for what no other supervisor has"
                                                    : one.at.file->shown + ":" + std::to_string(one.at.line));
    for (const explained& each : all.options_of(one))
      text += commented(each.key + " = " +
                          (each.key.starts_with("x_") ? toml_text(each.value) : escaped(toml_text(each.value))),
                        each.origin);
  }
  return text;
}

namespace {

json::array options_json(const explainer& all, const child_entry& one) {
  json::array options;
  for (explained& each : all.options_of(one))
    options.push_back(json::object{{"key", each.key}, {"value", std::move(each.value)}, {"origin", each.origin}});
  return options;
}

} // namespace

json::value explain_json(const tree_file& file, std::string_view child) {
  const child_entry* const one = file.find(child);
  return one == nullptr ? json::value(nullptr) : options_json(explainer(file), *one);
}

json::value explain_json(const tree_file& file) {
  const explainer all(file);
  json::array children;
  for (const child_entry& one : file.children())
    children.push_back(
      json::object{{"name", one.name},
                   {"kind", table_word(one.kind)},
                   {"supervised_by", one.supervised_by.empty() ? json::value(nullptr) : json::value(one.supervised_by)},
                   {"options", options_json(all, one)}});
  return children;
}

} // namespace troupe::rooms::house
