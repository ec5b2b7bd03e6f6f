/// A child that is a program: what its process is told, and how that process becomes it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "spawn/spawner.hpp"
#include "troupe/child.hpp"

namespace troupe::rooms::supervision {

/// The plan of one program, as its process finds it in `birth::arguments`.
struct program_order {
  std::vector<std::string> command = {};
  std::map<std::string, std::string> variables = {}; ///< over what is inherited
  bool inherits_all = true;
  std::vector<std::string> inherited; ///< when not all
  std::string folder;
  std::string input;
  bool input_is_closed = false;
  std::int64_t umask = -1; ///< -1: as it is
  std::string user;
  std::vector<std::string> groups;
};

/// Who this life is, for the texts of its description: `{name}`, `{slot}`, `{incarnation}`, `{tree}`.
struct placeholders {
  std::string name;
  std::string slot; ///< empty: in no pool
  std::uint32_t incarnation = 0;
  std::string tree;
};

/// A text with its placeholders filled in; `{{` is a brace.
[[nodiscard]] std::string filled(const std::string& text, const placeholders& with);

/// What the process of `what` is to become; `notify` is the address of its socket for that, or empty. Reads its files
/// of variables. Fails: no_resource for one that cannot be read.
[[nodiscard]] program_order order_for(const child& what, const placeholders& with, const std::string& notify);

/// The entry of such a process. Never returns to a caller.
void run_program(spawn::birth& born);

} // namespace troupe::rooms::supervision
