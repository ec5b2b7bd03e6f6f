/// What this process holds of one message: the claim on its record, and what came in it for the role that is led here.
///
/// What is in mail for a role, handles of actors and references to shared objects, is kept by its owners for the role,
/// and by nobody else as long as the message may be read again: so it is given back when its record is done, and not
/// before. What is left for the next life is counted anew there.
/// What if this process dies right here? Before the record is done, the next life reads all of it again. Afterwards
/// what was not given back yet is so when the role ends.
#pragma once

#include <vector>

#include "troupe/actor.hpp"
#include "mailbox/endpoint.hpp"
#include "objects/transit.hpp"

namespace troupe::rooms::actor {

/// Threads: one at a time.
class holding {
public:
  holding() noexcept = default;
  explicit holding(mailbox::record&& claim) noexcept : claim_(std::move(claim)) {}
  holding(holding&&) noexcept = default;
  holding& operator=(holding&& other) noexcept;
  ~holding() { done(); }

  /// `sender` may be none.
  void keep(caf::strong_actor_ptr sender, std::vector<caf::strong_actor_ptr>&& handles,
            std::vector<objects::flight_id>&& flights) noexcept;

  // As of a record.
  void taken() noexcept { claim_.taken(); }
  void put_back() noexcept { claim_.put_back(); }
  void done() noexcept;
  void leave() noexcept;

private:
  mailbox::record claim_;
  caf::strong_actor_ptr sender_;
  std::vector<caf::strong_actor_ptr> handles_;
  std::vector<objects::flight_id> flights_;
};

} // namespace troupe::rooms::actor
