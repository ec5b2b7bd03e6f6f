/// What becomes of a message when its receiver dies: the delivery table, as a pure function.
///
/// | the record is   | at-most-once                               | at-least-once                               |
/// |-----------------|--------------------------------------------|---------------------------------------------|
/// | queued send     | waits for the next life                    | waits                                       |
/// | queued request  | waits, and its caller, unless `while_down` | the same                                    |
/// |                 | is `fail`: removed and failed in one step  |                                             |
/// | send in hand    | lost, counted, named in the log            | redelivered; at `max_deliveries` a dead     |
/// |                 |                                            | letter                                      |
/// | request in hand | its caller gets the reason at once         | redelivered; at `max_deliveries` a dead     |
/// |                 |                                            | letter, and the caller gets the reason      |
///
/// What a handler has ended with an exception was answered with the error and is done: there is nothing left of it.
#pragma once

#include <cstdint>

#include "troupe/child_options.hpp"

namespace troupe::rooms::supervision {

struct delivery_rules {
  delivery_kind delivery = at_most_once;
  std::uint32_t max_deliveries = 3;
  down_policy while_down = down_policy::queue;
};

struct left_message {
  bool is_request = false;
  bool in_hand = false;
  std::uint32_t deliveries = 0; ///< how often it was in hand when its receiver died by itself, this time included
};

struct verdict {
  bool stays = true;         ///< for the next life
  bool fails_caller = false; ///< of a request
  bool is_lost = false;      ///< nobody gets it, and nobody was told
  bool is_dead_letter = false;
  friend bool operator==(const verdict&, const verdict&) = default;
};

[[nodiscard]] verdict judge(const delivery_rules& rules, const left_message& what) noexcept;

} // namespace troupe::rooms::supervision
