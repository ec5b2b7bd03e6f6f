/// `${VAR}`, `${VAR:-default}` and `$$` in the texts of a tree file, and its `{placeholders}`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace troupe::rooms::house {

/// The value of an environment variable, if it is set.
using environment = std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] std::optional<std::string> own_environment(const std::string& name);

struct expansion {
  struct misuse {
    std::size_t at; ///< byte of the written text
    std::size_t length;
    std::string problem;
    std::string help;
  };
  std::string text;
  std::vector<misuse> misuses;
};

/// Fills in variables. Placeholders stay, because each slot and incarnation has its own; they are looked at
/// only where `with_placeholders`.
[[nodiscard]] expansion expand(std::string_view written, const environment& variables, bool with_placeholders);

} // namespace troupe::rooms::house
