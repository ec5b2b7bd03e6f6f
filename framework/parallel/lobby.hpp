/// What all doors of a system share: who owns mutexes by message, and which objects the house watches.
///
/// Threads: the house thread.
#pragma once

#include <map>
#include <unordered_map>

#include "actor/host.hpp"
#include "objects/mutex.hpp"
#include "objects/table.hpp"

namespace troupe::rooms::parallel {

class lobby {
public:
  lobby(objects::table& in, actor::host& here) noexcept : in_(in), here_(here) {}

  [[nodiscard]] objects::table& in() const noexcept { return in_; }
  [[nodiscard]] actor::host& here() const noexcept { return here_; }
  [[nodiscard]] objects::object_entry& nobodys_entry() noexcept { return nobodys_entry_; }

  /// Who an actor is in the words of mutexes, from the first `enter` until it has left as often.
  objects::mutex_owner enter(const caf::actor_addr& who);
  [[nodiscard]] objects::mutex_owner owner(const caf::actor_addr& who) const;
  void leave(const caf::actor_addr& who);

  /// The house's bell is rung at every change of it, until `end_watch` was called as often.
  void begin_watch(objects::object_entry& of);
  void end_watch(objects::object_entry& of) noexcept;
  /// The object is gone: its entry is not to be touched any more.
  void forget_watches(const objects::object_entry& of) noexcept { watches_.erase(&of); }

private:
  struct guest {
    std::uint32_t number = 0;
    unsigned count = 0;
  };

  objects::table& in_;
  actor::host& here_;
  objects::object_entry nobodys_entry_{};
  std::map<caf::actor_addr, guest> guests_;
  std::uint32_t last_number_ = 0;
  std::unordered_map<const objects::object_entry*, unsigned> watches_;
};

} // namespace troupe::rooms::parallel
