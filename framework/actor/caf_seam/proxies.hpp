/// One stand-in for each actor elsewhere that somebody here holds a handle to.
///
/// The table does not keep them alive. What was used a short while ago is kept warm: the sender of
/// one message is often the sender of the next, and is held by nobody between them.
#pragma once

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
  [[nodiscard]] std::vector<caf::strong_actor_ptr> all_of(mailbox::address home);
  [[nodiscard]] std::vector<caf::strong_actor_ptr> all();
  [[nodiscard]] std::size_t size();

private:
  caf::strong_actor_ptr enter(const proxy_key& which, caf::strong_actor_ptr made);

  mailbox::spin_lock lock_;
  flat_table<proxy_key, caf::weak_actor_ptr> all_;
  std::vector<caf::strong_actor_ptr> warm_;
  std::size_t next_warm_ = 0;
  std::atomic<std::size_t> warm_size_{0};
};

} // namespace troupe::rooms::actor
