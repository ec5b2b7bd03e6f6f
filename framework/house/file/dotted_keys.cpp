#include "house/file/dotted_keys.hpp"

#include <algorithm>

namespace troupe::rooms::house {
namespace {

class scanner {
public:
  explicit scanner(std::string_view text) : text_(text) {}

  std::uint32_t find(std::size_t most) noexcept {
    std::size_t dots = 0;
    while (at_ < text_.size()) {
      if (ends_key(text_[at_]))
        dots = 0;
      else if (text_[at_] == '.' && ++dots > most)
        return line();
      pass_over();
    }
    return 0;
  }

private:
  static bool ends_key(char c) noexcept { return std::string_view("\n=,[]{}#").find(c) != std::string_view::npos; }
  [[nodiscard]] std::string_view rest() const noexcept { return text_.substr(at_); }
  [[nodiscard]] std::uint32_t line() const noexcept {
    return static_cast<std::uint32_t>(std::ranges::count(text_.substr(0, at_), '\n') + 1);
  }

  void pass_over() noexcept {
    const std::string_view left = rest();
    if (left.front() == '#')
      at_ += std::min(left.find('\n'), left.size());
    else if (left.starts_with(R"(""")") || left.starts_with("'''"))
      pass_over_text(left.substr(0, 3));
    else if (left.front() == '"' || left.front() == '\'')
      pass_over_text(left.substr(0, 1));
    else
      ++at_;
  }
  /// One of a single line ends with the line, whatever is missing.
  void pass_over_text(std::string_view quotes) noexcept {
    const bool has_escapes = quotes.front() == '"', is_one_line = quotes.size() == 1;
    for (at_ += quotes.size(); at_ < text_.size(); ++at_) {
      if (is_one_line && text_[at_] == '\n')
        return;
      if (rest().starts_with(quotes)) {
        at_ += quotes.size();
        return;
      }
      if (has_escapes && text_[at_] == '\\')
        ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

} // namespace

std::uint32_t line_with_more_dots(std::string_view text, std::size_t most) noexcept { return scanner(text).find(most); }

} // namespace troupe::rooms::house
