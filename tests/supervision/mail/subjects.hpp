/// Actors of the trees in these tests, and what they are told.
#pragma once

#include <string>

#include <troupe/troupe.hpp>

namespace troupe::tests {

enum class deed : std::uint8_t {
  nothing,
  hang,      ///< until it is killed
  hang_once, ///< the same; not again where the flag is a file
  die,       ///< by SIGSEGV
  die_once,
  fail,    ///< throws
  promise, ///< answers no sooner than the next `keep_promises`
  skip,    ///< not before the next `take_skipped`
};

struct work {
  int number = 0;
  deed what = deed::nothing;
  caf::actor witness;
  std::string flag = {};
  std::string ballast = {};
};
/// The witness hears of each time a handler has begun.
struct began {
  int number = 0;
  int pid = 0;
};
struct keep_promises {};
struct take_skipped {};
struct later {
  int number = 0;
  caf::actor witness;
};

/// To put something into a shared object that nobody else may hold.
struct fill {
  queue<int> what;
  caf::actor witness;
};

/// A process: sends that, and ends.
void send_fill(const caf::actor& role, const caf::actor& witness);

/// Answers `work` with its number.
troupe::behavior subject(troupe::event_based_actor* self);
/// Skips `later` until `take_skipped`.
troupe::behavior skipper(troupe::event_based_actor* self);
/// Waits inside its handler for the answer of that role to that work.
struct wait_for {
  caf::actor whom;
  work what;
};
struct leave {};
/// Answers `wait_for` with the number of the work, and `leave` with true. An exit message it does not heed.
troupe::behavior patient(troupe::event_based_actor* self);
/// Its first life waits as the patient does, skips all else, and leaves in the same turn; later ones take it.
troupe::behavior leaver(troupe::event_based_actor* self, std::string flag);
/// The same as a blocking actor.
void blocking_leaver(troupe::blocking_actor* self, const std::string& flag);
/// Asks that role by an actor of its own that nobody holds a handle of; the witness of the work hears of the answer.
struct ask_once {
  caf::actor whom;
  work what;
};
troupe::behavior inquirer(troupe::event_based_actor* self);
/// Keeps a role's handle and sends to it what it is told to.
struct keep_role {
  caf::actor role;
};
struct pass_on {
  work what;
};
/// Whether `peer` of that name is that role.
struct has_peer {
  std::string name;
  caf::actor role;
};
troupe::behavior relay(troupe::event_based_actor* self);

} // namespace troupe::tests
