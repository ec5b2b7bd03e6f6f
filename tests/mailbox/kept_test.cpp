/// A kept mailbox: what was sent to a process that died is handled by the next incarnation.
#include <gtest/gtest.h>

#include <algorithm>
#include <unistd.h>

#include "mail.hpp"
#include "mailbox/inside.hpp"
#include "mailbox/ring_size.hpp"
#include "os/process_usage.hpp"
#include "support/scoped.hpp"
#include "support/shared_object.hpp"
#include "troupe/error.hpp"

using namespace troupe;
using namespace troupe::tests;
using namespace troupe::rooms::mailbox;
using os::fault_action;

namespace {

constexpr ending killed{ending_kind::signalled, 9};

// What incarnations of one mailbox told each other about numbered records: begun and ended handlers.
struct diary {
  static constexpr std::size_t most = 4096;
  std::atomic<std::uint32_t> began[most];
  std::atomic<std::uint32_t> ended[most];
};

// Handles records one by one, as a pump does: taken, written down, done.
class handler : public record_sink {
public:
  explicit handler(diary& notes) : notes_(notes) {}
  void on_record(inbound&& in) override {
    ASSERT_TRUE(is_whole(in.words));
    waiting_.push_back({in.words[0], in.deliveries, std::move(in.claim)});
  }
  void on_bad_lane(address, const char* what) override { ADD_FAILURE() << what; }
  std::size_t handle() {
    std::size_t count = 0;
    for (auto& each : waiting_) {
      each.claim.taken();
      notes_.began[each.number].fetch_add(1);
      last = each.number;
      most_deliveries = std::max<unsigned>(most_deliveries, each.deliveries);
      notes_.ended[each.number].fetch_add(1);
      each.claim.done();
      ++count;
    }
    waiting_.clear();
    return count;
  }
  std::uint64_t last = 0;
  unsigned most_deliveries = 0;

private:
  struct item {
    std::uint64_t number;
    std::uint8_t deliveries;
    record claim;
  };
  diary& notes_;
  std::vector<item> waiting_;
};

address next_life(region& where, address of) {
  where.set_gone(of.slot, killed, true);
  const address next = where.revive(of.slot);
  where.set_live(next.slot, ::getpid());
  return next;
}

} // namespace

TEST(Kept, What_was_queued_is_delivered_to_the_next_incarnation_in_order) {
  small_system all;
  endpoint main{all.where, all.main};
  address worker = all.add();
  for (std::uint64_t i = 0; i < 400; ++i) // more than the first ring holds
    ASSERT_EQ(send_number(main, {worker.slot, 0}, i), send_result::sent);
  (void)run_in_child([&] {
    endpoint mail{attach_again(*all.where), worker};
    collector got;
    got.hold = true;
    mail.drain(got); // read, never begun
    ::_exit(0);
    return 0;
  });
  worker = next_life(*all.where, worker);
  endpoint again{all.where, worker};
  collector got;
  while (again.drain(got) != 0) {
  }
  ASSERT_EQ(got.items.size(), 400U);
  EXPECT_TRUE(got.counts_from(0));
  EXPECT_EQ(got.items[0].deliveries, 0U);
}

TEST(Kept, A_spool_of_thousands_is_taken_over_at_once) {
  small_system all;
  const address sender = all.add();
  address worker = all.add();
  std::uint64_t sent = 0;
  {
    endpoint from{all.where, sender};
    while (send_number(from, {worker.slot, 0}, sent, 6) == send_result::sent)
      ++sent;
  }
  ASSERT_GT(sent, 10'000U);
  {
    endpoint mail{all.where, worker};
    collector got;
    got.hold = true;
    while (mail.drain(got) != 0) {
    }
    all.where->set_gone(sender.slot, killed, false);
    mail.forget(sender);
    for (auto& each : got.items)
      each.claim.leave();
  }
  worker = next_life(*all.where, worker);
  endpoint again{all.where, worker};
  collector got;
  const auto before = os::thread_cpu_time();
  while (again.drain(got) != 0) {
  }
  EXPECT_LT(os::thread_cpu_time() - before, std::chrono::seconds(1));
  EXPECT_EQ(got.items.size(), sent);
  EXPECT_TRUE(got.counts_from(0));
}

TEST(Kept, Done_is_not_delivered_again_and_taken_is_with_its_count_raised) {
  small_system all;
  endpoint main{all.where, all.main};
  address worker = all.add();
  for (std::uint64_t i = 0; i < 6; ++i)
    ASSERT_EQ(send_number(main, {worker.slot, 0}, i), send_result::sent);
  for (unsigned life = 1; life <= 3; ++life) {
    (void)run_in_child([&] {
      endpoint mail{attach_again(*all.where), worker};
      collector got;
      got.hold = true;
      mail.drain(got);
      for (auto& each : got.items) {
        if (each.number == 1 || each.number == 4)
          each.claim.done();
        if (each.number == 2)
          each.claim.taken();
      }
      ::_exit(0);
      return 0;
    });
    worker = next_life(*all.where, worker);
  }
  endpoint again{all.where, worker};
  collector got;
  again.drain(got);
  EXPECT_EQ(got.numbers(), (std::vector<std::uint64_t>{0, 2, 3, 5}));
  EXPECT_EQ(got.items[1].deliveries, 3U);
  EXPECT_EQ(got.items[2].deliveries, 0U);
}

TEST(Kept, Senders_go_on_while_nobody_is_there) {
  small_system all;
  endpoint main{all.where, all.main};
  address worker = all.add();
  send_number(main, {worker.slot, 0}, 0);
  all.where->set_gone(worker.slot, killed, true);
  EXPECT_EQ(send_number(main, worker, 1), send_result::peer_gone);
  for (std::uint64_t i = 1; i < 20; ++i)
    ASSERT_EQ(send_number(main, {worker.slot, 0}, i), send_result::sent);
  worker = all.where->revive(worker.slot);
  endpoint again{all.where, worker};
  collector got;
  again.drain(got);
  EXPECT_EQ(got.items.size(), 20U);
  EXPECT_TRUE(got.counts_from(0));
}

TEST(Kept, A_revived_sender_goes_on_with_its_lanes) {
  small_system all;
  endpoint main{all.where, all.main};
  address worker = all.add();
  (void)run_in_child([&] {
    endpoint mail{attach_again(*all.where), worker};
    for (std::uint64_t i = 0; i < 500; ++i)
      send_number(mail, all.main, i, i % 50 == 7 ? 3000 : 14);
    return 0;
  });
  worker = next_life(*all.where, worker);
  endpoint again{all.where, worker};
  for (std::uint64_t i = 500; i < 1000; ++i)
    ASSERT_EQ(send_number(again, all.main, i, i % 50 == 7 ? 3000 : 14), send_result::sent);
  collector got;
  while (main.drain(got) != 0) {
  }
  ASSERT_EQ(got.items.size(), 1000U);
  EXPECT_TRUE(got.counts_from(0));
  EXPECT_EQ(got.items[0].from.incarnation + 1, got.items[999].from.incarnation);
}

TEST(Kept, Memory_is_flat_over_many_lives_of_one_mailbox) {
  small_system all;
  endpoint main{all.where, all.main};
  address worker = all.add();
  std::uint64_t before = 0;
  std::uint64_t number = 0;
  collector got;
  for (int life = 0; life < 60; ++life) {
    {
      endpoint mail{all.where, worker};
      for (int i = 0; i < 300; ++i)
        ASSERT_EQ(send_number(mail, all.main, number++, i % 70 == 3 ? 9000 : 14), send_result::sent);
      while (main.drain(got) != 0) {
      }
      main.drain(got);
    }
    worker = next_life(*all.where, worker);
    if (life == 20)
      before = all.where->allocated();
  }
  EXPECT_TRUE(got.counts_from(0));
  EXPECT_EQ(got.items.size(), number);
  EXPECT_EQ(all.where->allocated(), before);
}

// Ring after ring, without end, would use up the numbers of its pages.
TEST(Kept, Its_rings_stay_in_the_same_pages_over_many_lives) {
  small_system all;
  endpoint main{all.where, all.main};
  address worker = all.add();
  std::uint32_t furthest = 0;
  collector got;
  for (int life = 0; life < 40; ++life) {
    endpoint mail{all.where, worker};
    for (std::uint64_t i = 0; i < 300; ++i) // grows
      ASSERT_EQ(send_number(mail, all.main, i), send_result::sent);
    while (main.drain(got) != 0) {
    }
    const std::uint32_t place = page_of(all.where->inside().directory(worker.slot)[all.main.slot].data.load());
    EXPECT_TRUE(life <= 5 || place <= furthest) << "in life " << life;
    furthest = std::max(furthest, place);
    worker = next_life(*all.where, worker);
  }
}

TEST(Kept, Giving_up_a_mailbox_frees_it) {
  small_system all;
  endpoint main{all.where, all.main};
  const address worker = all.add();
  send_number(main, {worker.slot, 0}, 1);
  all.where->set_gone(worker.slot, killed, true);
  all.where->sweep();
  EXPECT_EQ(all.where->look(worker.slot).state, slot_state::down);
  all.where->set_gone(worker.slot, killed, false);
  all.where->sweep();
  EXPECT_EQ(all.where->look(worker.slot).state, slot_state::free);
  EXPECT_THROW(all.where->revive(worker.slot), invalid_state);
}

// One incarnation after the other is killed at a named place while it handles a stream; each record's
// handler must have ended exactly once, or begun again after a crash in the middle of it.
class KeptCrash : public testing::TestWithParam<const char*> {};

TEST_P(KeptCrash, Nothing_is_lost_and_nothing_done_is_repeated) {
  constexpr std::uint64_t records = 1200;
  small_system all;
  endpoint main{all.where, all.main};
  const shared_object<diary> notes;
  address worker = all.add();
  std::uint64_t sent = 0;
  for (unsigned life = 0; life < 40 && notes->ended[records - 1].load() == 0; ++life) {
    child body{[&] {
      os::arm_fault(GetParam(), fault_action::kill, 1 + life * 7 % 23);
      endpoint mail{attach_again(*all.where), worker};
      handler work{*notes};
      pump_until(mail, work, [&] { return work.handle() != 0 && work.last == records - 1; });
      return 0;
    }};
    for (; sent < records; ++sent)
      if (send_number(main, {worker.slot, 0}, sent, sent % 97 == 5 ? 900 : 14) == send_result::full)
        break;
    if (body.wait().kind == ending_kind::exited)
      break;
    worker = next_life(*all.where, worker);
  }
  endpoint last{all.where, worker};
  handler work{*notes};
  for (; sent < records; ++sent) {
    ASSERT_EQ(send_number(main, {worker.slot, 0}, sent), send_result::sent);
    last.drain(work);
    work.handle();
  }
  while (last.drain(work) != 0)
    work.handle();
  for (std::uint64_t i = 0; i < records; ++i) {
    EXPECT_GE(notes->ended[i].load(), 1U) << i;
    // Between the end of a handler and its mark lies one place only where a crash repeats it.
    EXPECT_LE(notes->ended[i].load(), std::string{GetParam()} == "mailbox.read.before_done" ? 40U : 1U) << i;
  }
}

// A record is moved to the spool while its handler goes on; the process dies around the move.
class SpoolCrash : public testing::TestWithParam<const char*> {};

TEST_P(SpoolCrash, A_moved_record_is_neither_lost_nor_doubled) {
  constexpr std::uint64_t records = 600;
  for (unsigned nth = 1; nth <= 5; ++nth) {
    small_system all;
    endpoint main{all.where, all.main};
    address worker = all.add();
    for (std::uint64_t i = 0; i < records; ++i)
      ASSERT_EQ(send_number(main, {worker.slot, 0}, i, i % 7 == 3 ? 600 : 14), send_result::sent);
    const ending end = run_in_child([&] {
      os::arm_fault(GetParam(), fault_action::kill, nth);
      endpoint mail{attach_again(*all.where), worker};
      collector got;
      got.hold = true;
      while (mail.drain(got, 16) != 0)
        for (auto& each : got.items) {
          if (each.number % 40 == 5) // begun, and never done
            each.claim.taken();
          else if (each.number % 40 != 0) // and some are never begun
            each.claim.done();
        }
      ::_exit(0);
      return 0;
    });
    worker = next_life(*all.where, worker);
    endpoint again{all.where, worker};
    collector got;
    while (again.drain(got) != 0) {
    }
    std::vector<unsigned> seen(records);
    std::uint64_t last_first = 0;
    for (const auto& each : got.items) {
      EXPECT_TRUE(each.whole);
      ASSERT_LT(each.number, records);
      EXPECT_EQ(seen[each.number]++, 0U) << "doubled: " << each.number;
      EXPECT_GE(each.number, last_first) << "out of order";
      last_first = each.number;
      EXPECT_TRUE(each.number % 40 == 5 || each.deliveries == 0) << each.number;
    }
    for (std::uint64_t i = 0; i < records; i += 40)
      EXPECT_EQ(seen[i], 1U) << "lost: " << i;
    for (std::uint64_t i = 5; i < records; i += 40)
      EXPECT_EQ(seen[i], 1U) << "lost: " << i;
    EXPECT_TRUE(nth > 1 || end.kind == ending_kind::signalled) << "the place was never passed";
  }
}

INSTANTIATE_TEST_SUITE_P(At, SpoolCrash,
                         testing::Values("mailbox.spool.before_copy", "mailbox.spool.copied",
                                         "mailbox.spool.before_mark", "mailbox.spool.after_mark",
                                         "mailbox.head.advance", "mailbox.head.before_advance"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

INSTANTIATE_TEST_SUITE_P(At, KeptCrash,
                         testing::Values("mailbox.read.taken", "mailbox.read.done", "mailbox.head.before_advance",
                                         "mailbox.head.advance", "mailbox.ring.grow.before_leave",
                                         "mailbox.read.before_done"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });
