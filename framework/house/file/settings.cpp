#include "house/file/settings.hpp"

#include <algorithm>

#include "house/file/option_table.hpp"
#include "house/file/toml_text.hpp"
#include "message/nearest.hpp"

namespace troupe::rooms::house {
namespace {

/// The keys on top of a file that are no tables, and that another value makes sense for.
bool is_key_of_the_file(std::string_view key) noexcept { return key == "name"; }

/// "a.b.c", and not "c".
bool is_address(std::string_view key) noexcept { return is_key_of_the_file(key) || key.find('.') != key.npos; }

std::string_view without_blanks(std::string_view text) noexcept {
  const std::size_t from = text.find_first_not_of(" \t");
  return from == text.npos ? std::string_view() : text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

spot place_of(const source& from, std::size_t at, std::size_t length) {
  return {&from, 1, static_cast<std::uint32_t>(at + 1), static_cast<std::uint32_t>(std::max<std::size_t>(length, 1))};
}

/// The value in a document of one key.
node& value_in(node& document, std::size_t depth) {
  node* at = &document;
  for (std::size_t i = 0; i < depth; ++i)
    at = &at->entries.front().value;
  return *at;
}

/// How many names the key has.
std::size_t depth_of(const node& document) {
  std::size_t depth = 0;
  for (const node* at = &document; at->is == node::kind::table; at = &at->entries.front().value)
    ++depth;
  return depth;
}

/// And not of a header or of a comment.
bool is_of_one_key(const node& document) {
  const node* at = &document;
  while (at->is == node::kind::table && at->entries.size() == 1)
    at = &at->entries.front().value;
  return at->is == node::kind::integer;
}

/// The document of KEY=0, which has its places where those of KEY=VALUE are; nothing when that is no TOML.
std::optional<node> document_of_key(source& from, std::size_t sign, problem_list& problems) {
  const std::string written = from.text;
  problem_list ignored;
  from.text = written.substr(0, sign) + "=0";
  parsed_text parsed = parse_toml(from, ignored);
  from.text = written;
  if (parsed.is_whole && is_of_one_key(parsed.document))
    return std::move(parsed.document);
  problems.add({"E101",
                place_of(from, 0, sign),
                "\"" + written.substr(0, sign) + "\" is no address of a key",
                "write NAME.KEY=VALUE, as in counter.restart=transient, or VARIABLE=VALUE",
                {}});
  return std::nullopt;
}

/// The value as TOML; nothing when it is none.
std::optional<node> parsed_value(const source& from) {
  problem_list ignored;
  if (from.text.find('\n') != std::string::npos)
    return std::nullopt;
  parsed_text parsed = parse_toml(from, ignored);
  return parsed.is_whole ? std::optional(std::move(parsed.document)) : std::nullopt;
}

/// A number where a text is wanted is that text: the shell has taken the quotes away.
void note_text(node& value, std::string_view written) {
  if (value.is == node::kind::text || value.is == node::kind::table || value.is == node::kind::list)
    return;
  value.text = without_blanks(written);
  value.is_bare = true;
}

/// Nothing when there is no key; that is reported.
std::optional<node> document_of(source& from, std::size_t sign, problem_list& problems) {
  std::optional<node> made = document_of_key(from, sign, problems);
  if (!made)
    return std::nullopt;
  const std::size_t depth = depth_of(*made);
  const std::string value = from.text.substr(std::min(sign + 1, from.text.size()));
  if (std::optional<node> whole = parsed_value(from)) {
    made = std::move(whole);
    note_text(value_in(*made, depth), value);
  } else {
    node& last = value_in(*made, depth);
    last.is = node::kind::text;
    last.where = place_of(from, sign + 1, value.size());
    last.text = value;
  }
  return made;
}

} // namespace

settings::settings(const std::vector<std::string>& written, problem_list& problems) {
  for (const std::string& one : written)
    take(texts_.emplace_back(source{"--set", {}, one, true}), problems);
}

void settings::take(source& from, problem_list& problems) {
  const std::size_t sign = std::min(from.text.find('='), from.text.size());
  const std::string key(without_blanks(std::string_view(from.text).substr(0, sign)));
  if (sign < from.text.size() && !key.empty() && !is_address(key))
    variables_.insert_or_assign(key, variable_setting{&from, from.text.substr(sign + 1)});
  else if (std::optional<node> one = document_of(from, sign, problems))
    keys_.push_back(std::move(*one));
}

std::optional<std::string> settings::variable(const std::string& name) {
  asked_for_.insert(name);
  const auto found = variables_.find(name);
  return found == variables_.end() ? std::nullopt : std::optional(found->second.value);
}

void settings::report_unused(problem_list& problems) const {
  const std::vector<std::string> known(asked_for_.begin(), asked_for_.end());
  for (const auto& [name, one] : variables_) {
    if (asked_for_.contains(name))
      continue;
    const auto meant = message::nearest(name, known);
    problems.add({"E106",
                  place_of(*one.from, 0, name.size()),
                  "no text of the file has ${" + name + "}",
                  kinds_with_key(name) != 0 ? "a key is written with the name of its child: counter." + name
                  : meant                   ? "did you mean \"" + *meant + "\"?"
                                            : "",
                  {}});
  }
}

void merge_keys(node& below, const node& above) {
  for (const entry& one : above.entries) {
    const auto found = std::ranges::find(below.entries, one.key, &entry::key);
    if (found == below.entries.end())
      below.entries.push_back(one);
    else if (found->value.is == node::kind::table && one.value.is == node::kind::table)
      merge_keys(found->value, one.value);
    else
      *found = one;
  }
}

} // namespace troupe::rooms::house
