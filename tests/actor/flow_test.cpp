#include "talkers.hpp"

#include <sched.h>
#include <thread>

#include "actor/typeless_mail.hpp"
#include "mailbox/status.hpp"
#include "observe/counters.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

constexpr int flood = 200'000; // far more than any lane holds

TEST(FullLanes, RefuseAHandlerAfterItsPatience) {
  world all;
  const auto place = all.add("deaf", make_talker);
  all.open({.block_in_handler = 20ms});
  self me;
  const caf::actor other = all.actor_of(place);
  EXPECT_EQ(ask(me, other, question{1}).value, 2);
  all.process_of(place).stop();
  error_value why;
  bool asked = false;
  const caf::actor sender = all.here().system().spawn([&](event_based_actor* self) -> behavior {
    const auto& refused = all.here().mail().status().counters;
    while (rooms::observe::read(refused, rooms::observe::counter::refused_sends) == 0)
      self->send(other, std::vector<double>(100));
    self->request(other, caf::infinite, std::vector<double>(100))
      .then([](int) {}, [&](error_value& e) { why = e, asked = true; });
    return {[](caf::ok_atom) {}};
  });
  pump_until(all.here(), [&] { return asked; });
  EXPECT_EQ(why, errc::mailbox_full);
  EXPECT_EQ(all.here().count().requests, 0U);
  all.process_of(place).resume();
}

TEST(FullLanes, HoldUpAHandlerOnceHoweverMuchItSends) {
  world all;
  const auto place = all.add("deaf", make_talker);
  const auto place_too = all.add("deaf, too", make_talker);
  all.open({.block_in_handler = 500ms});
  self me;
  const caf::actor other = all.actor_of(place), other_too = all.actor_of(place_too);
  EXPECT_EQ(ask(me, other, question{1}).value, 2);
  EXPECT_EQ(ask(me, other_too, question{1}).value, 2);
  all.process_of(place).stop();
  all.process_of(place_too).stop();
  os::duration taken{};
  const caf::actor sender = all.here().system().spawn([&](event_based_actor* self) -> behavior {
    return {[&, self](const question& what) {
      const auto begun = os::clock::now();
      for (int i = 0; i < 1'600; ++i)
        for (const caf::actor& one : {other, other_too})
          self->send(one, ballast{std::vector<double>(100)});
      taken = os::clock::now() - begun;
      return what.number;
    }};
  });
  EXPECT_EQ(ask(me, sender, question{1}, caf::duration{caf::infinite}).value, 1);
  EXPECT_GE(taken, 500ms);
  EXPECT_LT(taken, 10s); // hundreds were refused, each of which would have waited
  // Neither has read anything since, so the next handler is not held up at all.
  EXPECT_EQ(ask(me, sender, question{2}, caf::duration{caf::infinite}).value, 2);
  EXPECT_LT(taken, 500ms);
  all.process_of(place).resume();
  all.process_of(place_too).resume();
  EXPECT_EQ(ask(me, other, question{3}).value, 6);
  const reply last = ask(me, other_too, question{3});
  EXPECT_EQ(last.value, 6) << text(last.why);
}

TEST(FullLanes, MakePlainCodeWaitUntilThereIsRoom) {
  world all;
  const shared_object<std::atomic<int>> seen{0};
  const auto place = all.add("slow", [&](host& at) -> caf::actor {
    return at.system().spawn([&](event_based_actor*) -> behavior {
      return {[&](const question&) { ++*seen; }, [&](caf::get_atom) { return seen->load(); }};
    });
  });
  all.open({.block_in_handler = 1ms});
  self me;
  const caf::actor other = all.actor_of(place);
  for (int i = 0; i < flood; ++i)
    me->send(other, question{i});
  EXPECT_EQ(ask(me, other, caf::get_atom_v).value, flood);
}

TEST(FullLanes, LetPlainCodeGoWhenTheReceiverDies) {
  world all;
  const auto place = all.add("deaf", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  EXPECT_EQ(ask(me, other, question{1}).value, 2);
  all.process_of(place).stop();
  std::thread killer{[&] { all.kill(place); }};
  reply last;
  while (!last.why)
    me->send(other, std::vector<double>(1000)), last = ask(me, other, question{1}, caf::duration{1ms});
  killer.join();
  EXPECT_EQ(ask(me, other, question{1}, caf::duration{caf::infinite}).why, errc::worker_lost);
}

// As the house: all that finds no room is put aside, and comes in its order when there is some.
TEST(FullLanes, HoldUpNobodyWhereNobodyWaits) {
  constexpr int many = 20'000;
  world all;
  const shared_object<std::atomic<int>> next{0};
  const auto place = all.add("deaf", [&](host& at) -> caf::actor {
    return at.system().spawn([&](event_based_actor*) -> behavior {
      return {[&](const question& what) { next->store(what.number == *next ? what.number + 1 : -1); },
              [&](caf::get_atom) { return next->load(); }};
    });
  });
  all.open({.never_waits = true});
  self me;
  const caf::actor other = all.actor_of(place);
  EXPECT_EQ(ask(me, other, caf::get_atom_v).value, 0);
  all.process_of(place).stop();
  for (int i = 0; i < many; ++i)
    me->send(other, question{i});
  EXPECT_EQ(ask(me, other, caf::get_atom_v, caf::duration{caf::infinite}).why, errc::mailbox_full);
  EXPECT_EQ(rooms::actor::send_typeless(other, caf::make_message(question{0})), errc::mailbox_full);
  all.process_of(place).resume();
  pump_until(all.here(), [&] { return *next == many || *next < 0; });
  EXPECT_EQ(*next, many);
  EXPECT_FALSE(rooms::actor::send_typeless(other, caf::make_message(question{many})));
  pump_until(all.here(), [&] { return *next == many + 1; });
}

TEST(ShortMemory, MakesPlainCodeWaitUntilTheReceiverGivesSomeBack) {
  world all{{.memory = std::uint64_t{32} << 20, .slots = 64}};
  const shared_object<std::atomic<int>> seen{0};
  const auto place = all.add("busy", [&](host& at) -> caf::actor {
    return at.system().spawn([&](event_based_actor*) -> behavior {
      return {[](const question&) {
                for (const auto until = os::clock::now() + 300ms; os::clock::now() < until;)
                  sched_yield();
              },
              [&](const ballast&) { ++*seen; }, [&](caf::get_atom) { return seen->load(); }};
    });
  });
  all.open({.block_in_handler = 1ms});
  self me;
  const caf::actor other = all.actor_of(place);
  me->send(other, question{1});
  constexpr int many = 100; // a megabyte each: three times the memory
  for (int i = 0; i < many; ++i)
    me->send(other, ballast{std::vector<double>(125'000)});
  EXPECT_EQ(ask(me, other, caf::get_atom_v).value, many);
  EXPECT_EQ(rooms::observe::read(all.here().mail().status().counters, rooms::observe::counter::refused_sends), 0U);
}

struct flood_him {
  caf::actor whom;
  int count = 0;
};

TEST(FullLanes, FacingEachOtherGiveWayAfterTheirPatience) {
  world all;
  const auto flooder = [](host& at) -> caf::actor {
    return at.system().spawn([](stateful_actor<talker_state>* self) -> behavior {
      auto received = std::make_shared<int>(0);
      return {[=](const flood_him& what) {
                for (int i = 0; i < what.count; ++i)
                  self->send(what.whom, question{i});
              },
              [=](const question&) { ++*received; }, [=](caf::get_atom) { return *received; }};
    });
  };
  const auto first = all.add("first", flooder, {.block_in_handler = 1ms});
  const auto second = all.add("second", flooder, {.block_in_handler = 1ms});
  all.open();
  self me;
  const caf::actor a = all.actor_of(first), b = all.actor_of(second);
  me->send(a, flood_him{b, 2000});
  me->send(b, flood_him{a, 2000});
  for (const caf::actor& one : {a, b})
    EXPECT_TRUE(ask(me, one, caf::get_atom_v).value);
}

// A turn of 256 of their messages takes the slow receivers below longer than their senders are patient.
constexpr auto slow_handler = 3ms;
constexpr int slow_messages = 1000; // twice what the lane holds
constexpr auto short_patience = 500ms;

void take_time(os::duration time) {
  for (const auto until = os::clock::now() + time; os::clock::now() < until;)
    sched_yield();
}

// Sends `slow_messages` from its handler; the answer says how many of them were refused.
behavior eager(event_based_actor* self, host& at) {
  return {[self, &at](const flood_him& what) {
    for (int i = 0; i < what.count; ++i)
      self->send(what.whom, ballast{std::vector<double>(300)});
    return static_cast<int>(rooms::observe::read(at.mail().status().counters, rooms::observe::counter::refused_sends));
  }};
}

caf::actor make_eager(host& at) {
  return at.system().spawn([&at](event_based_actor* self) { return eager(self, at); });
}

TEST(SlowReceivers, AreWaitedForAsLongAsTheyReadOn) {
  world all;
  const auto sends = all.add("eager", make_eager, {.block_in_handler = short_patience});
  const auto reads = all.add("slow", [](host& at) -> caf::actor {
    return at.system().spawn(
      [](event_based_actor*) -> behavior { return {[](const ballast&) { take_time(slow_handler); }}; });
  });
  all.open();
  self me;
  const caf::actor slow = all.actor_of(reads);
  EXPECT_EQ(ask(me, all.actor_of(sends), flood_him{slow, slow_messages}, caf::duration{60s}).value, 0);
}

TEST(SlowReceivers, ThatArePlainCodeAreWaitedForToo) {
  world all;
  const auto sends = all.add("eager", make_eager, {.block_in_handler = short_patience});
  all.open();
  self me;
  std::optional<int> refused;
  int received = 0;
  me->send(all.actor_of(sends), flood_him{me, slow_messages});
  me->receive_while([&] { return !refused; })([&](const ballast&) { take_time(slow_handler), ++received; },
                                              [&](int count) { refused = count; });
  EXPECT_EQ(refused, 0);
  EXPECT_EQ(received, slow_messages);
}

TEST(Handlers, DoNotNestWhileOneWaits) {
  world all;
  const auto place = all.add("helper", make_talker);
  all.open();
  const caf::actor other = all.actor_of(place);
  int depth = 0, deepest = 0, done = 0;
  const auto waits_inside = [&](event_based_actor*) -> behavior {
    return {[&](const question& what) {
      deepest = std::max(deepest, ++depth);
      self inner;
      EXPECT_EQ(ask(inner, other, what).value, what.number * 2);
      --depth;
      ++done;
    }};
  };
  const caf::actor a = all.here().system().spawn(waits_inside), b = all.here().system().spawn(waits_inside);
  for (int i = 0; i < 10; ++i) {
    caf::anon_send(a, question{i});
    caf::anon_send(b, question{i});
  }
  pump_until(all.here(), [&] { return done == 20; });
  EXPECT_EQ(deepest, 1);
}

TEST(Handlers, ThatWaitForAnActorOfTheirOwnProcessAreToldSo) {
  world all;
  all.open();
  std::string told;
  const caf::actor local = all.here().system().spawn(talker);
  const caf::actor waits = all.here().system().spawn([&](event_based_actor*) -> behavior {
    return {[&](const question& what) {
      self inner;
      try {
        ask(inner, local, what);
      } catch (const contract_error& why) {
        told = why.what();
      }
    }};
  });
  caf::anon_send(waits, question{1});
  pump_until(all.here(), [&] { return !told.empty(); });
  EXPECT_NE(told.find("own process"), std::string::npos);
}

TEST(Timers, SendLaterToAnotherProcess) {
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  me->delayed_send(other, 10ms, quit_with{"time"});
  pump_until(all.here(), [&] { return all.process_of(place).handle().has_ended(); });
  all.reap(place);
}

TEST(Threads, EachWithItsSelfShareTheMailOfTheirProcess) {
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  const caf::actor other = all.actor_of(place);
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      self me;
      for (int i = 0; i < 300; ++i)
        right += ask(me, other, question{t * 1000 + i}).value == (t * 1000 + i) * 2 ? 1 : 0;
    });
  for (std::thread& one : threads)
    one.join();
  EXPECT_EQ(right, 1200);
  EXPECT_EQ(all.here().count().requests, 0U);
}

TEST(Threads, OfDetachedAndBlockingActorsReachOtherProcesses) {
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  const caf::actor other = all.actor_of(place);
  std::atomic<int> got{0};
  all.here().system().spawn<caf::detached>([&](event_based_actor* self) -> behavior {
    self->request(other, 20s, question{10}).then([&, self](int x) { got += x, self->quit(); });
    return {[](caf::ok_atom) {}};
  });
  all.here().system().spawn([&](blocking_actor* self) {
    self->request(other, 20s, question{1})
      .receive([&](int x) { got += x; }, [](error_value& e) { ADD_FAILURE() << text(e); });
  });
  pump_until(all.here(), [&] { return got == 22; });
}

TEST(Activity, OfAProcessThatHangsCanBeSeen) {
  world all;
  const auto place = all.add("hanging", [](host& at) -> caf::actor {
    return at.system().spawn([](event_based_actor*) -> behavior {
      return {[](const question&) {
        for (;;)
          sched_yield();
      }};
    });
  });
  all.open();
  self me;
  me->send(all.actor_of(place), question{1});
  const auto& doing = all.where().status(place.slot)->doing;
  EXPECT_TRUE(wait_until([&] { return doing.since != 0; }));
  EXPECT_EQ(doing.type, type_id<question>);
  EXPECT_EQ(doing.sender >> 48, mailbox::main_slot);
  all.kill(place);
}

TEST(Values, ThatMeanNothingElsewhereAreRefused) {
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  const error_value why = ask(me, other, all.here().system().groups().anonymous()).why;
  EXPECT_EQ(why, errc::type_mismatch);
  EXPECT_NE(text(why).find("group"), std::string::npos) << text(why);
}

TEST(AHost, WithoutASystemNamesTheMissingLine) {
  try {
    self me;
    FAIL();
  } catch (const contract_error& why) {
    EXPECT_NE(std::string_view{why.what()}.find("troupe::system sys{argc, argv};"), std::string_view::npos);
  }
}

} // namespace
} // namespace troupe::tests
