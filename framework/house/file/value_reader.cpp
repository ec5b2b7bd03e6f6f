#include "house/file/value_reader.hpp"

#include <algorithm>
#include <array>

namespace troupe::rooms::house {
namespace {

/// Names, not texts: nothing is filled in per slot.
constexpr std::array<std::string_view, 8> without_placeholders{"run",  "alias", "uses",  "groups",
                                                               "user", "use",   "after", "name"};

bool has_placeholders(std::string_view path, unsigned kinds) {
  const std::string_view key = path.substr(0, path.find_first_of(".["));
  if (key == "run")
    return kinds == supervision::commands; // a behaviour's name otherwise
  return std::ranges::find(without_placeholders, key) == without_placeholders.end();
}

/// Of a text's inside, as far as it is written as it is read.
spot inside(const spot& text, const node& written, const expansion::misuse& what) {
  if (text.file == nullptr)
    return text;
  const std::string_view line = text.file->line(text.line);
  const std::string part = written.text.substr(what.at, what.length);
  const std::size_t straight = text.column + what.at; // behind one quote, with nothing escaped before it
  const std::size_t found =
    line.size() > straight && line.substr(straight).starts_with(part) ? straight : line.find(part, text.column - 1);
  if (found == line.npos)
    return text;
  return {text.file, text.line, static_cast<std::uint32_t>(found + 1), static_cast<std::uint32_t>(what.length)};
}

} // namespace

const origin* find_origin(const origin_map& all, std::string_view path) {
  while (true) {
    if (const auto found = all.find(path); found != all.end())
      return &found->second;
    const std::size_t end = path.find_last_of(".[");
    if (end == path.npos)
      return nullptr;
    path = path.substr(0, end);
  }
}

value_reader::step::step(value_reader& how, std::string_view key) : how_(how), before_(how.path_.size()) {
  how_.path_.append(before_ == 0 ? "" : ".").append(key);
}
value_reader::step::step(value_reader& how, std::size_t index) : how_(how), before_(how.path_.size()) {
  how_.path_.append("[").append(std::to_string(index)).append("]");
}

void value_reader::refuse(std::string code, const spot& at, std::string text, std::string help) {
  ++refusals_;
  where_.problems.add({std::move(code), at, std::move(text), std::move(help), {}});
}

void value_reader::expect(std::string_view wanted, const node& found, std::string help) {
  refuse("E104", found.where, "expected " + std::string(wanted) + ", not " + std::string(kind_text(found)),
         std::move(help));
}

std::string value_reader::text_of(const node& text) {
  expansion made = expand(text.text, where_.variables, has_placeholders(path_, where_.kinds));
  for (expansion::misuse& one : made.misuses)
    refuse("E106", inside(text.where, text, one), std::move(one.problem), std::move(one.help));
  return std::move(made.text);
}

std::filesystem::path value_reader::path_of(const std::filesystem::path& written) const {
  return (where_.folder / written).lexically_normal();
}

} // namespace troupe::rooms::house
