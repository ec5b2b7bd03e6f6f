/// Where an actor lives, as it is written in messages: what a handle becomes when it travels.
#pragma once

#include <cstdint>

namespace troupe::handles {

struct place {
  std::uint64_t actor = 0; ///< within its process; 0 = no actor
  std::uint32_t incarnation = 0;
  std::uint16_t slot = 0xffff;
};

} // namespace troupe::handles
