/// Requests and receives that wait for so long and no longer.
#include "talkers.hpp"

#include <sched.h>

namespace troupe::tests {
namespace {

TEST(Timeouts, AreTakenBackWhenTheAnswerComes) {
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  for (int i = 0; i < 2000; ++i)
    ASSERT_EQ(ask(me, other, question{i}, caf::duration{10s}).value, i * 2);
  EXPECT_EQ(all.here().count().requests, 0U);
}

TEST(Timeouts, OfRequestsWithinAProcessAreTakenBackToo) {
  world all;
  all.open();
  const caf::actor other = all.here().system().spawn(talker);
  int answers = 0;
  const caf::actor asker = all.here().system().spawn([&](event_based_actor* self) -> behavior {
    return {[&, self](const question& what) {
      self->request(other, std::chrono::seconds(3600), what).then([&](int) { ++answers; });
    }};
  });
  for (int i = 0; i < 5'000; ++i) {
    caf::anon_send(asker, question{i});
    if (i % 100 == 99)
      pump_until(all.here(), [&] { return answers == i + 1; });
  }
  EXPECT_LT(all.here().count().requests, 400U);
}

TEST(Timeouts, OfRequestsWithinAProcessFireForThoseNotAnswered) {
  world all;
  all.open();
  const caf::actor silent = all.here().system().spawn(talker);
  int late = 0;
  const caf::actor asker = all.here().system().spawn([&](event_based_actor* self) -> behavior {
    return {[&, self](const question&) {
      self->request(silent, 50ms, answer_never{})
        .then([](int) {}, [&](const error_value& why) { late += why == caf::sec::request_timeout ? 1 : 0; });
    }};
  });
  for (int i = 0; i < 300; ++i)
    caf::anon_send(asker, question{i});
  pump_until(all.here(), [&] { return late == 300; });
  EXPECT_EQ(all.here().count().requests, 0U);
}

TEST(Timeouts, DoNotTurnAwayAnAnswerThatCameBeforeTheyWereLookedAt) {
  world all;
  const auto place = all.add("prompt", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  EXPECT_EQ(ask(me, other, question{1}).value, 2);
  reply out;
  const caf::actor busy = all.here().system().spawn([&](event_based_actor* self) -> behavior {
    return {[&, self](const question& what) {
      const auto end = os::deadline_after(1ms);
      self->request(other, 1ms, what).then([&](int x) { out.value = x; }, [&](error_value& why) { out.why = why; });
      while (!all.here().mail().has_mail() || os::clock::now() <= end)
        sched_yield();
      return 0;
    }};
  });
  EXPECT_EQ(ask(me, busy, question{5}).value, 0);
  pump_until(all.here(), [&] { return out.value || out.why; });
  EXPECT_EQ(out.value, 10) << text(out.why);
}

TEST(Timeouts, EndTheWaitOfAHandlerToo) {
  world all;
  const auto place = all.add("silent", make_talker);
  all.open();
  self me;
  const caf::actor silent = all.actor_of(place);
  std::vector<error_value> heard;
  const caf::actor waits = all.here().system().spawn([&](event_based_actor*) -> behavior {
    return {[&](const question&) {
      self inner;
      heard.push_back(ask(inner, silent, answer_never{}, caf::duration{50ms}).why);
      return 1;
    }};
  });
  EXPECT_EQ(ask(me, waits, question{1}).value, 1);
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0], caf::sec::request_timeout);
}

TEST(Timeouts, LetALateAnswerVanish) {
  world all;
  const auto place = all.add("late", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  EXPECT_EQ(ask(me, other, question{1}).value, 2);
  all.process_of(place).stop();
  EXPECT_EQ(ask(me, other, question{5}, caf::duration{5ms}).why, caf::sec::request_timeout);
  all.process_of(place).resume();
  EXPECT_EQ(ask(me, other, question{6}).value, 12);
  EXPECT_FALSE(me->has_next_message());
}

TEST(Timeouts, OfReceiveAreNotBegunAnewByWhatIsNotWanted) {
  world all;
  all.open();
  self me;
  const auto begun = os::clock::now();
  const caf::actor noise = all.here().system().spawn([&](event_based_actor* self) -> behavior {
    self->delayed_send(self, 20ms, caf::tick_atom_v);
    return {[&me, self](caf::tick_atom) {
      self->send(caf::actor{me}, question{1});
      self->delayed_send(self, 20ms, caf::tick_atom_v);
    }};
  });
  bool timed_out = false;
  me->receive([](const ballast&) {}, caf::after(200ms) >> [&] { timed_out = true; });
  EXPECT_TRUE(timed_out);
  EXPECT_GE(os::clock::now() - begun, 200ms);
}

TEST(Timeouts, OfRepeatedReceivesAreCountedForEachMessage) {
  world all;
  all.open();
  self me;
  const caf::actor ticker = all.here().system().spawn([&](event_based_actor* self) -> behavior {
    self->delayed_send(self, 100ms, caf::tick_atom_v);
    return {[&me, self](caf::tick_atom) {
      self->send(caf::actor{me}, question{1});
      self->delayed_send(self, 100ms, caf::tick_atom_v);
    }};
  });
  int got = 0, late = 0;
  const auto count = [&](const question&) { ++got; };
  const auto too_late = caf::after(1s) >> [&] { ++late; };
  me->receive_while([&] { return got + late < 14; })(count, too_late);
  int i = 0;
  me->receive_for(i, 14)(count, too_late);
  EXPECT_EQ(i, 14);
  me->do_receive(count, too_late).until([&] { return got + late >= 42; });
  EXPECT_EQ(got, 42);
  EXPECT_EQ(late, 0);
}

} // namespace
} // namespace troupe::tests
