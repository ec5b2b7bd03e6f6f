/// Actors and messages that several tests need.
#pragma once

#include <string>
#include <vector>

#include "world.hpp"

namespace troupe::tests {

struct question {
  int number = 0;
};
/// Nothing but weight; not answered.
struct ballast {
  std::vector<double> numbers;
};
struct answer_never {};
/// Makes a promise to answer, and lets go of it.
struct drop_promise {};
/// Lets go of the promises of `answer_never`.
struct drop_promises {};
/// Links itself with whoever asks, and takes it back; answers 1.
struct link_with_asker {};
struct unlink_from_asker {};
struct quit_with {
  std::string why;
};
/// "Hand this on to him": the answer comes from there.
struct pass_on {
  caf::actor to;
};
struct keep_handle {
  std::vector<caf::actor> all;
};
struct drop_handles {};
struct ask_all {
  int number = 0;
};
struct link_with {
  caf::actor whom;
};
struct throw_something {
  std::string what;
};

struct talker_state {
  std::vector<caf::actor> kept;
  std::vector<caf::response_promise> promises;
};

/// Answers `question` with number * 2, and does what the messages above say.
behavior talker(stateful_actor<talker_state>* self);
caf::actor make_talker(host& at);

/// One round trip; the error, if that is the answer.
struct reply {
  std::optional<int> value;
  error_value why;
};
template <class Message>
reply ask(self& me, const caf::actor& whom, const Message& what, caf::duration timeout = caf::duration{20s}) {
  reply out;
  me->request(whom, timeout, what).receive([&](int x) { out.value = x; }, [&](error_value& why) { out.why = why; });
  return out;
}

} // namespace troupe::tests
