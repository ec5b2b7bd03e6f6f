#include "house/file/expansion.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "message/nearest.hpp"

namespace troupe::rooms::house {
namespace {

constexpr std::array<std::string_view, 5> placeholders{"name", "slot", "incarnation", "node", "tree"};

bool is_variable_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class expander {
public:
  expander(std::string_view written, const environment& variables, bool with_placeholders)
    : written_(written), variables_(variables), with_placeholders_(with_placeholders) {}

  expansion run() {
    while (at_ < written_.size())
      step();
    return std::move(result_);
  }

private:
  [[nodiscard]] std::string_view rest() const noexcept { return written_.substr(at_); }

  void step() {
    if (rest().starts_with("$$"))
      take("$", 2);
    else if (rest().starts_with("${"))
      variable();
    else if (with_placeholders_ && rest().starts_with("{{"))
      take("{{", 2); // it becomes one where the placeholders are filled in
    else if (with_placeholders_ && rest().starts_with("{"))
      placeholder();
    else
      take(rest().substr(0, 1), 1);
  }
  void take(std::string_view text, std::size_t length) {
    result_.text += text;
    at_ += length;
  }
  void refuse(std::size_t length, std::string problem, std::string help) {
    result_.misuses.push_back({at_, length, std::move(problem), std::move(help)});
    at_ += length;
  }

  void variable() {
    const std::size_t end = rest().find('}');
    if (end == std::string_view::npos)
      return refuse(2, "\"${\" without \"}\"", "write \"$$\" for a dollar sign");
    const std::string_view inside = rest().substr(2, end - 2);
    const std::size_t split = inside.find(":-");
    const std::string name(inside.substr(0, split));
    if (name.empty() || !std::ranges::all_of(name, is_variable_letter))
      return refuse(end + 1, "\"" + name + "\" is no name of a variable", "write ${NAME} or ${NAME:-default}");
    // As in the shell, what is set to nothing has its default too.
    const std::optional<std::string> value = variables_(name);
    if (value && (split == std::string_view::npos || !value->empty()))
      take(*value, end + 1);
    else if (split != std::string_view::npos)
      take(inside.substr(split + 2), end + 1);
    else
      refuse(end + 1, "the environment variable " + name + " is not set",
             "set it, or give a default: ${" + name + ":-...}");
  }

  void placeholder() {
    const std::size_t end = rest().find('}');
    const std::string_view name = rest().substr(1, end == std::string_view::npos ? end : end - 1);
    if (end != std::string_view::npos && std::ranges::find(placeholders, name) != placeholders.end())
      return take(rest().substr(0, end + 1), end + 1);
    const auto meant = message::nearest(name, placeholders);
    refuse(end == std::string_view::npos ? 1 : end + 1,
           "unknown placeholder \"" + std::string(rest().substr(0, end + 1)) + "\"",
           meant ? "did you mean \"{" + *meant + "}\"? Write \"{{\" for a brace"
                 : "there are {name}, {slot}, {incarnation}, {node} and {tree}; write \"{{\" for a brace");
  }

  std::string_view written_;
  const environment& variables_;
  bool with_placeholders_;
  std::size_t at_ = 0;
  expansion result_;
};

} // namespace

std::optional<std::string> own_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

expansion expand(std::string_view written, const environment& variables, bool with_placeholders) {
  return expander(written, variables, with_placeholders).run();
}

} // namespace troupe::rooms::house
