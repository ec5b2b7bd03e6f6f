/// A copy of this process that goes on in a session of its own, while the process itself waits for what the copy says.
///
/// | dies                            | then                                                             |
/// |---------------------------------|------------------------------------------------------------------|
/// | the copy, before it has parted  | the launcher sees its end of the socket close, and collects it   |
/// | the launcher                    | the copy goes on; what it says goes nowhere                      |
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "os/pidfd.hpp"
#include "os/signals.hpp"
#include "os/socket_pair.hpp"

namespace troupe::rooms::os {

/// The process that waits. SIGINT and SIGTERM that come to it until it is destroyed are for the copy.
class launcher {
public:
  launcher(packet_socket end, pidfd copy, int pid, std::unique_ptr<blocked_signals> held);

  struct outcome {
    std::optional<std::string> said; ///< by the copy
    std::optional<ending> end;       ///< of the copy
  };
  /// Waits until there is one of the two; both are empty after `deadline`.
  [[nodiscard]] outcome wait(time_point deadline);
  [[nodiscard]] int pid() const noexcept { return pid_; }

private:
  void pass_signals_on(int signals) const noexcept;

  packet_socket end_;
  pidfd copy_;
  int pid_;
  std::unique_ptr<blocked_signals> held_;
};

/// The copy. Its standard input is /dev/null.
class detached {
public:
  explicit detached(packet_socket end) noexcept : end_(std::move(end)) {}

  /// From now on standard output and error go to the end of this file, which is made (0600) where it is missing; what
  /// they were is held open by nobody here. Fails: no_resource.
  void divert_output(const std::string& path);
  [[nodiscard]] bool is_diverted() const noexcept { return static_cast<bool>(file_); }
  /// The last of what the file has got since then, `most` bytes of it; what is no file has kept nothing.
  [[nodiscard]] std::string diverted(std::size_t most) const;

  /// For the process that waits; at most `packet_socket::most_bytes`.
  void say(const std::string& what) const noexcept;
  /// Nothing more will be said.
  void part() noexcept { end_.close(); }
  [[nodiscard]] bool has_parted() const noexcept { return !end_; }

private:
  packet_socket end_;
  fd file_;
  std::int64_t began_ = 0; ///< bytes of the file that are older
};

/// For a process with one thread: both return from here. Fails: no_resource.
[[nodiscard]] std::variant<launcher, detached> detach();

} // namespace troupe::rooms::os
