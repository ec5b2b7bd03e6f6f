#include "house/file/problem.hpp"

#include <algorithm>
#include <tuple>

#include "message/one_line.hpp"

namespace troupe::rooms::house {
namespace {

namespace json = message::json;

auto order_of(const problem& one) {
  return std::tuple(one.where.file == nullptr ? std::string_view() : std::string_view(one.where.file->shown),
                    one.where.line, one.where.column, std::string_view(one.code), std::string_view(one.text));
}

class painter {
public:
  explicit painter(bool colours) : colours_(colours) {}
  [[nodiscard]] std::string operator()(const char* colour, std::string_view text) const {
    return colours_ ? "\x1b[" + std::string(colour) + "m" + std::string(text) + "\x1b[0m" : std::string(text);
  }

private:
  bool colours_;
};

constexpr const char *bold = "1", *red = "1;31", *yellow = "1;33", *blue = "1;34", *green = "1;32";

std::string place_text(const spot& where) {
  if (where.file == nullptr)
    return {};
  const std::string file = message::one_line(where.file->shown);
  if (where.line == 0 || where.file->is_option)
    return file + ": ";
  return file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column) + ": ";
}

std::size_t continuations(std::string_view text) {
  return static_cast<std::size_t>(
    std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }));
}
std::size_t characters(std::string_view text) { return text.size() - continuations(text); }

/// Where the character of that number begins; the end when there are fewer. A line may have a million of them.
std::size_t begin_of(std::string_view text, std::size_t character) {
  std::size_t at = 0;
  for (std::size_t left = character; left != 0 && at < text.size();) {
    const std::string_view part = text.substr(at, left);
    at += part.size();
    left = continuations(part);
  }
  while (at < text.size() && continuations(text.substr(at, 1)) != 0)
    ++at;
  return at;
}

/// The part of a long line that the caret is in.
struct window {
  std::string text;
  std::size_t left_out; ///< characters in front of it
};
window around(std::string_view line, std::size_t column) {
  constexpr std::size_t widest = 120, before = 60, most_bytes = 4;
  if (line.size() <= widest * most_bytes && characters(line) <= widest)
    return {message::one_line(line), 0};
  const std::size_t skip = column > before ? column - before : 0;
  line.remove_prefix(begin_of(line, skip));
  return {message::one_line(line.substr(0, begin_of(line.substr(0, widest * most_bytes), widest))), skip};
}

std::string line_text(const spot& where, const char* colour, const painter& paint) {
  if (where.file == nullptr || where.line == 0)
    return {};
  const std::string number = where.file->is_option ? "" : std::to_string(where.line);
  const std::string margin(std::max<std::size_t>(5, number.size() + 1), ' ');
  const window part = around(where.file->line(where.line), where.column);
  const std::size_t width = characters(part.text);
  const std::size_t at = std::min<std::size_t>(where.column - 1 - part.left_out, width);
  const std::size_t length = std::clamp<std::size_t>(where.length, 1, std::max<std::size_t>(width - at, 1));
  return paint(blue, margin.substr(number.size()) + number + " | ") + part.text + "\n" + paint(blue, margin + " | ") +
         std::string(at, ' ') + paint(colour, std::string(length, '^')) + "\n";
}

json::object place_json(const spot& where) {
  if (where.file == nullptr)
    return {};
  json::object made{{where.file->is_option ? "option" : "file",
                     where.file->is_option ? where.file->shown + " " + where.file->text : where.file->shown}};
  if (where.line != 0) {
    if (!where.file->is_option)
      made["line"] = where.line;
    made["column"] = where.column;
    made["length"] = where.length;
  }
  return made;
}

std::string plural(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

} // namespace

void problem_list::sort() {
  std::ranges::stable_sort(all_, {}, order_of);
  const auto same = [](const problem& a, const problem& b) { return order_of(a) == order_of(b); };
  all_.erase(std::unique(all_.begin(), all_.end(), same), all_.end());
}

std::size_t problem_list::errors() const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(all_, [](const problem& one) { return !one.is_warning(); }));
}

std::string report_text(const problem& one, bool colours) {
  const painter paint(colours);
  const char* colour = one.is_warning() ? yellow : red;
  std::string text = paint(bold, place_text(one.where)) +
                     paint(colour, (one.is_warning() ? "warning[" : "error[") + one.code + "]") + ": " +
                     paint(bold, message::one_line(one.text)) + "\n" + line_text(one.where, colour, paint);
  for (const note& each : one.notes)
    text += paint(bold, place_text(each.where)) + paint(blue, "note") + ": " + message::one_line(each.text) + "\n" +
            line_text(each.where, blue, paint);
  if (!one.help.empty())
    text += paint(blue, "      = ") + paint(green, "help") + ": " + message::one_line(one.help) + "\n";
  return text;
}

std::string count_text(const problem_list& problems) {
  if (problems.all().empty())
    return "no problems";
  std::string text = problems.errors() != 0 ? plural(problems.errors(), "error") : "";
  if (problems.warnings() != 0)
    text.append(text.empty() ? "" : " and ").append(plural(problems.warnings(), "warning"));
  return text;
}

json::value report_json(const problem& one) {
  json::object made = place_json(one.where);
  made["severity"] = one.is_warning() ? "warning" : "error";
  made["code"] = one.code;
  made["message"] = one.text;
  made["hint"] = one.help.empty() ? json::value(nullptr) : json::value(one.help);
  if (!one.notes.empty()) {
    json::array notes;
    for (const note& each : one.notes) {
      json::object made_note = place_json(each.where);
      made_note["message"] = each.text;
      notes.push_back(std::move(made_note));
    }
    made["notes"] = std::move(notes);
  }
  return made;
}

} // namespace troupe::rooms::house
