/// Reads the command line.
#pragma once

#include <string>
#include <variant>

#include "cli/invocation.hpp"

namespace troupe::rooms::cli {

/// Nothing more to do: a help text was asked for, or the line is wrong.
struct answered {
  int code;
  std::string text; ///< for stdout, or for stderr when `code` is wrong_usage
  std::string help = {};
  bool json = false; ///< errors are wanted as JSON
};

[[nodiscard]] std::variant<invocation, answered> read_command_line(int argc, const char* const* argv);

} // namespace troupe::rooms::cli
