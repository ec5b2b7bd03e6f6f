/// A tree file, read: what it says, where it says it, and everything that is wrong with it.
#pragma once

#include "house/file/definitions.hpp"
#include "troupe/supervisor_options.hpp"

namespace troupe::rooms::house {

/// One child with its effective options and where each came from.
struct child_entry {
  unsigned kind = 0; ///< of supervision::child_kinds
  std::string name;
  spot at = {};
  child options = {};                     ///< of what is no supervisor
  supervisor_options supervisor = {};     ///< of what is one
  std::vector<std::string> children = {}; ///< of a supervisor, as written
  std::optional<message::json::value> args = {};
  origin_map origins = {};
  std::string supervised_by = {}; ///< empty: by nobody
};

/// What is in it points into it: it can be moved, not copied.
class tree_file {
public:
  tree_file(tree_file&&) = default;
  tree_file& operator=(tree_file&&) = default;

  /// Reads everything and reports everything: values, names, references, order, limits. What has to be looked up
  /// outside the file (behaviours, executables) is the business of `resolve`.
  /// `set`: KEY=VALUE texts, as `settings` has them.
  [[nodiscard]] static tree_file read(const std::filesystem::path& path, const environment& variables = own_environment,
                                      const std::vector<std::string>& set = {});

  [[nodiscard]] const std::string& name() const noexcept { return text_.name; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] const control_options& control() const noexcept { return text_.control; }
  /// The tree, as far as it could be understood.
  [[nodiscard]] const tree_spec& tree() const noexcept { return tree_; }
  [[nodiscard]] tree_spec& tree() noexcept { return tree_; }
  /// In the order in which they are written; the implicit root last.
  [[nodiscard]] const std::vector<child_entry>& children() const noexcept { return children_; }
  [[nodiscard]] const child_entry* find(std::string_view child) const noexcept;
  [[nodiscard]] const definitions& text() const noexcept { return text_; }

  [[nodiscard]] const problem_list& problems() const noexcept { return problems_; }
  enum class place { value, key };
  /// A problem of that child, or of [control] where none is named; at the value of its key, or at the key itself where
  /// that is known.
  void report(std::string code, std::string_view child, std::string_view key, std::string text, std::string help = {},
              place where = place::value);
  void sort_problems() { problems_.sort(); }

private:
  tree_file() = default;

  std::filesystem::path path_;
  problem_list problems_;
  settings settings_;
  definitions text_;
  std::vector<child_entry> children_;
  tree_spec tree_;
};

} // namespace troupe::rooms::house
