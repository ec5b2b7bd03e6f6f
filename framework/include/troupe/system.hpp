/// The running troupe of a program: worker processes, their shared memory and their messages exist
/// between the constructor and the destructor of one `troupe::system`.
///
/// One per process. What else is used of troupe finds it by itself; used before it exists it throws
/// `contract_error`, whose text names the line that is missing. Handles that outlive it are inert:
/// they may be destroyed, not used.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <troupe/log.hpp>
#include <troupe/start_method.hpp>

namespace troupe {

/// Bytes.
[[nodiscard]] constexpr std::uint64_t KiB(std::uint64_t count) noexcept { return count << 10; }
[[nodiscard]] constexpr std::uint64_t MiB(std::uint64_t count) noexcept { return count << 20; }
[[nodiscard]] constexpr std::uint64_t GiB(std::uint64_t count) noexcept { return count << 30; }

struct system_options {
  start_method start = fork_server;
  std::uint64_t memory = GiB(4);         ///< bytes that mail in all processes together may occupy
  std::uint32_t processes = 1022;        ///< workers at one time, those included that peers still let go of
  std::optional<level> log = {};         ///< lines to stderr from this level on; empty: silent
  std::chrono::milliseconds grace{5000}; ///< what actors and processes get to end by themselves
  std::string directory = {}; ///< empty: memory without a file; else unlinked files in that folder of a tmpfs
};

class system {
public:
  /// At the top of `main`: in a worker process of a program linked without the wrapped `main` (see
  /// docs/embedding.md) this line does not return. Consumes nothing of `argv`.
  /// Waits:   for nothing; the process that makes workers starts beside it.
  /// Threads: any, and the destructor may run on another.
  /// Fails:   contract_error when there is one already, no_resource.
  system(int argc, char** argv, const system_options& options = {});

  /// Ends everything in order: no new processes; an exit message to every actor; after `.grace`
  /// SIGTERM; then SIGKILL. When it returns no process, descriptor or memory of this system is left.
  /// Waits: `.grace` and half a second more at most; within a second after Ctrl-C.
  ~system();

  system(const system&) = delete;
  system& operator=(const system&) = delete;

  /// For a program with a main loop of its own: a descriptor that is readable when `dispatch` has
  /// something to do. The first call starts one thread; without it there is none.
  [[nodiscard]] int fileno();
  /// Runs the handlers, deaths and timers that are due now. Never waits for any.
  /// Fails: interrupted after SIGINT or SIGTERM, as every wait of the constructing thread does.
  void dispatch();

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace troupe
