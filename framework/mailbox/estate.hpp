/// What a process that is over has left in its kept mailbox: seen to by the house before the next life begins.
///
/// The house reads in the place of the dead, which nobody else does meanwhile, and decides about each message once.
/// What was in hand is queued again, its count raised, as it is read. docs/formats/estate.md.
/// Threads: the house alone.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "mailbox/region.hpp"

namespace troupe::rooms::mailbox {

struct left_record {
  address from;             ///< the life that has sent it
  std::uint64_t position;   ///< in the stream of its sender: with `from` its name for ever
  std::uint32_t deliveries; ///< how often it was in hand, this time included; seven stands for more, too
  bool in_hand;             ///< this time; of one that was moved meanwhile the count alone says so
  std::span<const std::uint64_t> words;
};

enum class fate : std::uint8_t {
  stays,  ///< for the next life
  is_over ///< nobody gets it
};
using judgement = std::function<fate(const left_record&)>;

/// Asks `judge` about every message, in the order of each sender; the oldest first. Control frames stay.
/// Fails: invalid_state for a slot that is not down.
void settle_estate(region& where, slot_id of, const judgement& judge);

} // namespace troupe::rooms::mailbox
