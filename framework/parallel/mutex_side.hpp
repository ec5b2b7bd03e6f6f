/// A mutex as a door sees it: its own object, or the one that its object is used with.
///
/// Threads: the house thread.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "parallel/door.hpp"

namespace troupe::rooms::parallel {

/// By what request an asking actor came to own a mutex.
struct mutex_grant {
  actor::withdrawn_request request;
  std::uint32_t depth = 1;   ///< how often it locked it
  bool was_notified = false; ///< by a condition, of which it waited for that
};

struct mutex_side {
  door* at;
  objects::object_entry& (*find)(door* at);
  std::map<caf::actor_addr, std::vector<mutex_grant>> granted; ///< of each owner at least one, the oldest first

  [[nodiscard]] objects::object_entry& entry() const { return find(at); }
  /// He owns it now.
  void note(const caf::actor_addr& who, const mutex_grant& how);
  /// The request timed out when its answer was on its way: nobody knows that he owns the mutex. Empty: that was not
  /// granted.
  std::optional<mutex_grant> take_back(const asked& which);
};

/// `lock try_lock unlock previous_owner_died` of that mutex.
[[nodiscard]] caf::message_handler lock_part(caf::event_based_actor* self, const std::shared_ptr<mutex_side>& here);

} // namespace troupe::rooms::parallel
