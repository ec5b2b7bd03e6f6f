#include "world.hpp"

#include "actor/caf_seam/clock.hpp"

#include <map>
#include <memory>
#include <string>

namespace troupe::tests {
namespace {

struct reading {
  int place = 0;
  double value = 0;
  std::string unit;
};
struct everything {
  std::vector<reading> readings;
  std::map<std::string, std::int64_t> counts;
  std::optional<std::string> remark;
  std::pair<bool, std::chrono::milliseconds> flag;
};
struct fail_now {
  std::string why;
};
struct wait_for_ever {};

behavior echo(event_based_actor* self) {
  const auto promises = std::make_shared<std::vector<caf::response_promise>>();
  return {
    [](int x) { return x + 1; },
    [](const reading& what) { return what; },
    [](const everything& what) { return what; },
    [](std::vector<double>& all) { return std::move(all); },
    [](caf::add_atom, int a, int b) { return a + b; },
    [](const std::string& text, int times) { return std::pair<std::string, int>{text + "!", times}; },
    [](const fail_now& what) -> caf::result<int> { return make_error(errc::out_of_range, what.why); },
    [=](const wait_for_ever&) {
      promises->push_back(self->make_response_promise());
      return promises->back();
    },
  };
}

caf::actor make_echo(host& at) { return at.system().spawn(echo); }

void fail(const error_value& why) { ADD_FAILURE() << text(why); }

class AnActorInAnotherProcess : public testing::Test {
protected:
  AnActorInAnotherProcess() {
    place = all.add("echo", make_echo);
    all.open();
    other = all.actor_of(place);
    me.emplace();
  }
  template <class Answer, class... Values>
  Answer ask(Values&&... values) {
    std::optional<Answer> out;
    (*me)
      ->request(other, 10s, std::forward<Values>(values)...)
      .receive([&](Answer& answer) { out = std::move(answer); }, fail);
    return out.value_or(Answer{});
  }
  error_value ask_wrongly(auto&&... values) {
    error_value out;
    (*me)->request(other, 10s, values...).receive([](int) {}, [&](error_value& why) { out = why; });
    return out;
  }

  world all;
  mailbox::address place;
  caf::actor other;
  std::optional<self> me;
};

TEST_F(AnActorInAnotherProcess, AnswersANumber) { EXPECT_EQ(ask<int>(41), 42); }

TEST_F(AnActorInAnotherProcess, AnswersAStruct) {
  const auto back = ask<reading>(reading{7, 2.5, "mm"});
  EXPECT_EQ(back.place, 7);
  EXPECT_EQ(back.value, 2.5);
  EXPECT_EQ(back.unit, "mm");
}

TEST_F(AnActorInAnotherProcess, AnswersNestedContainers) {
  const everything sent{{{1, 1.5, "a"}, {2, 2.5, "b"}}, {{"x", -1}, {"y", 1LL << 40}}, "hello", {true, 17ms}};
  const auto back = ask<everything>(sent);
  ASSERT_EQ(back.readings.size(), 2U);
  EXPECT_EQ(back.readings[1].unit, "b");
  EXPECT_EQ(back.counts, sent.counts);
  EXPECT_EQ(back.remark, "hello");
  EXPECT_EQ(back.flag, sent.flag);
}

TEST_F(AnActorInAnotherProcess, AnswersEightMegabytes) {
  std::vector<double> sent(1'000'000);
  for (std::size_t i = 0; i < sent.size(); ++i)
    sent[i] = static_cast<double>(i);
  EXPECT_EQ(ask<std::vector<double>>(sent), sent);
}

TEST_F(AnActorInAnotherProcess, AnswersMessagesOfSeveralElements) {
  EXPECT_EQ(ask<int>(caf::add_atom_v, 2, 3), 5);
  const auto back = ask<std::pair<std::string, int>>(std::string{"hi"}, 3);
  EXPECT_EQ(back.first, "hi!");
  EXPECT_EQ(back.second, 3);
}

TEST_F(AnActorInAnotherProcess, AnswersWithAnErrorAndItsText) {
  const error_value why = ask_wrongly(fail_now{"no such row"});
  EXPECT_EQ(why, errc::out_of_range);
  EXPECT_EQ(text(why), "no such row");
}

TEST_F(AnActorInAnotherProcess, SaysThatItTakesNoSuchMessage) {
  EXPECT_EQ(ask_wrongly(caf::actor_cast<caf::actor>(caf::actor{*me}), 1), caf::sec::unexpected_message);
}

TEST_F(AnActorInAnotherProcess, IsGivenUpAfterTheTimeout) {
  error_value why;
  (*me)->request(other, 50ms, wait_for_ever{}).receive([] {}, [&](error_value& e) { why = e; });
  EXPECT_EQ(why, caf::sec::request_timeout);
  EXPECT_EQ(code_of(why), errc::timeout);
  EXPECT_EQ(ask<int>(1), 2);
  EXPECT_EQ(all.here().count().requests, 0U);
}

TEST_F(AnActorInAnotherProcess, AnswersAThousandTimes) {
  for (int i = 0; i < 1000; ++i)
    ASSERT_EQ(ask<int>(i), i + 1);
  EXPECT_EQ(all.here().count().requests, 0U);
}

TEST_F(AnActorInAnotherProcess, AnswersThenAndAwait) {
  int sum = 0;
  const caf::actor asker = all.here().system().spawn([&](event_based_actor* self) -> behavior {
    self->request(other, 10s, 1).then([&](int x) { sum += x; });
    self->request(other, 10s, 10).await([&](int x) { sum += x; });
    return {[](caf::ok_atom) {}};
  });
  pump_until(all.here(), [&] { return sum == 13; });
}

// What has come in between may lie unread.
TEST(Clock, FiresWhatWasDueWhenItWasLookedAtAndNothingThatHasBecomeDueSince) {
  world all;
  all.open();
  self me;
  unsigned late = 0;
  rooms::actor::requests open;
  rooms::actor::clock timers{open, [] {}, [&](const rooms::actor::failed_request&) { ++late; },
                             [](const std::exception_ptr&) {}};
  const os::time_point looked = os::clock::now();
  open.set_deadline(caf::actor_cast<caf::strong_actor_ptr>(caf::actor{me}).get(), caf::make_message_id(7).response_id(),
                    looked + 1ns);
  EXPECT_EQ(timers.fire(looked), 0U);
  EXPECT_EQ(late, 0U);
  EXPECT_EQ(timers.fire(looked + 1ns), 1U);
  EXPECT_EQ(late, 1U);
}

} // namespace
} // namespace troupe::tests
