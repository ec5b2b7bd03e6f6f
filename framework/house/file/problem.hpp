/// What is wrong with a tree file: a code, a place, a sentence, and what to do about it.
#pragma once

#include <string>
#include <vector>

#include "house/file/source.hpp"
#include "message/json.hpp"

namespace troupe::rooms::house {

struct note {
  spot where;
  std::string text;
};

/// Codes that begin with E are errors, those with W warnings. docs/manual/problems.md lists them.
struct problem {
  std::string code;
  spot where;
  std::string text;
  std::string help = {};
  std::vector<note> notes = {};

  [[nodiscard]] bool is_warning() const noexcept { return code.starts_with('W'); }
};

class problem_list {
public:
  void add(problem one) { all_.push_back(std::move(one)); }
  /// By file, place and code, each once.
  void sort();
  [[nodiscard]] const std::vector<problem>& all() const noexcept { return all_; }
  [[nodiscard]] std::size_t errors() const noexcept;
  [[nodiscard]] std::size_t warnings() const noexcept { return all_.size() - errors(); }

private:
  std::vector<problem> all_;
};

/// "tree.toml:41:12: error[E207]: ..." with the line, a caret and the help; lines end with a newline.
[[nodiscard]] std::string report_text(const problem& one, bool colours);
/// "2 errors and 1 warning"
[[nodiscard]] std::string count_text(const problem_list& problems);
[[nodiscard]] message::json::value report_json(const problem& one);

} // namespace troupe::rooms::house
