/// References on their way from one process to another, inside of messages and items.
///
/// A reference in bytes is a **ticket**: the object, and a **flight**, the stake that keeps the object
/// while the bytes are on their way. A flight is made before the bytes can be read, by a process that
/// holds a reference, and is settled by who reads them, when he holds one himself. It is void, and the
/// house settles it, when nobody can read the bytes any more: its receiver is over; or its sender is
/// over and every process has read and left the sender's lanes; or the object that carries it (a
/// queue) is gone. docs/formats/objects.md goes through every step.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "mailbox/address.hpp"
#include "objects/reference.hpp"

namespace troupe::rooms::objects {

/// Nonce << 32 | stake; 0 = none.
using flight_id = std::uint64_t;

using shared::ticket;

/// Who keeps a flight that has no receiver yet, when its sender is dead.
inline constexpr object_id carried_by_sender = 0; ///< nobody
inline constexpr object_id carried_by_house = 1;  ///< the house has the list and settles it

/// What the code that turns values into bytes and back needs to know of where they go: told to it beside
/// its arguments, per thread, for the life of this. Without one, tickets are made without flights: the
/// sender keeps its reference until the receiver has read, or the receiver finds the object gone.
class transit {
public:
  enum class kind : std::uint8_t {
    sizing,  ///< the bytes are counted only
    sending, ///< into the mail of `peer`
    keeping, ///< into bytes that lie somewhere until somebody reads them: the flights are listed
    reading, ///< flights are settled when the reference is held
    peeking, ///< flights stay, and are listed: to be settled when the bytes are given up
  };

  explicit transit(kind what, mailbox::address peer = {}) noexcept;
  ~transit();
  transit(const transit&) = delete;
  transit& operator=(const transit&) = delete;

  void set(kind what) noexcept { what_ = what; }
  /// What was listed since the last time. `sending` lists too.
  [[nodiscard]] std::vector<flight_id> take_flights() noexcept { return std::exchange(flights_, {}); }

  /// By codecs. An empty reference is an empty ticket. Fails: no_resource.
  [[nodiscard]] static ticket leave(const reference& what);
  /// By codecs. Empty for an empty ticket. Fails: decode_error when it names no living object of that
  /// kind, contract_error when there is no system.
  [[nodiscard]] static reference arrive(const ticket& what, object_kind kind);

private:
  [[nodiscard]] flight_id depart(const reference& what);

  kind what_;
  mailbox::address peer_;
  std::vector<flight_id> flights_;
  transit* const outer_;
};

class table;

/// The bytes of these flights will not be read, or not again. Those that are settled already: nothing.
void settle(table& in, const std::vector<flight_id>& which) noexcept;
/// Who keeps them from now on, when their sender should die.
void carry(table& in, const std::vector<flight_id>& which, object_id carrier) noexcept;
/// The object is gone, and all that it carried.
void drop_carried(table& in, object_id carrier) noexcept;

} // namespace troupe::rooms::objects
