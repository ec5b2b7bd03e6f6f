/// Another program, running: what it prints, signals for it, and how it ended.
#pragma once

#include <string>
#include <vector>

#include "support/child.hpp"

namespace troupe::tests {

/// Whether a program can print before anybody reads it. One whose output is held stands at its first line, and so
/// cannot end before a test is ready for it.
enum class output { flows, held };

class running_program {
public:
  /// Starts the program at `path` in a process group of its own; its stdout and stderr come here.
  running_program(const std::string& path, const std::vector<std::string>& arguments, output how = output::flows);
  ~running_program();
  running_program(const running_program&) = delete;
  running_program& operator=(const running_program&) = delete;

  /// Reads until it has said `line`; a test failure when it ends before.
  void wait_for_line(const std::string& line);
  void signal(int number) const { process_.handle().signal(number); }
  /// As a terminal does on Ctrl-C: SIGINT to all processes of its group.
  void press_ctrl_c() const;
  [[nodiscard]] int pid() const noexcept { return process_.pid(); }
  [[nodiscard]] child& process() noexcept { return process_; }
  /// Reads all it has to say, until it and everything that shares its output has ended.
  ending wait();
  /// All it said on stdout and stderr, in order; whole after `wait`.
  [[nodiscard]] const std::string& said() const noexcept { return said_; }

private:
  bool read_some();

  int pipe_[2];
  std::size_t filling_; ///< bytes in front of what it says
  child process_;
  std::string said_;
};

} // namespace troupe::tests
