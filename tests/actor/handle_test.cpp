#include "talkers.hpp"

#include <typeindex>

namespace troupe::tests {
namespace {

struct my_handle {
  caf::actor who;
  std::string note;
};
struct who_are_you {};

TEST(Handles, OfOneActorAreEqualHoweverTheyCame) {
  world all;
  const auto first = all.add("first", [](host& at) -> caf::actor {
    return at.system().spawn(
      [](event_based_actor* self) -> behavior { return {[=](const who_are_you&) { return my_handle{self, "me"}; }}; });
  });
  all.open();
  self me;
  const caf::actor a = all.actor_of(first);
  my_handle got;
  me->request(a, 20s, who_are_you{})
    .receive([&](my_handle& h) { got = h; }, [](error_value& e) { ADD_FAILURE() << text(e); });
  EXPECT_EQ(got.who, a);
  EXPECT_EQ(got.who.address(), a.address());
  EXPECT_EQ(caf::actor_cast<caf::actor_control_block*>(got.who), caf::actor_cast<caf::actor_control_block*>(a));
  EXPECT_EQ(all.here().address_of(got.who), first);
  EXPECT_EQ(all.here().count().proxies, 1U);
}

TEST(Handles, InsideMessagesReachTheirActorsFromAThirdProcess) {
  world all;
  const auto first = all.add("first", make_talker), second = all.add("second", make_talker);
  all.open();
  self me;
  const caf::actor a = all.actor_of(first), b = all.actor_of(second);
  const caf::actor local = all.here().system().spawn(talker);
  me->send(a, keep_handle{{b, local, a}});
  EXPECT_EQ(ask(me, a, ask_all{5}).value, 30) << "b, local and a itself answer 10 each";
}

TEST(Handles, WhoseLastOneIsDroppedEndTheirProcess) {
  world all;
  const auto place = all.add("short", make_talker);
  all.open();
  self me;
  {
    const caf::actor a = all.actor_of(place);
    EXPECT_EQ(ask(me, a, question{1}).value, 2);
  }
  pump_until(all.here(), [&] { return all.process_of(place).handle().has_ended(); });
  EXPECT_EQ(all.reap(place), (ending{ending_kind::exited, 0}));
}

TEST(Handles, HeldByAThirdProcessKeepTheirActor) {
  world all;
  const auto keeper = all.add("keeper", make_talker), kept = all.add("kept", make_talker);
  all.open();
  self me;
  const caf::actor k = all.actor_of(keeper);
  {
    const caf::actor a = all.actor_of(kept);
    me->send(k, keep_handle{{a}});
  }
  pump_until(all.here(), [&] { return all.here().count().proxies <= 1; });
  EXPECT_EQ(ask(me, k, ask_all{4}).value, 8);
  EXPECT_FALSE(all.process_of(kept).handle().has_ended());
  EXPECT_EQ(ask(me, k, drop_handles{}).value, 0);
  pump_until(all.here(), [&] { return all.process_of(kept).handle().has_ended(); });
  EXPECT_EQ(all.reap(kept), (ending{ending_kind::exited, 0}));
}

TEST(Handles, HeldByADeadProcessKeepNobody) {
  world all;
  const auto keeper = all.add("keeper", make_talker), kept = all.add("kept", make_talker);
  all.open();
  self me;
  const caf::actor k = all.actor_of(keeper);
  {
    const caf::actor a = all.actor_of(kept);
    me->send(k, keep_handle{{a}});
    EXPECT_EQ(ask(me, k, ask_all{4}).value, 8);
  }
  all.kill(keeper);
  pump_until(all.here(), [&] { return all.process_of(kept).handle().has_ended(); });
  EXPECT_EQ(all.reap(kept), (ending{ending_kind::exited, 0}));
}

TEST(Handles, AMessageSentBeforeTheHandleIsDroppedIsHandled) {
  world all;
  const shared_object<std::atomic<int>> seen{0};
  const auto place = all.add("short", [&](host& at) -> caf::actor {
    return at.system().spawn(
      [&](event_based_actor*) -> behavior { return {[&](const question& what) { *seen = what.number; }}; });
  });
  all.open();
  self me;
  me->send(all.actor_of(place), question{77});
  pump_until(all.here(), [&] { return all.process_of(place).handle().has_ended(); });
  EXPECT_EQ(*seen, 77);
  all.reap(place);
}

using doubling = caf::typed_actor<caf::replies_to<question>::with<int>>;

struct typed_handle {
  doubling who;
};

TEST(Handles, OfTypedActorsTravel) {
  world all;
  const auto first = all.add("typed", [](host& at) -> caf::actor {
    return caf::actor_cast<caf::actor>(at.system().spawn([](doubling::pointer) -> doubling::behavior_type {
      return {[](const question& what) { return what.number * 2; }};
    }));
  });
  const auto second = all.add("user", [](host& at) -> caf::actor {
    return at.system().spawn([](event_based_actor* self) -> behavior {
      return {[=](const typed_handle& what) { return self->delegate(what.who, question{8}); }};
    });
  });
  all.open();
  self me;
  const auto typed = caf::actor_cast<doubling>(all.actor_of(first));
  int got = 0;
  me->request(typed, 20s, question{3})
    .receive([&](int x) { got = x; }, [](error_value& e) { ADD_FAILURE() << text(e); });
  EXPECT_EQ(got, 6);
  EXPECT_EQ(ask(me, all.actor_of(second), typed_handle{typed}).value, 16);
}

// Gives the handles it keeps to whoever asks for them.
behavior giver(stateful_actor<talker_state>* self) {
  return {[=](const keep_handle& what) { self->state.kept = what.all; },
          [=](const who_are_you&) { return my_handle{self->state.kept.at(0), "him"}; },
          [=](const drop_handles&) {
            self->state.kept.clear();
            return 0;
          }};
}

TEST(Handles, GivenBackAndGotAgainAreOfTheStandInThatWasMonitored) {
  world all;
  const auto gives = all.add("giver", [](host& at) -> caf::actor { return at.system().spawn(giver); });
  const auto place = all.add("monitored", make_talker);
  all.open();
  self me;
  const caf::actor g = all.actor_of(gives);
  caf::actor a = all.actor_of(place);
  const auto* const stand_in = caf::actor_cast<caf::actor_control_block*>(a);
  me->monitor(a);
  me->send(g, keep_handle{{a}});
  for (int round = 0; round < 3; ++round) {
    a = nullptr;
    let_it_cool(all);
    me->request(g, 20s, who_are_you{})
      .receive([&](my_handle& h) { a = h.who; }, [](error_value& e) { ADD_FAILURE() << text(e); });
    ASSERT_EQ(caf::actor_cast<caf::actor_control_block*>(a), stand_in);
  }
  EXPECT_EQ(ask(me, g, drop_handles{}).value, 0);
  let_it_cool(all);
  EXPECT_EQ(ask(me, a, question{4}).value, 8) << "the handle that came last is counted";
  EXPECT_FALSE(me->has_next_message());
  a = nullptr;
  me->receive([&](const down_msg& down) { EXPECT_EQ(down.reason, caf::exit_reason::unreachable); },
              caf::after(20s) >> [] { ADD_FAILURE() << "no down"; });
  EXPECT_EQ(all.reap(place), (ending{ending_kind::exited, 0}));
}

TEST(Handles, MadeOfAnAddressOfWhoIsMonitoredAreCounted) {
  world all;
  const auto gives = all.add("giver", [](host& at) -> caf::actor { return at.system().spawn(giver); });
  const auto place = all.add("monitored", make_talker);
  all.open();
  self me;
  const caf::actor g = all.actor_of(gives);
  caf::actor_addr address;
  {
    const caf::actor a = all.actor_of(place);
    address = a.address();
    me->monitor(a);
    me->send(g, keep_handle{{a}});
  }
  let_it_cool(all);
  const auto a = caf::actor_cast<caf::actor>(caf::actor_cast<caf::strong_actor_ptr>(address));
  ASSERT_TRUE(a);
  EXPECT_EQ(ask(me, a, question{4}).value, 8);
  let_it_cool(all);
  EXPECT_EQ(ask(me, g, drop_handles{}).value, 0);
  let_it_cool(all);
  EXPECT_EQ(ask(me, a, question{4}).value, 8) << "it has ended under the handle";
}

TEST(Handles, ComposeAcrossProcesses) {
  world all;
  const auto maker = [](int by) {
    return [by](host& at) -> caf::actor {
      return at.system().spawn([by](event_based_actor*) -> behavior { return {[by](int x) { return x * by; }}; });
    };
  };
  const auto first = all.add("first", maker(3)), second = all.add("second", maker(5));
  all.open();
  self me;
  const caf::actor local =
    all.here().system().spawn([](event_based_actor*) -> behavior { return {[](int x) { return x + 1; }}; });
  EXPECT_EQ(ask(me, all.actor_of(first) * local, 1).value, 6);
  const caf::actor a = all.actor_of(second);
  EXPECT_EQ(ask(me, local * a, 1).value, 6);
}

TEST(Handles, GivenRoundForLongLeaveMemoryFlat) {
  world all;
  const auto first = all.add("first", make_talker), second = all.add("second", make_talker);
  all.open();
  self me;
  const caf::actor a = all.actor_of(first), b = all.actor_of(second);
  for (int round = 0; round < 300; ++round) {
    const caf::actor local = all.here().system().spawn(talker);
    me->send(a, keep_handle{{local, b}});
    ASSERT_EQ(ask(me, a, ask_all{1}).value, 4);
    ASSERT_EQ(ask(me, a, drop_handles{}).value, 0);
    caf::anon_send_exit(local, caf::exit_reason::user_shutdown);
  }
  // What is kept warm cools down when nobody uses it.
  pump_until(all.here(), [&] { return all.here().count().exports <= 4; });
  EXPECT_EQ(all.here().count().requests, 0U);
  EXPECT_EQ(all.here().count().promises, 0U);
}

// A weak reference holds the memory of an actor, too.
TEST(EndedActors, ThatNobodyHeldAnyMoreAreNotRemembered) {
  world all;
  all.open();
  int answers = 0;
  for (int i = 0; i < 100'000; ++i) {
    caf::anon_send(
      all.here().system().spawn([&](event_based_actor*) -> behavior { return {[&](const question&) { ++answers; }}; }),
      question{i});
    if (i % 100 == 99)
      pump_until(all.here(), [&] { return answers == i + 1; });
  }
  EXPECT_LT(all.here().count().residents, 500U);
}

TEST(EndedActors, WhoseHandlesWereElsewhereAreNotRemembered) {
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  const caf::actor other = all.actor_of(place);
  for (int i = 0; i < 20'000; ++i) {
    self each;
    ASSERT_EQ(ask(each, other, question{i}).value, i * 2);
  }
  EXPECT_LT(all.here().count().introduced, 500U);
}

} // namespace
} // namespace troupe::tests
