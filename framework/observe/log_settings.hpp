/// What a child process inherits of the parent's logging.
#pragma once

#include <string_view>
#include <vector>

#include "troupe/log.hpp"

namespace troupe::rooms::observe {

struct log_settings {
  level least = level::off;
  bool to_stderr = false;
  /// Plain functions added as sinks. Addresses of this process: who passes them to a fresh image
  /// turns each into its place in the program and back.
  std::vector<log_function> sinks;
  friend bool operator==(const log_settings&, const log_settings&) = default;
};

/// What holds now, for a child about to be started.
[[nodiscard]] log_settings current_log_settings();
/// For the child, before it logs: exactly these settings, whatever held before.
void adopt_log_settings(const log_settings& settings);

/// The name in this process's lines; "MainProcess" until set.
void set_log_process_name(std::string_view name);

} // namespace troupe::rooms::observe
