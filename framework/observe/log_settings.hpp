/// What a child process inherits of the parent's logging.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "observe/log_ring.hpp"
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

/// For its lifetime lines of `least` and above are kept in `page` too, whatever else is logged and
/// where. The page must outlive it.
class kept_log_lines {
public:
  explicit kept_log_lines(log_page& page, level least = level::info);
  kept_log_lines(const kept_log_lines&) = delete;
  kept_log_lines& operator=(const kept_log_lines&) = delete;
  ~kept_log_lines();

private:
  struct keeper;
  std::shared_ptr<keeper> keeper_;
};

} // namespace troupe::rooms::observe
