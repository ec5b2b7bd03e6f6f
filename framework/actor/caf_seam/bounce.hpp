/// Why a message could not be handled where it arrived: what a `bounced` frame carries.
#pragma once

#include <cstdint>
#include <string>

#include "troupe/actor.hpp"

namespace troupe::rooms::actor {

struct bounce {
  std::uint8_t code = 0;    ///< an errc
  std::uint64_t type = 0;   ///< the message's type, when that was the reason
  std::uint32_t layout = 0; ///< its layout there; 0: unknown there
  std::string text;
};

[[nodiscard]] bounce bounce_of(errc code, std::string text);
/// The sentence for the sender, who knows the type by name.
[[nodiscard]] caf::error to_error(const bounce& why);

} // namespace troupe::rooms::actor
