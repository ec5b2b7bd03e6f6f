/// A TOML document as values with their places. What the rest of the reader works on, so that one source
/// file alone knows the library that parses.
#pragma once

#include <string>
#include <vector>

#include "house/file/problem.hpp"

namespace troupe::rooms::house {

struct entry;

struct node {
  enum class kind : std::uint8_t { table, list, text, integer, real, truth, moment };

  kind is = kind::table;
  spot where;
  std::string text;     ///< of a text; a moment, or what is bare, as it was written
  bool is_bare = false; ///< of the command line: what looks like a number may be meant as a text
  std::int64_t integer = 0;
  double real = 0;
  bool truth = false;
  std::vector<node> elements; ///< of a list
  std::vector<entry> entries; ///< of a table, in no order that means anything

  [[nodiscard]] const entry* find(std::string_view key) const noexcept;
};

struct entry {
  std::string key;
  spot at; ///< of the key
  node value;
};

/// "a text", "a whole number", "a table": for "expected ..., not ...".
[[nodiscard]] std::string_view kind_text(const node& one) noexcept;

/// The same as JSON; moments are texts.
[[nodiscard]] message::json::value json_of(const node& one);

} // namespace troupe::rooms::house
