#include "talkers.hpp"

#include <sched.h>
#include <thread>

#include "actor/typeless_mail.hpp"
#include "mailbox/status.hpp"
#include "message/envelope.hpp"
#include "observe/counters.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using rooms::mailbox::send_result;

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
  me->receive([](const flood_him&) {}, caf::after(200ms) >> [&] { timed_out = true; });
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

void write_garbage(const void* self, std::uint64_t* out) { *out = *static_cast<const std::uint64_t*>(self); }

TEST(BadFrames, AreCountedAndChangeNothing) {
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  EXPECT_EQ(ask(me, other, question{1}).value, 2);
  const std::uint64_t garbage = 0xdeadbeefdeadbeef;
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(all.here().mail().try_send(place, mailbox::channel::data, {1, &write_garbage, &garbage}),
              send_result::sent);
  EXPECT_EQ(ask(me, other, question{2}).value, 4);
  EXPECT_EQ(rooms::observe::read(all.where().status(place.slot)->counters, rooms::observe::counter::bad_frames), 10U);
}

struct hand_made {
  rooms::message::envelope head;
  static void write(const void* self, std::uint64_t* out) {
    rooms::message::write_envelope(out, static_cast<const hand_made*>(self)->head, wire::struct_pointer(0, 0, 0), 0);
  }
};

TEST(BadFrames, OfALayoutUnknownThereNameTheTypeToTheAsker) {
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  auto pending = me->request(other, caf::infinite, answer_never{});
  EXPECT_EQ(ask(me, other, question{1}).value, 2);
  const auto home = all.here().mail().self();
  const auto number = caf::make_message_id(pending.id().request_id().integer_value());
  const hand_made wrong{{{me.address().id(), home.incarnation, home.slot},
                         {other.id(), place.incarnation, place.slot},
                         number.integer_value(),
                         type_id<question>,
                         layout_of<question> + 1}};
  EXPECT_EQ(all.here().mail().try_send(place, mailbox::channel::data,
                                       {rooms::message::envelope_words, &hand_made::write, &wrong}),
            send_result::sent);
  error_value why;
  pending.receive([](int) {}, [&](error_value& e) { why = e; });
  EXPECT_EQ(why, errc::type_mismatch);
  EXPECT_NE(text(why).find("question"), std::string::npos) << text(why);
  EXPECT_NE(text(why).find(std::to_string(layout_of<question>)), std::string::npos) << text(why);
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
