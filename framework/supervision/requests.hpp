/// The supervisor actor's messages, and what a worker is born with. schemas/supervisor.capnp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spawn/spawner.hpp"
#include "troupe/actor_handles.hpp"

namespace troupe::rooms::supervision {

/// Logging as the asking process has it, with sinks as places in the program.
struct inherited_log {
  std::uint8_t least = 0;
  bool to_stderr = false;
  std::vector<spawn::code_place> sinks;
};

/// A process with one actor, made by the function at `entry`. Answered with a `caf::actor`, or with
/// an error whose text says why there is none.
struct spawn_request {
  std::string name;
  spawn::code_place entry;
  std::vector<std::uint64_t> parameters; ///< a tuple of the factory's, encoded
  inherited_log log;
};

/// Who made a process, and what it passes on to those that the process makes.
struct origin {
  std::vector<std::uint32_t> lineage; ///< {2, 1} is Process-2:1; empty is the program itself
  bool daemon = false;
  std::uint16_t parent_slot = 0;
  std::uint32_t parent_incarnation = 0;
  std::int32_t parent_pid = 0;
  std::string parent_name;
  bool parent_daemon = false;
};

/// A process that runs the function at `entry`: described, and started if so wished. Answered with
/// `process_reply`, or with an error as by `process_start`. From then on the house keeps what the parameters refer to:
/// until the process is over, or nobody can start it any more.
struct process_request {
  std::string name;
  std::optional<start_method> start; ///< empty: as the system has it
  spawn::code_place entry;
  std::vector<std::uint64_t> parameters; ///< a tuple of the function's, encoded
  inherited_log log;
  origin from;
  bool start_now = false;
  std::vector<std::uint64_t> flights;        ///< of the shared objects among the parameters
  std::vector<caf::strong_actor_ptr> actors; ///< among the parameters
};
struct process_reply {
  caf::actor address;
  std::uint16_t slot = 0; ///< and below: 0 as long as it is not started
  std::uint32_t incarnation = 0;
  std::int32_t pid = 0;
};

/// The address of the process that runs in that slot, while it runs. Answered with `caf::actor`, or
/// invalid_argument when it is no process that runs a function.
struct address_request {
  std::uint16_t slot = 0;
  std::uint32_t incarnation = 0;
};

/// A signal to the process of that very incarnation. Answered with whether it was sent.
struct signal_request {
  std::uint16_t slot = 0;
  std::uint32_t incarnation = 0;
  std::int32_t number = 0;
};

/// The role of a child of the running tree, by its name or an alias. Answered with a `caf::actor`, or unknown_name.
struct role_request {
  std::string name;
};
/// What runs in a role now. Answered with a `caf::actor`, or invalid_argument.
struct incarnation_request {
  caf::actor role;
};
/// From now on the watcher is told of ends and returns of the lives of a role, or no more. Answered with the role.
struct watch_request {
  caf::actor role;
  caf::actor watcher;
  bool begins = true;
};

/// A child that another one uses, under a name of its own.
struct used_child {
  std::string name;
  std::string child;
};

/// What a worker finds in `birth::arguments`.
struct worker_order {
  std::uint32_t house_incarnation = 0;
  std::uint64_t supervisor = 0; ///< actor id
  inherited_log log;
  origin from;
  std::vector<std::uint64_t> parameters;
  std::uint32_t role = 0; ///< it leads a life of the role whose first life this was; 0: of none
  std::vector<used_child> uses = {};
};

} // namespace troupe::rooms::supervision
