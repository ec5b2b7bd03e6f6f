#include "troupe/schema_printer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "troupe/type_name.hpp"

namespace troupe::names {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_alphanumeric(char c) { return is_word(c) && c != '_'; }

std::string hex(std::uint64_t value) {
  std::string text = "0x";
  for (int shift = 60; shift >= 0; shift -= 4)
    text += "0123456789abcdef"[value >> shift & 15];
  return text;
}

/// Ids have their highest bit set; the same name gives the same id for ever.
std::string unique_id(std::string_view what, std::string_view identity) {
  std::string text = "@";
  text += hex(hash_of(identity, hash_of(what)) | std::uint64_t{1} << 63);
  return text;
}

/// `name`, or with the first number behind it that makes it new.
template <class Taken>
std::string made_new(std::string name, Taken taken) {
  const std::size_t length = name.size();
  for (unsigned number = 2; taken(name); ++number) {
    name.resize(length);
    name += std::to_string(number);
  }
  return name;
}

} // namespace

std::string camel_case(std::string_view name, bool capital) {
  const std::size_t scope = name.substr(0, name.find('<')).find_last_of(":.");
  if (scope != name.npos)
    name.remove_prefix(scope + 1);
  std::string result;
  bool starts_word = capital;
  for (const char c : name) {
    if (!is_alphanumeric(c))
      starts_word = !result.empty() || capital;
    else if (result.empty() && !capital)
      result += lower(c);
    else
      result += std::exchange(starts_word, false) ? upper(c) : c;
  }
  const bool needs_letter = result.empty() || (result[0] >= '0' && result[0] <= '9');
  return needs_letter ? (capital ? "T" : "f") + result : result;
}

std::string composed_name(std::string_view head, std::initializer_list<std::string> types) {
  std::string name(head);
  for (const std::string& type : types)
    name += camel_case(type, true);
  return name;
}

std::string list_type(const std::string& element) {
  // The schema language has no List(AnyPointer); this is what it calls the same.
  return element == "AnyPointer" ? "AnyList" : "List(" + element + ")";
}

void field_list::add(std::string_view name, std::string type) {
  const std::string wanted = camel_case(name.empty() ? std::to_string(names_.size()) : name, false);
  names_.push_back(
    made_new(wanted, [&](const std::string& one) { return std::ranges::find(names_, one) != names_.end(); }));
  types_.push_back(std::move(type));
}

void field_list::make_union() {
  is_union_ = true;
  if (names_.size() == 1)
    add("none", "Void");
}

std::string field_list::text() const {
  const std::string indent = is_union_ ? "    " : "  ";
  std::string result = is_union_ ? "  union {\n" : "";
  for (std::size_t i = 0; i < names_.size(); ++i)
    result += indent + names_[i] + " @" + std::to_string(i) + " :" + types_[i] + ";\n";
  return is_union_ ? result + "  }\n" : result;
}

schema_printer::begun schema_printer::begin(std::string_view identity, std::string wanted_name) {
  const auto known = std::ranges::find(structs_, identity, &entry::identity);
  if (known != structs_.end())
    return {known->name, false, 0};
  const auto taken = [&](const std::string& name) {
    return std::ranges::find(structs_, name, &entry::name) != structs_.end();
  };
  structs_.push_back({std::string(identity), made_new(std::move(wanted_name), taken), {}});
  return {structs_.back().name, true, structs_.size() - 1};
}

void schema_printer::finish(std::size_t at, std::string fields) { structs_[at].fields = std::move(fields); }

std::string schema_printer::file(std::string_view identity, std::string_view root) const {
  std::string first, rest;
  for (const entry& one : structs_)
    (one.name == root ? first : rest) += "\n# " + one.identity + "\nstruct " + one.name + " " +
                                         unique_id("struct ", one.identity) + " {\n" + one.fields + "}\n";
  return unique_id("file ", identity) + ";\n" + first + rest;
}

} // namespace troupe::names
