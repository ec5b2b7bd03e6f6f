/// What a tree file and the files it includes define, before anything is made of it.
#pragma once

#include <deque>
#include <memory>

#include "house/file/expansion.hpp"
#include "house/file/settings.hpp"
#include "house/file/value_reader.hpp"

namespace troupe::rooms::house {

/// `[control]`
struct control_options {
  std::filesystem::path socket = {}; ///< empty: by the tree's name, see default_socket
  std::uint32_t mode = 0600;
  std::string group = {};
  bool read_only = false;
  friend bool operator==(const control_options&, const control_options&) = default;
};

/// One `[kind.name]`.
struct definition {
  unsigned kind = 0; ///< of supervision::child_kinds; 0 for a template
  std::string name;
  spot at; ///< of the name
  const node* table = nullptr;
};

struct definitions {
  std::deque<source> sources; ///< in the order they were opened; what is below points into them
  std::deque<node> documents;
  std::string name;
  control_options control;
  origin_map control_origins;
  std::vector<definition> children;
  std::vector<definition> templates;
  std::vector<const node*> defaults; ///< later ones win
  bool is_whole = true;              ///< false when some text was no TOML
};

/// Reads the file and what it includes, with the keys of `set` as if they stood there. Whatever is wrong becomes a
/// problem; a file that cannot be read is one too.
[[nodiscard]] definitions read_definitions(const std::filesystem::path& path, const environment& variables,
                                           const settings& set, problem_list& problems);

} // namespace troupe::rooms::house
