#include "actors.hpp"

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

#include "actor/host.hpp"
#include "mailbox/status.hpp"
#include "observe/counters.hpp"
#include "os/fault_point.hpp"

namespace troupe::tests {

namespace {

// FNV-1a over all that the record says.
std::uint64_t checksum(const numbered& record) {
  std::uint64_t sum = 0xcbf29ce484222325U ^ record.sender ^ record.number * 0x9e3779b97f4a7c15U;
  for (const char each : record.filler)
    sum = (sum ^ static_cast<unsigned char>(each)) * 0x100000001b3U;
  return sum;
}

void note(tally& of, const numbered& record) {
  ++of.records;
  of.broken += is_whole(record) ? 0 : 1;
  std::uint64_t& next = of.per_sender[record.sender];
  of.out_of_order += record.number == next ? 0 : 1;
  next = record.number + 1;
}

// What a receiver that stands still is not sent is counted by its sender (decision 0008).
std::uint64_t refused_sends() {
  return rooms::observe::read(rooms::actor::current_host().mail().status().counters,
                              rooms::observe::counter::refused_sends);
}

// Numbers are given to what is accepted, so what is refused leaves no gap.
void send_numbered(stateful_actor<tally>* self, const flood_forever& what) {
  std::uint64_t& next = self->state.per_sender[what.sender];
  const std::uint64_t refused = refused_sends();
  self->send(what.to, make_numbered(what.sender, next, what.bytes));
  next += refused_sends() == refused ? 1 : 0;
}

void send_some(stateful_actor<tally>* self, const flood& what) {
  for (std::uint64_t i = 0; i < what.count; ++i)
    self->send(what.to, make_numbered(what.sender, what.first + i, what.bytes));
}

void die(death how) {
  switch (how) {
  case death::kill: std::raise(SIGKILL); break;
  case death::abort: std::abort();
  case death::segment: std::raise(SIGSEGV); break;
  case death::exit_3: ::_exit(3);
  case death::throw_up: throw std::runtime_error("the handler had enough");
  case death::quit: break;
  }
}

} // namespace

numbered make_numbered(std::uint32_t sender, std::uint64_t number, std::size_t bytes) {
  numbered made{sender, number, std::string(bytes, static_cast<char>('a' + number % 26)), 0};
  made.check = checksum(made);
  return made;
}

bool is_whole(const numbered& record) { return record.check == checksum(record); }

behavior citizen(stateful_actor<tally>* self) {
  constexpr int at_a_time = 16;
  return {
    [=](const numbered& record) { note(self->state, record); },
    [=](const flood& what) {
      send_some(self, what);
      return true;
    },
    [=](const flood_forever& what) {
      for (int i = 0; i < at_a_time; ++i)
        send_numbered(self, what);
      self->send(self, what);
    },
    [=](get_tally) { return self->state; },
    [=](const arm& what) {
      rooms::os::arm_fault(what.point.c_str(), rooms::os::fault_action::kill, what.nth);
      return true;
    },
    [=](give_up) { self->quit(); },
    [=](death how) {
      die(how);
      self->quit();
    },
    [=](int x) { return x; },
  };
}

} // namespace troupe::tests
