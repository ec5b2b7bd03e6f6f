/// Reads values of a tree file into options, notes where each came from, and reports what does not fit.
#pragma once

#include <filesystem>
#include <map>

#include "house/file/expansion.hpp"
#include "house/file/node.hpp"
#include "supervision/tree/option_fields.hpp"

namespace troupe::rooms::house {

/// Where an effective value was written.
struct origin {
  spot where;
  std::string layer; ///< "defaults", "template.x"; empty: at the child itself
  spot key = {};     ///< of a field of `args`: its name
};
/// By path: "backoff.max", "after[1]".
using origin_map = std::map<std::string, origin, std::less<>>;

/// The place of that value, or of what it is part of; null when it was not written.
[[nodiscard]] const origin* find_origin(const origin_map& all, std::string_view path);

class value_reader {
public:
  struct setting {
    problem_list& problems;
    const environment& variables;
    origin_map& origins;
    unsigned kinds;               ///< of the child or template that is read
    std::string layer;            ///< for the origins
    std::filesystem::path folder; ///< of the file that is read
    /// Keys of other kinds are passed over: [defaults] are for all.
    bool is_for_all_kinds = false;
  };
  explicit value_reader(setting where) : where_(std::move(where)) {}

  [[nodiscard]] unsigned kinds() const noexcept { return where_.kinds; }
  [[nodiscard]] bool is_for_all_kinds() const noexcept { return where_.is_for_all_kinds; }
  /// "backoff.max" while that is read.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

  void refuse(std::string code, const spot& at, std::string text, std::string help = {});
  /// E104: "expected a duration, not a whole number".
  void expect(std::string_view wanted, const node& found, std::string help = {});
  /// The text with its variables filled in; reports those that are not set.
  std::string text_of(const node& text);
  /// Relative paths are relative to the file they are written in.
  [[nodiscard]] std::filesystem::path path_of(const std::filesystem::path& written) const;
  void note_origin(const spot& where) { where_.origins[path_] = {where, where_.layer}; }
  void note_key(const spot& where) { where_.origins[path_].key = where; }
  /// How much has been refused so far.
  [[nodiscard]] std::size_t refusals() const noexcept { return refusals_; }

  /// While it lives, `path` has one step more.
  class step {
  public:
    step(value_reader& how, std::string_view key);
    step(value_reader& how, std::size_t index);
    step(const step&) = delete;
    step& operator=(const step&) = delete;
    ~step() { how_.path_.resize(before_); }

  private:
    value_reader& how_;
    std::size_t before_;
  };

private:
  setting where_;
  std::string path_;
  std::size_t refusals_ = 0;
};

} // namespace troupe::rooms::house
