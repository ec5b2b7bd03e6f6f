/// One stand-in for each actor elsewhere that somebody here holds a handle to.
///
/// The table does not keep them alive. What was used a short while ago is kept warm: the sender of
/// one message is often the sender of the next, and is held by nobody between them. What somebody here monitors or is
/// linked to is kept too, held or not: whoever gets a handle to it again gets that one.
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "actor/caf_seam/proxy.hpp"
#include "actor/flat_table.hpp"
#include "mailbox/spin_lock.hpp"

namespace troupe::rooms::actor {

struct proxy_key {
  std::uint64_t actor = 0;
  mailbox::address home;
  friend bool operator==(const proxy_key&, const proxy_key&) = default;
  [[nodiscard]] std::uint64_t hash() const noexcept {
    return mix(actor * 0x9e3779b97f4a7c15U + (std::uint64_t{home.slot} << 32) + home.incarnation);
  }
};

/// Threads: any. References are let go outside its lock: their ends call back.
class proxies {
public:
  static constexpr std::size_t warm_limit = 256;

  /// The living one, or null.
  [[nodiscard]] caf::strong_actor_ptr find(const proxy_key& which);
  /// The same, made if there is none; `make(is_new)` runs under no lock and may lose against another.
  template <class Make>
  caf::strong_actor_ptr find_or_make(const proxy_key& which, Make make) {
    if (caf::strong_actor_ptr known = find(which))
      return known;
    return enter(which, make());
  }
  /// It is being destroyed.
  void forget(const proxy& which);

  /// Lets go of those that were not looked up since the last call. Whether some are still warm.
  bool cool();
  [[nodiscard]] bool is_warm() const noexcept { return warm_size_.load(std::memory_order_relaxed) != 0; }

  /// Whether something is attached to it; as long it is kept. True: from now on there is something to settle.
  [[nodiscard]] bool keep(proxy& which, bool wanted);
  struct settlement {
    caf::strong_actor_ptr who;
    std::uint64_t given_back = 0, given_back_for_role = 0;
    bool is_held_uncounted = false;
  };
  /// Lets go of what was kept and is over, or has nothing attached any more. Of the others: those that nobody holds,
  /// with the handles that their owner is to be given back; and those that somebody holds again who had no more than an
  /// address.
  [[nodiscard]] std::vector<settlement> settle();
  /// Whether some that are kept are held by somebody who may let go of them, which is not told.
  [[nodiscard]] bool is_unsettled() const noexcept { return is_unsettled_.load(std::memory_order_relaxed); }
  /// The system ends.
  void drop_kept();

  [[nodiscard]] std::vector<caf::strong_actor_ptr> all_of(mailbox::address home);
  [[nodiscard]] std::vector<caf::strong_actor_ptr> all();
  [[nodiscard]] std::size_t size();

private:
  caf::strong_actor_ptr enter(const proxy_key& which, caf::strong_actor_ptr made);
  void settle(const caf::strong_actor_ptr& one, std::vector<settlement>& found);

  mailbox::spin_lock lock_;
  flat_table<proxy_key, caf::weak_actor_ptr> all_;
  std::vector<caf::strong_actor_ptr> warm_;
  std::size_t next_warm_ = 0;
  std::atomic<std::size_t> warm_size_{0};
  std::vector<caf::strong_actor_ptr> kept_;
  std::atomic<bool> is_unsettled_{false}; ///< written under the lock
};

} // namespace troupe::rooms::actor
