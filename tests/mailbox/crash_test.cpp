/// Producers killed in the middle of everything they do: what they published arrives, whole and in
/// order; nothing else does; their memory comes back.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "mail.hpp"
#include "os/fault_point.hpp"
#include "os/poll.hpp"
#include "os/process_facts.hpp"
#include "support/shared_object.hpp"
#include "support/watchdog.hpp"

using namespace troupe;
using namespace troupe::tests;
using namespace troupe::rooms::mailbox;
using os::fault_action;

namespace {

constexpr ending killed{ending_kind::signalled, 9};

using acknowledged = std::atomic<std::uint64_t>;

// Small ones, some for the arena, some of them large.
std::size_t words_of(std::uint64_t number) {
  if (number % 61 == 13)
    return 30000;
  return number % 17 == 3 ? 1500 : 1 + number % 40;
}

int produce(const region& where, address self, address to, std::uint64_t count, acknowledged& sent) {
  endpoint mail{attach_again(where), self};
  counting_sink none;
  for (std::uint64_t i = 0; i < count; ++i) {
    const channel by = i % 2 == 0 ? channel::data : channel::control;
    const std::uint64_t number = i / 2;
    while (send_number(mail, to, number, words_of(number), by) == send_result::full)
      mail.wait_for_space(to, os::deadline_after(patience));
    sent.store(i + 1);
    if (i % 100 == 99) {
      mail.drain(none);
      mail.take_attention();
      mail.tidy();
    }
  }
  return 0;
}

// Two streams, each counted on its own.
class two_streams : public record_sink {
public:
  void on_record(inbound&& in) override { (in.by == channel::data ? data : control).on_record(std::move(in)); }
  void on_bad_lane(address, const char* what) override { ADD_FAILURE() << what; }
  counting_sink data;
  counting_sink control;
  [[nodiscard]] std::uint64_t count() const { return data.next + control.next; }
};

// The whole story of one producer that dies somewhere: read on while it lives, then what is left.
void outlive(small_system& all, endpoint& main, address who, child& body, const acknowledged& sent) {
  two_streams got;
  const auto is_over = [&] { return os::is_readable(body.handle().descriptor()); };
  while (!is_over()) {
    if (main.drain(got) == 0)
      main.park(os::deadline_after(std::chrono::milliseconds(2)));
    main.take_attention();
  }
  body.wait();
  all.where->set_gone(who.slot, killed, false);
  main.take_attention();
  main.drain_from(who.slot, got);
  EXPECT_GE(got.count(), sent.load()) << "something published was lost";
  EXPECT_LE(got.count(), sent.load() + 1);
  main.forget(who);
  all.where->sweep();
  EXPECT_EQ(all.where->look(who.slot).state, slot_state::free);
}

class ProducerCrash : public testing::TestWithParam<const char*> {};

} // namespace

TEST_P(ProducerCrash, All_that_was_published_arrives_and_the_rest_vanishes) {
  small_system all;
  std::uint64_t before = 0;
  unsigned deaths = 0;
  for (unsigned round = 0; round < 12; ++round) {
    endpoint main{all.where, all.main};
    const address who = all.add();
    const shared_object<acknowledged> sent;
    child body{[&] {
      os::arm_fault(GetParam(), fault_action::kill, 1 + round * round * 5);
      return produce(*all.where, who, all.main, 2500, *sent);
    }};
    outlive(all, main, who, body, *sent);
    deaths += *sent != 2500 ? 1U : 0U;
    if (round == 0)
      before = all.where->allocated();
    EXPECT_EQ(all.where->allocated(), before);
  }
  EXPECT_GT(deaths, 0U) << "the place was never passed";
}

INSTANTIATE_TEST_SUITE_P(At, ProducerCrash,
                         testing::Values("mailbox.lane.reader_part_reserved", "mailbox.lane.before_link",
                                         "mailbox.lane.after_link", "mailbox.ring.reserved", "mailbox.ring.before_tail",
                                         "mailbox.ring.after_tail", "mailbox.bell.before_ring",
                                         "mailbox.bell.before_summary", "mailbox.bell.before_wake",
                                         "mailbox.ring.grow.before_link", "mailbox.ring.grow.after_link",
                                         "mailbox.ring.grow.unlinked", "mailbox.ring.grow.freed",
                                         "mailbox.arena.reserved", "mailbox.arena.written",
                                         "mailbox.arena.before_free"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

class WakerCrash : public testing::TestWithParam<const char*> {};

// A waker that died half-way once took the sleeper's announcement with it; nobody else woke it then.
TEST_P(WakerCrash, A_receiver_that_sleeps_hears_of_what_a_dying_producer_published) {
  small_system all;
  const address sleeper = all.add();
  const address dying = all.add();
  const shared_object<acknowledged> ready;
  child receiver{[&] {
    endpoint mail{attach_again(*all.where), sleeper};
    counting_sink got;
    ready->store(1);
    const auto deadline = os::deadline_after(patience);
    while (got.next == 0 && os::clock::now() < deadline)
      if (mail.drain(got) == 0)
        mail.park(deadline);
    return got.next == 1 ? 0 : 1;
  }};
  ASSERT_TRUE(wait_until([&] { return ready->load() == 1 && os::process_state(receiver.pid()) == 'S'; }));
  const ending end = run_in_child([&] {
    endpoint mail{attach_again(*all.where), dying};
    os::arm_fault(GetParam(), fault_action::kill);
    send_number(mail, sleeper, 0);
    return 0;
  });
  EXPECT_EQ(end, killed);
  all.where->set_gone(dying.slot, killed, false);
  EXPECT_EQ(exit_code(receiver.wait(std::chrono::seconds(10))), 0);
}

INSTANTIATE_TEST_SUITE_P(At, WakerCrash,
                         testing::Values("mailbox.ring.after_tail", "mailbox.bell.before_ring",
                                         "mailbox.bell.before_summary", "mailbox.bell.before_wake",
                                         "mailbox.bell.waking", "mailbox.bell.woken"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

namespace {

// Producers killed at random instants, one after the other.
void kill_at_random(unsigned rounds, unsigned seed) {
  std::mt19937 random{seed};
  small_system all;
  for (unsigned round = 0; round < rounds; ++round) {
    endpoint main{all.where, all.main};
    const address who = all.add();
    const shared_object<acknowledged> sent;
    child body{[&] { return produce(*all.where, who, all.main, 1'000'000, *sent); }};
    const std::uint64_t enough = random() % 4000;
    two_streams got;
    while (got.count() < enough) {
      if (main.drain(got) == 0)
        main.park(os::deadline_after(std::chrono::milliseconds(50)));
      main.take_attention();
    }
    body.kill();
    body.wait();
    all.where->set_gone(who.slot, killed, false);
    main.drain_from(who.slot, got);
    ASSERT_GE(got.count(), sent->load());
    ASSERT_LE(got.count(), sent->load() + 1);
    main.forget(who);
    main.take_attention();
    all.where->sweep();
    ASSERT_EQ(all.where->look(who.slot).state, slot_state::free);
  }
}

} // namespace

TEST(ProducerKilled, At_random_instants_nothing_published_is_lost_or_torn) { kill_at_random(20, 1); }

TEST(SoakProducerKilled, Three_hundred_times) {
  set_test_limit(std::chrono::seconds(600));
  kill_at_random(300, 7);
}
