/// The supervisor actor's messages, and what a worker is born with. schemas/supervisor.capnp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spawn/spawner.hpp"

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

/// A signal to the process of that very incarnation. Answered with whether it was sent.
struct signal_request {
  std::uint16_t slot = 0;
  std::uint32_t incarnation = 0;
  std::int32_t number = 0;
};

/// What a worker finds in `birth::arguments`.
struct worker_order {
  std::uint32_t house_incarnation = 0;
  std::uint64_t supervisor = 0; ///< actor id
  inherited_log log;
  std::vector<std::uint64_t> parameters;
};

} // namespace troupe::rooms::supervision
