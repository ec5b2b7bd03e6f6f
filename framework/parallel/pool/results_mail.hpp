/// Results on their way, from a worker to its pool or from there to who has asked. Those that there is no memory for
/// give way to an error that says so: nobody waits for ever for what was lost.
#pragma once

#include <algorithm>

#include "actor/heard_mail.hpp"
#include "troupe/exception.hpp"

namespace troupe::rooms::parallel {

/// What takes the place of results of so many words.
[[nodiscard]] exception_value no_room_for(std::size_t words, const caf::error& why);

/// Sends a message of blocks; as long as it is refused, the largest of them gives way. False when it is refused all the
/// same, and then it is left as it is by now. Threads: any.
template <class Message>
bool send_results(const caf::strong_actor_ptr& from, const caf::actor& to, Message& what) {
  for (;;) {
    caf::message sent = caf::make_message(std::move(what));
    const caf::error why = actor::send_heard(from, to, sent);
    if (!why)
      return true;
    what = std::move(sent.get_mutable_as<Message>(0));
    const auto largest = std::ranges::max_element(what.blocks, {}, [](const auto& one) { return one.words.size(); });
    if (largest == what.blocks.end() || largest->words.empty())
      return false;
    largest->failure = no_room_for(largest->words.size(), why);
    largest->words = {};
  }
}

} // namespace troupe::rooms::parallel
