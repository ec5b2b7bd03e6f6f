/// What is a child supervisor of the supervisor: it makes, watches and ends processes of its own.
#pragma once

#include <functional>

#include "supervision/requests.hpp"

namespace troupe::rooms::supervision {

enum class child_kind : std::uint8_t { pool };
/// A child supervisor. Answered with its `caf::actor`.
struct child_request {
  child_kind kind = child_kind::pool;
  std::vector<std::uint64_t> options; ///< of its kind, encoded
  inherited_log log;
  origin from;                                    ///< of its processes
  caf::actor owner;                               ///< it ends with that actor
  std::vector<std::uint64_t> flights = {};        ///< of the shared objects that the options name
  std::vector<caf::strong_actor_ptr> actors = {}; ///< that they name
};

/// Makes child supervisors. Fails: decode_error.
using child_maker = std::function<caf::actor(child_request&&)>;

} // namespace troupe::rooms::supervision
