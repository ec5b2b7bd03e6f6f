/// The operations of a process as messages to its `address()`: what an actor sends to have them done without waiting.
///
///   self->request(p.address(), caf::infinite, troupe::process_join{}).then([=](std::optional<int> code) { ... });
///
/// Plain structs; the same as in schemas/supervisor.capnp.
/// Threads: values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace troupe {

/// How far a process is.
enum class process_state : std::uint8_t {
  initial, ///< described, not started
  started,
  stopped, ///< over, in any way
};

/// All that is known of a process at one moment.
struct process_view {
  std::string name;
  bool daemon = false;
  process_state state = process_state::initial;
  std::uint16_t number = 0; ///< as in logs: "worker 3"; 0 before it is started
  std::uint32_t incarnation = 0;
  std::int32_t pid = 0; ///< 0 before it is started
  std::int32_t parent_pid = 0;
  std::optional<std::int32_t> exit_code = {}; ///< when stopped; as `process::exitcode`
};

/// Answered with `process_view` when the process exists. Fails: invalid_state (started already, or its parent is over,
/// or the system is ending), no_resource, unknown_name. Nothing is left running then, and it may be sent again.
struct process_start {};

/// Answered with the exit code (`std::optional<std::int32_t>`) when the process is over, or with an empty one when
/// that takes longer than `limit` (empty: for ever). Fails: invalid_state when it is not started.
struct process_join {
  std::optional<std::chrono::nanoseconds> limit = {};
};

/// Answered at once with `process_view`.
struct process_look {};

/// Before the start, else invalid_state. Answered when it is done.
struct process_set_name {
  std::string name;
};
/// Before the start, else invalid_state. Answered when it is done.
struct process_set_daemon {
  bool daemon = false;
};

/// SIGTERM. Answered with whether it was sent (`bool`): false when the process is over. Fails: invalid_state when it is
/// not started.
struct process_terminate {};
/// SIGKILL; the same.
struct process_kill {};
/// SIGTERM to the process and all processes below it, and half a second later SIGKILL to those that are left; the same.
struct process_terminate_tree {};

} // namespace troupe
