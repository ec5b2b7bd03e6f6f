/// Actors that send numbered, checked records, collect them, and die on request.
#pragma once

#include <troupe/troupe.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace troupe::tests {

/// One record of a stream: whole when `check` fits, in order when `number` is the next of its sender.
struct numbered {
  std::uint32_t sender;
  std::uint64_t number;
  std::string filler;
  std::uint64_t check;
};
[[nodiscard]] numbered make_numbered(std::uint32_t sender, std::uint64_t number, std::size_t bytes);
[[nodiscard]] bool is_whole(const numbered& record);

/// From `first` on, `count` records of `bytes` each; answered when the last one is accepted.
struct flood {
  caf::actor to;
  std::uint32_t sender;
  std::uint64_t first;
  std::uint64_t count;
  std::uint64_t bytes;
};
/// Sends on and on, a few records at a time, until its process is killed. A record that is refused
/// gives its number to the next one.
struct flood_forever {
  caf::actor to;
  std::uint32_t sender;
  std::uint64_t bytes;
};

/// What a collector has seen of its senders.
struct tally {
  std::uint64_t records = 0;
  std::uint64_t broken = 0;       ///< not whole
  std::uint64_t out_of_order = 0; ///< a gap, a double, or a swap
  std::map<std::uint32_t, std::uint64_t> per_sender;
};
struct get_tally {};

/// Arms a fault point in the process of the actor that gets it.
struct arm {
  std::string point;
  std::uint32_t nth;
};
/// Ends the actor in order: a fault that was armed was never passed.
struct give_up {};

/// Ways of dying inside a handler.
enum class death : std::uint8_t { kill, abort, segment, exit_3, throw_up, quit };

/// Knows all of the above.
behavior citizen(stateful_actor<tally>* self);

} // namespace troupe::tests
