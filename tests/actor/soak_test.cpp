#include "talkers.hpp"

#include <fstream>
#include <malloc.h>
#include <random>

#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

struct play {
  std::vector<caf::actor> others;
  int requests = 0;
};
struct token {
  caf::actor from;
  caf::actor third;
  int number = 0;
};

struct how_much_memory {};

struct player_state {
  std::vector<caf::actor> others;
  std::minstd_rand random;
  caf::response_promise done;
  int left = 0;
};

// Each request hands two handles to a random other, who asks one of them back before it answers.
void next_turn(stateful_actor<player_state>* self) {
  auto& state = self->state;
  if (state.left-- == 0)
    return state.done.deliver(1);
  const auto any = [&]() -> caf::actor& { return state.others[state.random() % state.others.size()]; };
  self->request(any(), caf::infinite, token{self, any(), state.left})
    .then([=](int) { next_turn(self); }, [=](error_value& why) { self->state.done.deliver(std::move(why)); });
}

behavior player(stateful_actor<player_state>* self) {
  return {
    [=](play& game) {
      self->state.others = std::move(game.others);
      self->state.left = game.requests;
      self->state.random.seed(static_cast<unsigned>(self->id() + self->home_system().latest_actor_id()));
      self->state.done = self->make_response_promise();
      next_turn(self);
      return self->state.done;
    },
    [=](const token& what) {
      auto promise = self->make_response_promise();
      self->request(what.number % 2 == 0 ? what.from : what.third, 20s, question{what.number})
        .then([=](int x) mutable { promise.deliver(x); },
              [=](error_value& why) mutable { promise.deliver(std::move(why)); });
      return promise;
    },
    [](const question& what) { return what.number; },
    [](const how_much_memory&) { return static_cast<std::uint64_t>(::mallinfo2().uordblks); },
  };
}

std::size_t resident_pages(int pid) {
  std::ifstream facts{"/proc/" + std::to_string(pid) + "/statm"};
  std::size_t size = 0, resident = 0, shared = 0;
  facts >> size >> resident >> shared;
  return resident - shared;
}

class Players : public testing::Test {
protected:
  Players() {
    for (int i = 0; i < 8; ++i)
      places.push_back(all.add("player", [](host& at) -> caf::actor { return at.system().spawn(player); }));
    all.open();
    for (const mailbox::address place : places)
      actors.push_back(all.actor_of(place));
  }
  void play_all(int requests_each) {
    int done = 0;
    const caf::actor judge = all.here().system().spawn([&](event_based_actor* self) -> behavior {
      for (const caf::actor& one : actors)
        self->request(one, caf::infinite, play{actors, requests_each})
          .then([&](int) { ++done; }, [&](error_value& why) { ADD_FAILURE() << text(why), ++done; });
      return {[](caf::ok_atom) {}};
    });
    all.here().pump_until([&] { return done == 8; });
  }
  /// Bytes that the players have allocated, the most of any of them.
  std::uint64_t most_memory() {
    std::uint64_t most = 0;
    self me;
    for (const caf::actor& one : actors)
      me->request(one, 20s, how_much_memory{})
        .receive([&](std::uint64_t bytes) { most = std::max(most, bytes); },
                 [](const error_value& why) { ADD_FAILURE() << text(why); });
    return most;
  }
  std::size_t pages() {
    std::size_t sum = 0;
    for (const mailbox::address place : places)
      sum += resident_pages(all.process_of(place).pid());
    return sum;
  }
  world all;
  std::vector<mailbox::address> places;
  std::vector<caf::actor> actors;
};

TEST_F(Players, PassHandlesAroundAndAllGetTheirAnswers) {
  play_all(300);
  EXPECT_EQ(all.here().count().requests, 0U);
}

TEST_F(Players, KeepNothingOfRequestsThatAreOver) {
  set_test_limit(std::chrono::minutes(3));
  play_all(1'000); // what is kept for reuse has nearly its size by then
  const std::uint64_t before = most_memory();
  play_all(1'000);
  // Sixteen bytes of each request would be more; tables that double once are not.
  EXPECT_LT(most_memory(), before + 1'000 * 16);
}

class SoakPlayers : public Players {};

TEST_F(SoakPlayers, LeaveMemoryFlatOverAMillionRequests) {
  set_test_limit(std::chrono::minutes(58));
  play_all(125'000); // what is kept for reuse has its size by then
  const std::size_t before = pages();
  play_all(125'000);
  const std::size_t after = pages();
  // 8 processes: less than a megabyte each, where a leak of ten bytes per request would be more.
  EXPECT_LT(after, before + 8 * 256) << before << " pages before, " << after << " after";
}

} // namespace
} // namespace troupe::tests
