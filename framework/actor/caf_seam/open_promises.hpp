/// Requests whose handler has returned without an answer: their records stay in hand until the
/// promise is kept, passed on, or nobody waits for it any more.
#pragma once

#include <deque>
#include <mutex>

#include "actor/flat_table.hpp"
#include "mailbox/endpoint.hpp"
#include "message/envelope.hpp"

namespace troupe::rooms::actor {

struct promise_key {
  std::uint64_t actor = 0;
  mailbox::address home;
  std::uint64_t number = 0;
  friend bool operator==(const promise_key&, const promise_key&) = default;
  [[nodiscard]] std::uint64_t hash() const noexcept {
    return mix((actor * 0x9e3779b97f4a7c15U + number) * 0x9e3779b97f4a7c15U + home.slot);
  }
};

[[nodiscard]] inline promise_key promise_of(const message::party& asker, std::uint64_t number) noexcept {
  return {asker.actor, {asker.slot, asker.incarnation}, number};
}

/// Threads: any.
class open_promises {
public:
  /// CAF tells nobody when a promise is dropped unkept, so the oldest of too many is given up.
  static constexpr std::size_t limit = 65536;

  /// The handler has returned.
  void keep(const promise_key& which, mailbox::record&& claim);
  /// An answer, or the request itself for another actor, is on its way out.
  void settle(const promise_key& which);
  /// The askers are gone.
  void drop(mailbox::address peer);
  [[nodiscard]] std::size_t size();

private:
  std::mutex lock_;
  flat_table<promise_key, mailbox::record> all_;
  std::deque<promise_key> in_order_;
};

/// The request that this thread handles now, to be settled without a look into the table.
class request_in_hand {
public:
  /// May be said again; what was in hand before is not any more.
  static void begin(const promise_key& which) noexcept;
  /// Whether an answer has gone out; forgets it.
  static bool end(const promise_key& which) noexcept;
  /// True when it is the one in hand.
  static bool settle(const promise_key& which) noexcept;
};

} // namespace troupe::rooms::actor
