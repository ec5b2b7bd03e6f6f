/// News of an end that come while something else is in their way.
#include "talkers.hpp"

#include <algorithm>
#include <thread>

#include "mailbox/status.hpp"
#include "observe/counters.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {

/// Written when the test says so.
class slow_question {
public:
  static inline std::atomic<bool> is_being_written{false}, may_be_written{true};
  static void write() {
    is_being_written = true;
    while (!may_be_written)
      std::this_thread::yield();
  }
};

} // namespace troupe::tests

template <>
struct troupe::codec<troupe::tests::slow_question> {
  using wire_type = std::string; // whose length is asked for before the lane is
  static std::string to_wire(const troupe::tests::slow_question&) {
    troupe::tests::slow_question::write();
    return {};
  }
  static troupe::tests::slow_question from_wire(std::string&&) { return {}; }
};

namespace troupe::tests {
namespace {

class LateNews : public testing::Test {
protected:
  void open(host_options options = {}) {
    all.open(options);
    me.emplace();
  }
  error_value told_end() {
    error_value why;
    (*me)->receive([&](const down_msg& down) { why = down.reason; },
                   caf::after(20s) >> [] { ADD_FAILURE() << "no down"; });
    return why;
  }
  std::uint64_t refused() {
    return rooms::observe::read(all.here().mail().status().counters, rooms::observe::counter::refused_sends);
  }
  /// Sends until nothing is taken any more.
  void flood(const caf::actor& whom, std::initializer_list<std::size_t> sizes) {
    const caf::actor sender = all.here().system().spawn([&](event_based_actor* self) -> behavior {
      return {[&, self](const question&) {
        for (const std::size_t size : sizes)
          for (const std::uint64_t before = refused(); refused() == before;)
            self->send(whom, ballast{std::vector<double>(size)});
        return 1;
      }};
    });
    EXPECT_EQ(ask(*me, sender, question{1}).value, 1);
  }
  bool takes_a_frame(mailbox::address whom) {
    const auto write = [](const void*, std::uint64_t* out) { *out = 0; };
    return all.here().mail().try_send(whom, mailbox::channel::control, {1, write, nullptr}) ==
           mailbox::send_result::sent;
  }
  world all{{.memory = std::uint64_t{24} << 20, .slots = 64}};
  std::optional<self> me;
};

// The death is seen to by this thread, while the other one is about to say that it expects an answer.
TEST_F(LateNews, OfWhoIsAskedMeanwhileReachTheAsker) {
  const auto place = all.add("victim", make_talker);
  open();
  const caf::actor other = all.actor_of(place);
  slow_question::may_be_written = false;
  reply last;
  std::thread asks{[&] {
    self mine;
    last = ask(mine, other, slow_question{});
  }};
  EXPECT_TRUE(wait_until([] { return slow_question::is_being_written.load(); }));
  (*me)->monitor(other);
  all.kill(place);
  EXPECT_EQ(told_end(), errc::worker_lost);
  slow_question::may_be_written = true;
  asks.join();
  EXPECT_EQ(last.why, errc::worker_lost) << text(last.why);
  EXPECT_EQ(all.here().count().requests, 0U);
}

TEST_F(LateNews, ReachWhoIsLinkedThoughItsLaneWasFull) {
  const auto place = all.add("deaf", make_talker);
  open({.block_in_handler = 20ms});
  const caf::actor other = all.actor_of(place);
  const caf::actor local = all.here().system().spawn(talker);
  (*me)->monitor(other);
  EXPECT_EQ(ask(*me, local, link_with{other}).value, 1);
  EXPECT_EQ(ask(*me, other, question{1}).value, 2); // the link is there
  all.process_of(place).stop();
  flood(other, {100, 0});
  (*me)->monitor(local);
  (*me)->send(local, quit_with{"together"});
  EXPECT_EQ(text(told_end()), "together");
  all.process_of(place).resume();
  EXPECT_EQ(text(told_end()), "together");
  EXPECT_EQ(all.reap(place), (ending{ending_kind::exited, 0}));
}

// Nobody shares a lane with the dead, for which there was no memory; so nobody is rung.
TEST_F(LateNews, ReachWhoWantedToHearThemWhenMemoryWasShort) {
  const auto place = all.add("victim", make_talker), deaf = all.add("deaf", make_talker);
  std::array<mailbox::address, 40> spare;
  for (mailbox::address& each : spare)
    each = all.where().claim("spare");
  open({.block_in_handler = 20ms});
  const caf::actor victim = all.actor_of(place), filled = all.actor_of(deaf);
  EXPECT_EQ(ask(*me, filled, question{1}).value, 2);
  all.process_of(deaf).stop();
  flood(filled, {100'000, 10'000, 1'000, 100});
  EXPECT_TRUE(std::ranges::any_of(spare, [&](mailbox::address each) { return !takes_a_frame(each); }));
  (*me)->monitor(victim);
  EXPECT_FALSE(takes_a_frame(place));
  all.kill(place);
  EXPECT_EQ(told_end(), errc::worker_lost);
  all.process_of(deaf).resume();
}

// Nobody's handler sends it, and nobody's process may stand still for it.
TEST_F(LateNews, ForWhoStandsStillHoldUpNobodyElse) {
  const auto deaf = all.add("deaf", make_talker), place = all.add("other", make_talker);
  open({.block_in_handler = 20ms});
  const caf::actor filled = all.actor_of(deaf), other = all.actor_of(place);
  EXPECT_EQ(ask(*me, filled, question{1}).value, 2);
  all.process_of(deaf).stop();
  flood(filled, {100});
  EXPECT_EQ(ask(*me, other, question{1}).value, 2);
  const caf::actor sender = all.here().system().spawn([&](event_based_actor* self) -> behavior {
    self->delayed_send(filled, 1ms, ballast{std::vector<double>(100)});
    self->delayed_send(self, 50ms, caf::tick_atom_v);
    return {[&, self](caf::tick_atom) { self->send(caf::actor{*me}, 1); }};
  });
  bool has_ticked = false;
  (*me)->receive([&](int) { has_ticked = true; }, caf::after(10s) >> [] {});
  EXPECT_TRUE(has_ticked);
  all.process_of(deaf).resume();
}

/// Throws when it should say good-bye.
class rude : public caf::event_based_actor {
public:
  explicit rude(caf::actor_config& config) : caf::event_based_actor(config) {}
  caf::behavior make_behavior() override {
    return {[this](const quit_with& what) { quit(make_error(errc::cancelled, what.why)); }};
  }
  void on_exit() override { throw std::runtime_error("not like that"); }
};

TEST_F(LateNews, OfAnActorWhoseGoodByeThrowsAreTold) {
  open();
  const caf::actor local = all.here().system().spawn<rude>();
  (*me)->monitor(local);
  (*me)->send(local, quit_with{"enough"});
  EXPECT_NE(text(told_end()).find("not like that"), std::string::npos);
}

} // namespace
} // namespace troupe::tests
