/// Actors of this process that others hold handles to, and how many each of them holds.
///
/// Every handle that leaves counts one for the process it goes to, before it can arrive; a process
/// gives its count back when it holds none any more, and loses it when it dies. An actor without
/// counts lives as long as its own process's handles let it. Who only wants to hear of its end holds nothing.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "troupe/actor.hpp"
#include "actor/caf_seam/weak_actors.hpp"
#include "actor/flat_table.hpp"
#include "mailbox/address.hpp"
#include "mailbox/spin_lock.hpp"

namespace troupe::rooms::actor {

struct actor_key {
  std::uint64_t actor = 0;
  friend bool operator==(const actor_key&, const actor_key&) = default;
  [[nodiscard]] std::uint64_t hash() const noexcept { return mix(actor); }
};

/// Threads: any. References to actors are let go outside its lock: their ends call back.
class exports {
public:
  /// One handle to `actor` is on its way to `peer`.
  void pin(caf::actor_control_block* actor, mailbox::address peer, std::int64_t count = 1);
  /// For ever.
  void pin_for_all(caf::actor_control_block* actor);
  /// Its id may arrive from elsewhere before its handle was counted: as an argument of a new process.
  void introduce(caf::actor_control_block* actor);

  /// The same count by id, told by a peer. Unknown actors: nothing.
  void add(std::uint64_t actor, mailbox::address peer, std::int64_t count);
  /// `peer` is over, and holds nothing any more.
  void drop(mailbox::address peer);
  /// Actors without counts since the call before last: whoever gave a handle on has been heard by
  /// now. To be let go by the caller.
  [[nodiscard]] std::vector<caf::strong_actor_ptr> take_unheld();
  [[nodiscard]] bool has_unheld() const noexcept { return unheld_count_.load(std::memory_order_relaxed) != 0; }

  /// Null when no such actor is known outside.
  [[nodiscard]] caf::strong_actor_ptr find(std::uint64_t actor);

  /// `peer` wants to hear of the actor's end, held or not. True when nobody ever did before.
  bool watch(caf::actor_control_block* actor, mailbox::address peer);
  /// It does not any more.
  void unwatch(std::uint64_t actor, mailbox::address peer);
  /// At the actor's end: who wants to hear of it.
  [[nodiscard]] std::vector<mailbox::address> take_watchers(std::uint64_t actor);

  [[nodiscard]] std::vector<caf::strong_actor_ptr> all();
  /// How many other processes hold that actor.
  [[nodiscard]] std::size_t holders(std::uint64_t actor);
  [[nodiscard]] std::size_t size();
  /// Actors that are known by id alone, with some that have ended since.
  [[nodiscard]] std::size_t count_introduced();
  void clear();

private:
  struct share {
    mailbox::address peer;
    std::int64_t count = 0; ///< below zero while one that was given on is given back first
  };
  struct exported {
    caf::strong_actor_ptr actor;
    std::vector<share> holders;
    bool for_all = false;
    bool unheld = false; ///< listed in `unheld_`
  };

  exported& enter(caf::actor_control_block* actor);
  void count(exported& one, mailbox::address peer, std::int64_t by);
  static share& share_of(exported& one, mailbox::address peer);
  static bool is_held(const exported& one) noexcept;
  void list_if_unheld(exported& one);

  mailbox::spin_lock lock_;
  flat_table<actor_key, std::unique_ptr<exported>> all_;
  weak_actors introduced_;
  std::unordered_map<std::uint64_t, std::vector<mailbox::address>> watchers_; ///< of actors that tell of their end
  std::vector<std::uint64_t> unheld_, unheld_before_;
  std::atomic<std::size_t> unheld_count_{0};
};

} // namespace troupe::rooms::actor
