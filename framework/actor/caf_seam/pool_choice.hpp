/// Which slot of a pool a message goes to. Its sender chooses, as it sends: no message passes through a third process,
/// and all that holds for a slot's mailbox holds for what was sent to the pool. docs/decisions/0015.
#pragma once

#include <mutex>
#include <vector>

#include "troupe/actor.hpp"
#include "mailbox/region.hpp"

namespace troupe::rooms::actor {

class switchboard;

/// Threads: any.
class pool_choice {
public:
  pool_choice(switchboard& board, mailbox::address pool, mailbox::dispatch how) noexcept
    : board_(board), pool_(pool), how_(how) {}

  /// The role of that slot; of no slot when none of them can get mail any more.
  /// Fails: as `type_entry::words` of what the key is in; no_resource.
  [[nodiscard]] mailbox::address choose(const caf::type_erased_tuple& content);

private:
  void look_at_members();
  [[nodiscard]] mailbox::address least_loaded();
  [[nodiscard]] mailbox::address by_key(std::uint64_t key) const;

  switchboard& board_;
  const mailbox::address pool_;
  const mailbox::dispatch how_;
  std::mutex guard_;         ///< of the three below
  std::uint32_t joined_ = 0; ///< of the pool, when its members were looked at
  std::vector<mailbox::pool_member> members_;
  std::size_t first_asked_ = 0; ///< the one behind the last that was chosen: of equals the first that is asked
};

} // namespace troupe::rooms::actor
