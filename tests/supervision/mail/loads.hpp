/// Actors that are killed under load, and who loads them.
#pragma once

#include <cstdint>
#include <string>

#include <troupe/troupe.hpp>

namespace troupe::tests {

/// A number of one sender. Of two types, so that one can be skipped.
struct number_a {
  int sender = 0;
  std::uint64_t number = 0;
};
struct number_b {
  int sender = 0;
  std::uint64_t number = 0;
};
/// Asked.
struct number_c {
  int sender = 0;
  std::uint64_t number = 0;
};
struct poison {};

/// Each notes in the ledger at `file` what it begins with.
troupe::behavior counter_of_numbers(troupe::event_based_actor* self, std::string file);
/// Takes the one type for a while and the other one then.
troupe::behavior skipping_counter(troupe::event_based_actor* self, std::string file);
/// Skips the one type as long as the other one comes: its lanes fill with what it has put back.
troupe::behavior hoarding_counter(troupe::event_based_actor* self, std::string file);
/// Waits after each hundredth for an answer of another actor.
troupe::behavior awaiting_counter(troupe::event_based_actor* self, std::string file);
/// Answers when some more have come, or a while later.
troupe::behavior promising_counter(troupe::event_based_actor* self, std::string file);
/// All of that: takes two types in turn, waits after each hundredth, and answers the third type later.
troupe::behavior versatile_counter(troupe::event_based_actor* self, std::string file);
/// As the one that hoards. Each second life dies before it is ready.
troupe::behavior frail_counter(troupe::event_based_actor* self, std::string file);

/// Processes: send or ask numbers until the ledger ends.
void send_numbers(int sender, const caf::actor& role, const std::string& file);
void ask_numbers(int sender, const caf::actor& role, const std::string& file);
/// The first two send, the others ask.
void send_or_ask_numbers(int sender, const caf::actor& role, const std::string& file);

} // namespace troupe::tests
