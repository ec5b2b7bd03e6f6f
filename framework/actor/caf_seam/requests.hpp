/// Requests of this process's actors that have no answer yet: to which process they went, and until
/// when their senders wait. CAF fails neither those of a dead process nor forgets those answered.
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "troupe/actor.hpp"
#include "actor/flat_table.hpp"
#include "mailbox/address.hpp"
#include "mailbox/spin_lock.hpp"
#include "message/envelope.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::actor {

/// An actor of this process and the number of its request.
struct request_key {
  std::uint64_t actor = 0;
  std::uint64_t number = 0;
  friend bool operator==(const request_key&, const request_key&) = default;
  [[nodiscard]] std::uint64_t hash() const noexcept { return mix(actor * 0x9e3779b97f4a7c15U + number); }
};

[[nodiscard]] inline request_key key_of(std::uint64_t actor, caf::message_id id) noexcept {
  return {actor, id.request_id().integer_value()};
}

/// A request that has to be answered from here, with an error.
struct failed_request {
  caf::weak_actor_ptr requester;
  caf::message_id answer;
  message::party holder; ///< no_slot: not known to be in another process
  std::uint64_t actor;   ///< the requester's id
};

/// Threads: any.
class requests {
public:
  /// Went to that actor's process.
  void sent(caf::actor_control_block* requester, caf::message_id id, const message::party& to);
  /// Was delegated: it is in the hands of that process now. False when it has been answered.
  bool moved(const request_key& which, const message::party& to);
  /// It is answered here after all: nobody elsewhere has it.
  void settled_here(const request_key& which);
  /// The answer has come. False when nobody waits for it any more. The deadline is forgotten.
  bool answered(const request_key& which);
  /// The same, for an answer that counts only if the request is still in the hands of that slot.
  bool answered_for(const request_key& which, mailbox::slot_id holder);
  /// Forgets what it knows of a request that was answered within the process.
  void answered_here(const request_key& which);

  void set_deadline(caf::actor_control_block* requester, caf::message_id answer, os::time_point when);
  [[nodiscard]] os::time_point next_deadline() const noexcept { return next_.load(std::memory_order_relaxed); }
  /// Those over time, each told once.
  [[nodiscard]] std::vector<failed_request> take_due(os::time_point now);
  /// Those that went to a process that is over.
  [[nodiscard]] std::vector<failed_request> take_lost(mailbox::address peer);
  /// Requests within the process: nobody says here that they were answered. When many have a
  /// deadline, those that `is_over` are forgotten. It is called under no lock.
  void forget_local(bool (*is_over)(const failed_request&));

  [[nodiscard]] std::size_t size() const;

private:
  struct waiting {
    caf::weak_actor_ptr requester;
    caf::message_id answer;
    message::party holder; ///< no_slot: not known to be in another process
    os::time_point deadline = os::never;
  };
  struct due {
    os::time_point when;
    request_key which;
    friend bool operator<(const due& a, const due& b) noexcept { return a.when > b.when; }
  };

  static constexpr std::size_t least_many = 64;

  [[nodiscard]] std::vector<failed_request> local_if_many();
  waiting& enter(caf::actor_control_block* requester, caf::message_id id);
  void drop_stale();
  void publish_next() noexcept;

  mutable mailbox::spin_lock lock_;
  flat_table<request_key, waiting> all_;
  std::vector<due> heap_; ///< answered ones stay until they come up or outnumber the others
  std::size_t timed_ = 0;
  std::size_t many_ = least_many; ///< with a deadline: then `forget_local` looks
  std::atomic<os::time_point> next_{os::never};
};

} // namespace troupe::rooms::actor
