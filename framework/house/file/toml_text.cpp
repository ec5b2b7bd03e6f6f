#include "house/file/toml_text.hpp"

#include <algorithm>
#include <sstream>

#include "house/file/dotted_keys.hpp"

// What is no TOML is said so by the parser itself behind the place where it would abort, as in an array "[}".
#define TOML_ASSERT(condition) static_assert(true)
#include <toml++/toml.h>

namespace troupe::rooms::house {
namespace {

constexpr unsigned most_errors = 20;
/// The parser limits how deep values nest, not how many dots a key has; both end in recursion.
constexpr std::size_t most_dots = 16;

spot spot_of(const source& file, const toml::source_region& region) {
  const std::uint32_t length = region.end.line == region.begin.line && region.end.column > region.begin.column
                                 ? static_cast<std::uint32_t>(region.end.column - region.begin.column)
                                 : 1;
  return {&file, static_cast<std::uint32_t>(region.begin.line), static_cast<std::uint32_t>(region.begin.column),
          length};
}

node node_of(const source& file, const toml::node& from);

void take_table(const source& file, const toml::table& from, node& to) {
  to.is = node::kind::table;
  for (const auto& [key, value] : from)
    to.entries.push_back({std::string(key.str()), spot_of(file, key.source()), node_of(file, value)});
}

void take_list(const source& file, const toml::array& from, node& to) {
  to.is = node::kind::list;
  for (const toml::node& one : from)
    to.elements.push_back(node_of(file, one));
}

template <class Moment>
void take_moment(const Moment& from, node& to) {
  to.is = node::kind::moment;
  to.text = (std::ostringstream() << from).str();
}

node node_of(const source& file, const toml::node& from) {
  node to;
  to.where = spot_of(file, from.source());
  switch (from.type()) {
  case toml::node_type::table: take_table(file, *from.as_table(), to); break;
  case toml::node_type::array: take_list(file, *from.as_array(), to); break;
  case toml::node_type::string: to.is = node::kind::text, to.text = from.as_string()->get(); break;
  case toml::node_type::integer: to.is = node::kind::integer, to.integer = from.as_integer()->get(); break;
  case toml::node_type::floating_point: to.is = node::kind::real, to.real = from.as_floating_point()->get(); break;
  case toml::node_type::boolean: to.is = node::kind::truth, to.truth = from.as_boolean()->get(); break;
  case toml::node_type::date: take_moment(from.as_date()->get(), to); break;
  case toml::node_type::time: take_moment(from.as_time()->get(), to); break;
  default: take_moment(from.as_date_time()->get(), to); break;
  }
  return to;
}

bool is_key_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '"' || c == '\'';
}

std::string_view without_blanks(std::string_view text) noexcept {
  const std::size_t from = text.find_first_not_of(" \t\r");
  return from == text.npos ? std::string_view() : text.substr(from, text.find_last_not_of(" \t\r") - from + 1);
}

/// Whether a line begins a table, or a key with its value.
bool begins_statement(std::string_view line) noexcept {
  line = without_blanks(line);
  if (line.starts_with('['))
    return true;
  std::size_t end = 0;
  while (end < line.size() && (is_key_letter(line[end]) || line[end] == '.'))
    ++end;
  return end != 0 && without_blanks(line.substr(end)).starts_with('=');
}

/// The text in lines, one of which can be made blank.
class editable_lines {
public:
  explicit editable_lines(const std::string& text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t end = text_.find('\n'); end != text_.npos; end = text_.find('\n', end + 1))
      starts_.push_back(end + 1);
  }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] std::size_t count() const noexcept { return starts_.size(); }
  [[nodiscard]] std::string_view line(std::size_t i) const noexcept {
    const std::size_t end = i + 1 < starts_.size() ? starts_[i + 1] - 1 : text_.size();
    return std::string_view(text_).substr(starts_[i], end - starts_[i]);
  }
  void make_blank(std::size_t i) noexcept {
    const std::size_t length = line(i).size();
    std::fill_n(text_.begin() + static_cast<std::ptrdiff_t>(starts_[i]), length, ' ');
  }

private:
  std::string text_;
  std::vector<std::size_t> starts_;
};

class recovering_parser {
public:
  recovering_parser(const source& from, problem_list& problems) : file_(from), problems_(problems), lines_(from.text) {}

  parsed_text parse() {
    parsed_text result;
    for (unsigned i = 0; i < most_errors; ++i) {
      if (has_many_dots()) // of what is left now: a text that has no end any more may have been there
        return {{}, false};
      try {
        const toml::table document = toml::parse(std::string_view(lines_.text()), std::string_view(file_.shown));
        take_table(file_, document, result.document);
        return result;
      } catch (const toml::parse_error& why) {
        result.is_whole = false;
        if (!pass_over(why))
          break;
      }
    }
    return result;
  }

private:
  bool has_many_dots() {
    const std::uint32_t line = line_with_more_dots(lines_.text(), most_dots);
    if (line != 0)
      problems_.add(
        {"E101", {&file_, line, 1, 1}, "a key with more than " + std::to_string(most_dots) + " dots", "", {}});
    return line != 0;
  }
  /// Reports it and blanks its lines. False when that would not help.
  bool pass_over(const toml::parse_error& why) {
    const spot where = spot_of(file_, why.source());
    const std::size_t at = std::min<std::size_t>(where.line == 0 ? 0 : where.line - 1, lines_.count() - 1);
    const std::string_view text = without_blanks(lines_.line(at));
    const bool is_header = text.starts_with('[') && begins_statement(lines_.line(at));
    if (why.description().find("redefine") != std::string_view::npos)
      report_twice(at, is_header);
    else
      problems_.add({"E101", where, "not valid TOML: " + std::string(why.description()), help_for(at), {}});
    if (text.empty())
      return false;
    blank_statement(at, is_header);
    return true;
  }

  std::string help_for(std::size_t at) const {
    const std::string_view text = without_blanks(lines_.line(at));
    if (text.find("True") != text.npos || text.find("False") != text.npos)
      return "true and false are written in small letters";
    return {};
  }

  void report_twice(std::size_t at, bool is_header) {
    problem twice{"E107", whole_of(at), "", "", {}};
    const std::string_view name = name_in(lines_.line(at), is_header);
    twice.text = (is_header ? "the table " : "the key ") + std::string(name) + " is there twice";
    if (const auto first = find_before(at, name, is_header))
      twice.notes.push_back({whole_of(*first), "the first is here"});
    problems_.add(std::move(twice));
  }
  /// "[actor.x]" or "key".
  static std::string_view name_in(std::string_view line, bool is_header) {
    line = without_blanks(line);
    return without_blanks(is_header ? line.substr(0, line.find(']') + 1) : line.substr(0, line.find('=')));
  }
  spot whole_of(std::size_t at) const {
    const std::string_view line = lines_.line(at), text = without_blanks(line);
    const bool is_header = text.starts_with('[');
    return {&file_, static_cast<std::uint32_t>(at + 1), static_cast<std::uint32_t>(line.find_first_not_of(" \t") + 1),
            static_cast<std::uint32_t>(name_in(line, is_header).size())};
  }
  std::optional<std::size_t> find_before(std::size_t at, std::string_view name, bool is_header) const {
    for (std::size_t i = at; i-- > 0;) {
      const bool header_here = without_blanks(lines_.line(i)).starts_with('[');
      if (begins_statement(lines_.line(i)) && header_here == is_header && name_in(lines_.line(i), is_header) == name)
        return i;
      if (header_here && !is_header)
        break; // another table's keys
    }
    return std::nullopt;
  }

  /// A header takes its whole table with it, so that its keys are not taken for another's.
  void blank_statement(std::size_t at, bool is_header) {
    std::size_t first = at;
    while (first != 0 && !begins_statement(lines_.line(first)))
      --first;
    std::size_t last = at;
    while (last + 1 < lines_.count() && !ends_before(lines_.line(last + 1), is_header))
      ++last;
    for (std::size_t i = first; i <= last; ++i)
      lines_.make_blank(i);
  }
  static bool ends_before(std::string_view line, bool is_header) {
    return is_header ? without_blanks(line).starts_with('[') : begins_statement(line);
  }

  const source& file_;
  problem_list& problems_;
  editable_lines lines_;
};

} // namespace

parsed_text parse_toml(const source& from, problem_list& problems) { return recovering_parser(from, problems).parse(); }

} // namespace troupe::rooms::house
