/// `--set KEY=VALUE`: what the command line says in place of a tree file.
///
/// KEY is the dotted address of a key of the file (`counter.backoff.max`, `control.socket`, or `name`), or the name of
/// a variable in its texts (`PORT` for `${PORT}`). VALUE is TOML, and a text where it is no TOML.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>

#include "house/file/node.hpp"

namespace troupe::rooms::house {

/// What is in it points into it: it can be moved, not copied.
class settings {
public:
  settings() = default;
  /// Reports each that has no key (E101). Later ones of one key win.
  settings(const std::vector<std::string>& written, problem_list& problems);
  settings(settings&&) = default;
  settings& operator=(settings&&) = default;

  /// What a text of the file is told for `${name}`, if that was set here.
  [[nodiscard]] std::optional<std::string> variable(const std::string& name);
  /// Each as a document that has that key alone.
  [[nodiscard]] const std::vector<node>& keys() const noexcept { return keys_; }
  /// Variables that no text has asked for are mistakes (E106). After all texts have been read.
  void report_unused(problem_list& problems) const;

private:
  struct variable_setting {
    const source* from;
    std::string value;
  };

  void take(source& from, problem_list& problems);

  std::deque<source> texts_;
  std::vector<node> keys_;
  std::map<std::string, variable_setting, std::less<>> variables_;
  std::set<std::string, std::less<>> asked_for_; ///< variables
};

/// `below` with the keys of `above`: tables add up, everything else is replaced.
void merge_keys(node& below, const node& above);

} // namespace troupe::rooms::house
