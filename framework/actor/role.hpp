/// The actor of a role, known under one id over all its lives.
#pragma once

#include <cstdint>

#include "mailbox/role.hpp"

namespace troupe::rooms::actor {

/// CAF counts its own up from 1.
inline constexpr std::uint64_t role_actor = std::uint64_t{1} << 62;

} // namespace troupe::rooms::actor
