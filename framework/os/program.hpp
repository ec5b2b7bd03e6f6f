/// Becoming another program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "os/exec_report.hpp"

namespace troupe::rooms::os {

struct program {
  std::vector<std::string> command;     ///< the file, looked for in the new PATH if it has no slash, and its arguments
  std::vector<std::string> environment; ///< all of it: "NAME=value"
  std::string folder;                   ///< to run in; empty: the present one
  std::string input;                    ///< standard input: a path; empty: /dev/null
  bool input_is_closed = false;
  std::optional<std::uint32_t> umask = {};
  std::string user;                     ///< empty: the present one
  std::vector<std::string> groups = {}; ///< with `user`; empty: the user's own
};

/// Turns this process into the program, with every signal at its default and nothing blocked. Returns only when that
/// did not work; the process is in no good state then and should end.
/// Threads: for a process with one thread.
[[nodiscard]] exec_failure become_program(const program& what);

/// The NAME=value lines of this process's own environment.
[[nodiscard]] std::vector<std::string> own_environment_lines();

} // namespace troupe::rooms::os
