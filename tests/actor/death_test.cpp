#include "talkers.hpp"

#include <csignal>

#include "os/fault_point.hpp"

namespace troupe::tests {
namespace {

using namespace std::string_literals;

class Deaths : public testing::Test {
protected:
  mailbox::address add(const char* name) { return all.add(name, make_talker); }
  void open() {
    all.open();
    me.emplace();
  }
  down_msg receive_down() {
    down_msg out;
    (*me)->receive([&](down_msg& down) { out = std::move(down); },
                   caf::after(20s) >> [] { ADD_FAILURE() << "no down"; });
    return out;
  }
  world all;
  std::optional<self> me;
};

TEST_F(Deaths, AKilledProcessTellsItsMonitorsHowItDied) {
  const auto place = add("resize");
  open();
  const caf::actor other = all.actor_of(place);
  (*me)->monitor(other);
  const int pid = all.process_of(place).pid();
  all.kill(place);
  const down_msg down = receive_down();
  EXPECT_EQ(down.source, other.address());
  EXPECT_EQ(down.reason, errc::worker_lost);
  EXPECT_EQ(text(down.reason), "worker " + std::to_string(place.slot) + " 'resize' (pid " + std::to_string(pid) +
                                 ") killed by signal 9 (SIGKILL)");
}

TEST_F(Deaths, APendingRequestFailsAtOnceWithTheReason) {
  const auto place = add("victim");
  open();
  const caf::actor other = all.actor_of(place);
  auto pending = (*me)->request(other, caf::infinite, answer_never{});
  EXPECT_TRUE(ask(*me, other, question{1}).value); // it has the first one in its hands by now
  all.kill(place);
  error_value why;
  pending.receive([](int) { ADD_FAILURE(); }, [&](error_value& e) { why = e; });
  EXPECT_EQ(why, errc::worker_lost);
  EXPECT_NE(text(why).find("killed by signal 9"), std::string::npos) << text(why);
  EXPECT_EQ(all.here().count().requests, 0U);
}

TEST_F(Deaths, ADroppedPromiseFailsItsRequestAtOnce) {
  const auto place = add("careless");
  open();
  const caf::actor other = all.actor_of(place);
  for (int i = 0; i < 100; ++i) {
    const reply last = ask(*me, other, drop_promise{}, caf::duration{caf::infinite});
    EXPECT_EQ(last.why, errc::remote_error);
    EXPECT_NE(text(last.why).find("let go of its promise"), std::string::npos) << text(last.why);
  }
}

TEST_F(Deaths, APromiseDroppedLaterFailsItsRequestThen) {
  const auto place = add("careless");
  open();
  const caf::actor other = all.actor_of(place);
  auto pending = (*me)->request(other, caf::infinite, answer_never{});
  EXPECT_EQ(ask(*me, other, question{1}).value, 2);
  EXPECT_FALSE((*me)->has_next_message());
  EXPECT_EQ(ask(*me, other, drop_promises{}).value, 0);
  error_value why;
  pending.receive([](int) { ADD_FAILURE(); }, [&](error_value& e) { why = e; });
  EXPECT_EQ(why, errc::remote_error);
}

TEST_F(Deaths, APromiseIsLostWithTheActorThatMadeIt) {
  const auto place = add("careless");
  open();
  const caf::actor other = all.actor_of(place);
  auto pending = (*me)->request(other, caf::infinite, answer_never{});
  (*me)->send(other, quit_with{"enough"});
  error_value why;
  pending.receive([](int) { ADD_FAILURE(); }, [&](error_value& e) { why = e; });
  EXPECT_TRUE(why == errc::remote_error || why == errc::worker_lost) << text(why);
  all.reap(place);
}

TEST_F(Deaths, ARequestToADeadProcessFailsAtOnce) {
  const auto place = add("victim");
  open();
  const caf::actor other = all.actor_of(place);
  all.kill(place);
  EXPECT_EQ(ask(*me, other, question{1}, caf::duration{caf::infinite}).why, errc::worker_lost);
  EXPECT_EQ(ask(*me, other, question{1}, caf::duration{caf::infinite}).why, errc::worker_lost);
}

TEST_F(Deaths, AnActorThatQuitsTellsItsOwnReason) {
  const auto place = add("quitter");
  open();
  const caf::actor other = all.actor_of(place);
  (*me)->monitor(other);
  (*me)->send(other, quit_with{"enough"});
  const down_msg down = receive_down();
  EXPECT_EQ(down.reason, errc::cancelled);
  EXPECT_EQ(text(down.reason), "enough");
  EXPECT_EQ(all.reap(place), (ending{ending_kind::exited, 0}));
}

TEST_F(Deaths, MonitoringAnActorThatHasEndedTellsAtOnce) {
  const auto place = add("quitter");
  open();
  const caf::actor other = all.actor_of(place);
  (*me)->send(other, quit_with{"enough"});
  EXPECT_EQ(all.reap(place), (ending{ending_kind::exited, 0}));
  (*me)->monitor(other);
  EXPECT_EQ(receive_down().reason, errc::worker_lost);
}

TEST_F(Deaths, WhatADeadProcessHadSentArrivesBeforeTheNewsOfItsDeath) {
  const auto place = all.add("speaker", [](host& at) -> caf::actor {
    return at.system().spawn([](event_based_actor* self) -> behavior {
      return {[=](const pass_on& to) {
        for (int i = 0; i < 1000; ++i)
          self->send(to.to, question{i});
        std::raise(SIGKILL);
      }};
    });
  });
  open();
  const caf::actor speaker = all.actor_of(place);
  (*me)->monitor(speaker);
  (*me)->send(speaker, pass_on{caf::actor{*me}});
  all.process_of(place).handle().wait_ended(os::deadline_after(patience));
  all.reap(place);
  int received = 0;
  bool down = false;
  while (!down)
    (*me)->receive([&](const question& what) { EXPECT_EQ(what.number, received++); },
                   [&](const down_msg&) { down = true; }, caf::after(20s) >> [&] { down = true; });
  EXPECT_EQ(received, 1000);
}

TEST_F(Deaths, WhoTakesItsMonitorBackHearsNothing) {
  const auto first = add("first");
  const auto second = add("second");
  open();
  const caf::actor quiet = all.actor_of(first), heard = all.actor_of(second);
  (*me)->monitor(quiet);
  (*me)->monitor(heard);
  (*me)->demonitor(quiet);
  (*me)->send(quiet, quit_with{"nobody"});
  pump_until(all.here(), [&] { return all.process_of(first).handle().has_ended(); });
  all.reap(first);
  (*me)->send(heard, quit_with{"somebody"});
  EXPECT_EQ(receive_down().source, heard.address());
  EXPECT_FALSE((*me)->has_next_message());
  pump_until(all.here(), [&] { return all.process_of(second).handle().has_ended(); });
  all.reap(second);
}

TEST_F(Deaths, WhoMonitorsAgainIsToldOnce) {
  const auto place = add("other");
  open();
  const caf::actor other = all.actor_of(place);
  for (int i = 0; i < 3; ++i) {
    (*me)->monitor(other);
    (*me)->demonitor(other);
  }
  (*me)->monitor(other);
  (*me)->send(other, quit_with{"enough"});
  EXPECT_EQ(text(receive_down().reason), "enough");
  pump_until(all.here(), [&] { return all.process_of(place).handle().has_ended(); });
  EXPECT_FALSE((*me)->has_next_message());
  all.reap(place);
}

/// Monitors whom it is told of, holds no handle to it, and tells its keeper of the end.
struct witness_state {
  caf::actor boss;
};
behavior witness(stateful_actor<witness_state>* self) {
  self->set_down_handler([=](const down_msg& down) { self->send(self->state.boss, quit_with{text(down.reason)}); });
  return {[=](const keep_handle& what) { self->state.boss = what.all[0]; },
          [=](const pass_on& what) {
            self->monitor(what.to);
            return 1;
          }};
}

class DeathsOfWhoIsNotHeld : public Deaths {};

TEST_F(DeathsOfWhoIsNotHeld, AreToldToItsMonitorsHere) {
  const auto keeper = add("keeper"), place = add("kept");
  open();
  const caf::actor k = all.actor_of(keeper);
  {
    const caf::actor other = all.actor_of(place);
    (*me)->monitor(other);
    (*me)->send(k, keep_handle{{other}});
  }
  EXPECT_EQ(ask(*me, k, ask_all{4}).value, 8);
  let_it_cool(all);
  EXPECT_FALSE((*me)->has_next_message());
  all.kill(place);
  const down_msg down = receive_down();
  EXPECT_EQ(down.reason, errc::worker_lost);
  EXPECT_NE(text(down.reason).find("killed by signal 9"), std::string::npos) << text(down.reason);
}

TEST_F(DeathsOfWhoIsNotHeld, ByAnybodyAreToldAsThoseOfAnActorHere) {
  const auto place = add("short");
  open();
  (*me)->monitor(all.actor_of(place));
  EXPECT_EQ(receive_down().reason, caf::exit_reason::unreachable);
  EXPECT_EQ(all.reap(place), (ending{ending_kind::exited, 0}));
  pump_until(all.here(), [&] { return all.here().count().proxies == 0; });
}

TEST_F(DeathsOfWhoIsNotHeld, EndWhoIsLinkedToIt) {
  const auto keeper = add("keeper"), place = add("kept"), place_too = add("short");
  open();
  const caf::actor k = all.actor_of(keeper);
  const caf::actor one = all.here().system().spawn(talker), two = all.here().system().spawn(talker);
  {
    const caf::actor other = all.actor_of(place);
    (*me)->send(k, keep_handle{{other}});
    EXPECT_EQ(ask(*me, one, link_with{other}).value, 1);
  }
  (*me)->monitor(two);
  EXPECT_EQ(ask(*me, two, link_with{all.actor_of(place_too)}).value, 1);
  EXPECT_EQ(receive_down().reason, caf::exit_reason::unreachable);
  EXPECT_EQ(all.reap(place_too), (ending{ending_kind::exited, 0}));
  let_it_cool(all);
  (*me)->monitor(one);
  all.kill(place);
  EXPECT_EQ(receive_down().reason, errc::worker_lost);
}

TEST_F(DeathsOfWhoIsNotHeld, FollowThoseOfWhoIsLinkedToIt) {
  const auto keeper = add("keeper"), place = add("kept");
  open();
  const caf::actor k = all.actor_of(keeper);
  const caf::actor local = all.here().system().spawn(talker);
  {
    const caf::actor other = all.actor_of(place);
    (*me)->send(k, keep_handle{{other}});
    EXPECT_EQ(ask(*me, local, link_with{other}).value, 1);
  }
  EXPECT_EQ(ask(*me, k, ask_all{4}).value, 8);
  let_it_cool(all);
  (*me)->send(local, quit_with{"together"});
  pump_until(all.here(), [&] { return all.process_of(place).handle().has_ended(); });
  EXPECT_EQ(all.reap(place), (ending{ending_kind::exited, 0}));
}

TEST_F(DeathsOfWhoIsNotHeld, AreToldToItsMonitorsInAThirdProcess) {
  const auto keeper = add("keeper"), place = add("kept"), place_too = add("short");
  const auto watcher = all.add("watcher", [](host& at) -> caf::actor { return at.system().spawn(witness); });
  open();
  const caf::actor k = all.actor_of(keeper), w = all.actor_of(watcher);
  (*me)->send(w, keep_handle{{caf::actor{*me}}});
  const auto told = [&] {
    std::string why;
    (*me)->receive([&](const quit_with& what) { why = what.why; },
                   caf::after(20s) >> [] { ADD_FAILURE() << "nobody tells"; });
    return why;
  };
  EXPECT_EQ(ask(*me, w, pass_on{all.actor_of(place_too)}).value, 1);
  EXPECT_NE(told().find("unreachable"), std::string::npos);
  all.reap(place_too);
  {
    const caf::actor other = all.actor_of(place);
    (*me)->send(k, keep_handle{{other}});
    EXPECT_EQ(ask(*me, w, pass_on{other}).value, 1);
  }
  EXPECT_EQ(ask(*me, k, ask_all{4}).value, 8);
  let_it_cool(all);
  all.kill(place);
  EXPECT_NE(told().find("killed by signal 9"), std::string::npos);
}

TEST_F(DeathsOfWhoIsNotHeld, AreNotToldToWhoTakesItsMonitorBackByAddressAndNothingStays) {
  const auto keeper = add("keeper"), place = add("kept");
  open();
  const caf::actor k = all.actor_of(keeper);
  caf::actor_addr address;
  {
    const caf::actor other = all.actor_of(place);
    address = other.address();
    (*me)->monitor(other);
    (*me)->send(k, keep_handle{{other}});
  }
  EXPECT_EQ(ask(*me, k, ask_all{4}).value, 8);
  let_it_cool(all);
  EXPECT_EQ(all.here().count().proxies, 2U);
  (*me)->demonitor(address);
  pump_until(all.here(), [&] { return all.here().count().proxies == 1; });
  all.kill(place);
  EXPECT_EQ(ask(*me, k, ask_all{4}).why, errc::worker_lost);
  EXPECT_FALSE((*me)->has_next_message());
}

TEST_F(Deaths, ALinkedActorEndsWithTheKilledOne) {
  const auto place = add("victim");
  open();
  const caf::actor other = all.actor_of(place);
  const caf::actor local = all.here().system().spawn(talker);
  (*me)->monitor(local);
  EXPECT_EQ(ask(*me, local, link_with{other}).value, 1);
  all.kill(place);
  EXPECT_EQ(receive_down().reason, errc::worker_lost);
}

TEST_F(Deaths, AnActorElsewhereEndsWithTheOneItIsLinkedTo) {
  const auto place = add("linked");
  open();
  const caf::actor other = all.actor_of(place);
  const caf::actor local = all.here().system().spawn(talker);
  (*me)->monitor(other);
  EXPECT_EQ(ask(*me, local, link_with{other}).value, 1);
  EXPECT_EQ(ask(*me, other, question{1}).value, 2); // the link is there
  (*me)->send(local, quit_with{"together"});
  EXPECT_EQ(text(receive_down().reason), "together");
  EXPECT_EQ(all.reap(place), (ending{ending_kind::exited, 0}));
}

TEST_F(Deaths, WhoeverAsksCanBeLinkedWith) {
  const auto place = add("linked");
  open();
  const caf::actor other = all.actor_of(place);
  const caf::actor asks = all.here().system().spawn([](event_based_actor* self) -> behavior {
    return {[=](const pass_on& what) { return self->delegate(what.to, question{1}); },
            [=](const keep_handle& what) {
              auto promise = self->make_response_promise();
              self->request(what.all[0], 20s, link_with_asker{}).then([=](int x) mutable { promise.deliver(x); });
              return promise;
            },
            [=](const link_with& what) {
              auto promise = self->make_response_promise();
              self->request(what.whom, 20s, unlink_from_asker{}).then([=](int x) mutable { promise.deliver(x); });
              return promise;
            }};
  });
  (*me)->monitor(asks);
  EXPECT_EQ(ask(*me, asks, keep_handle{{other}}).value, 1);
  EXPECT_EQ(ask(*me, asks, link_with{other}).value, 1);
  EXPECT_EQ(ask(*me, asks, keep_handle{{other}}).value, 1);
  EXPECT_EQ(ask(*me, asks, pass_on{other}).value, 2); // by now the link is there
  EXPECT_FALSE((*me)->has_next_message());
  all.kill(place);
  const down_msg down = receive_down();
  EXPECT_EQ(down.source, asks.address());
  EXPECT_EQ(down.reason, errc::worker_lost);
}

TEST_F(Deaths, WhoeverAskedAndUnlinkedOutlivesTheOther) {
  const auto place = add("linked");
  open();
  const caf::actor other = all.actor_of(place);
  const caf::actor asks = all.here().system().spawn([other](event_based_actor* self) -> behavior {
    return {[=](const question&) {
      auto promise = self->make_response_promise();
      self->request(other, 20s, link_with_asker{}).then([=](int) mutable {
        self->request(other, 20s, unlink_from_asker{}).then([=](int x) mutable { promise.deliver(x); });
      });
      return promise;
    }};
  });
  (*me)->monitor(other);
  EXPECT_EQ(ask(*me, asks, question{1}).value, 1);
  EXPECT_EQ(ask(*me, other, question{1}).value, 2);
  all.kill(place);
  EXPECT_EQ(receive_down().source, other.address());
  EXPECT_FALSE(caf::actor_cast<caf::actor_control_block*>(asks)->get()->getf(caf::abstract_actor::is_terminated_flag));
}

TEST_F(Deaths, TwoProcessesLinkedBothWaysEndOnce) {
  const auto first = add("first"), second = add("second");
  open();
  const caf::actor a = all.actor_of(first), b = all.actor_of(second);
  (*me)->monitor(b);
  EXPECT_EQ(ask(*me, a, link_with{b}).value, 1);
  EXPECT_EQ(ask(*me, b, link_with{a}).value, 1);
  EXPECT_EQ(ask(*me, a, question{1}).value, 2);
  all.kill(first);
  EXPECT_EQ(receive_down().reason, errc::worker_lost);
  EXPECT_EQ(all.reap(second), (ending{ending_kind::exited, 0}));
}

TEST_F(Deaths, ADelegatedRequestIsAnsweredFromTheThirdProcess) {
  const auto first = add("first"), second = add("second");
  open();
  const caf::actor a = all.actor_of(first), b = all.actor_of(second);
  EXPECT_EQ(ask(*me, a, pass_on{b}).value, 42);
  EXPECT_EQ(all.here().count().requests, 0U);
}

TEST_F(Deaths, ADelegatedRequestFailsWhenTheThirdProcessDies) {
  const auto first = add("first");
  const auto second = all.add("second", [](host& at) -> caf::actor {
    return at.system().spawn([](event_based_actor*) -> behavior {
      return {[](const question&) -> int {
        std::raise(SIGKILL);
        return 0;
      }};
    });
  });
  open();
  const caf::actor a = all.actor_of(first), b = all.actor_of(second);
  auto pending = (*me)->request(a, caf::infinite, pass_on{b});
  EXPECT_EQ(ask(*me, a, question{1}).value, 2);
  all.process_of(second).handle().wait_ended(os::deadline_after(patience));
  all.reap(second);
  error_value why;
  pending.receive([](int) { ADD_FAILURE(); }, [&](error_value& e) { why = e; });
  EXPECT_EQ(why, errc::worker_lost);
  EXPECT_NE(text(why).find("second"), std::string::npos) << text(why);
}

TEST_F(Deaths, ADelegatedRequestOutlivesTheProcessThatPassedItOn) {
  const auto first = add("first");
  const auto second = add("second");
  open();
  const caf::actor a = all.actor_of(first), b = all.actor_of(second);
  all.process_of(second).stop();
  auto pending = (*me)->request(a, caf::infinite, pass_on{b});
  EXPECT_EQ(ask(*me, a, question{1}).value, 2);
  all.kill(first);
  EXPECT_EQ(ask(*me, a, question{1}, caf::duration{caf::infinite}).why, errc::worker_lost);
  all.process_of(second).resume();
  int got = 0;
  pending.receive([&](int x) { got = x; }, [](error_value& e) { ADD_FAILURE() << text(e); });
  EXPECT_EQ(got, 42);
}

#ifdef TROUPE_FAULT_POINTS
TEST_F(Deaths, OfWhoPassesARequestOnBeforeSayingSoFailTheRequest) {
  const auto first = all.add("first", [](host& at) {
    os::arm_fault("actor.delegate.sent", os::fault_action::kill);
    return make_talker(at);
  });
  const auto second = add("second");
  open();
  const caf::actor a = all.actor_of(first), b = all.actor_of(second);
  all.process_of(second).stop();
  auto pending = (*me)->request(a, caf::infinite, pass_on{b});
  all.process_of(first).handle().wait_ended(os::deadline_after(patience));
  all.reap(first);
  error_value why;
  pending.receive([](int) { ADD_FAILURE(); }, [&](error_value& e) { why = e; });
  EXPECT_EQ(why, errc::worker_lost);
  all.process_of(second).resume();
  EXPECT_EQ(ask(*me, b, question{1}).value, 2);
  EXPECT_FALSE((*me)->has_next_message()) << "the late answer has vanished";
}
#endif

TEST_F(Deaths, AnExceptionBecomesTheAnswerAndTheEnd) {
  const auto place = add("thrower");
  open();
  const caf::actor other = all.actor_of(place);
  (*me)->monitor(other);
  const error_value why = ask(*me, other, throw_something{"no such row"}).why;
  EXPECT_EQ(why, errc::remote_error);
  EXPECT_EQ(text(why), "std::out_of_range: no such row");
  EXPECT_EQ(text(receive_down().reason), "std::out_of_range: no such row");
  EXPECT_EQ(all.reap(place), (ending{ending_kind::exited, 0}));
}

TEST_F(Deaths, AResponseToADeadRequesterIsDroppedQuietly) {
  const auto asker = all.add("asker", [](host& at) -> caf::actor {
    return at.system().spawn([](event_based_actor* self) -> behavior {
      return {[=](const pass_on& what) {
        self->request(what.to, caf::infinite, question{1}).then([](int) {});
        return 1;
      }};
    });
  });
  const auto place = add("answerer");
  open();
  const caf::actor a = all.actor_of(asker), b = all.actor_of(place);
  all.process_of(place).stop();
  EXPECT_EQ(ask(*me, a, pass_on{b}).value, 1);
  all.kill(asker);
  all.process_of(place).resume();
  EXPECT_EQ(ask(*me, b, question{4}).value, 8);
}

} // namespace
} // namespace troupe::tests
