/// A request whose requester has stopped waiting for the answer.
#pragma once

#include <cstdint>

#include "mailbox/address.hpp"

namespace troupe::rooms::actor {

struct withdrawn_request {
  mailbox::address home; ///< of the requester
  std::uint64_t actor = 0;
  std::uint64_t number = 0;
  friend bool operator==(const withdrawn_request&, const withdrawn_request&) = default;
};

} // namespace troupe::rooms::actor
