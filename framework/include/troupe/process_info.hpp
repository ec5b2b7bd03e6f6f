/// What is known of the process of an actor, and how many processes this host can run at once.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

namespace troupe {

/// What is known of a process of the system. A value: it does not follow what happens to the process.
class process_info {
public:
  process_info(std::string name, std::uint32_t number, int pid) : name_(std::move(name)), number_(number), pid_(pid) {}

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// As in logs: "worker 3". 1 is the program's own process.
  [[nodiscard]] std::uint32_t number() const noexcept { return number_; }
  [[nodiscard]] int pid() const noexcept { return pid_; }

private:
  std::string name_;
  std::uint32_t number_;
  int pid_;
};

/// "process(counter, worker 3, pid 4242)"
std::ostream& operator<<(std::ostream& out, const process_info& who);

/// CPUs this process may run on; at least 1. Works without a system.
[[nodiscard]] unsigned cpu_count() noexcept;

} // namespace troupe
