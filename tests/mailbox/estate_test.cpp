// Roles have addresses of their own, and what a dead process left in one is settled before the next life.
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>

#include <unistd.h>

#include "mail.hpp"
#include "mailbox/estate.hpp"
#include "mailbox/inside.hpp"
#include "mailbox/onlooker.hpp"
#include "mailbox/role.hpp"
#include "support/scoped.hpp"
#include "troupe/error.hpp"

namespace troupe::tests {
namespace {

using namespace rooms::mailbox;

constexpr ending killed{ending_kind::signalled, 9};

/// A life that reads everything, begins with `taken`, puts `skipped` back after it has begun with it, finishes `done`,
/// and dies.
void live_and_die(const small_system& all, address own, std::uint64_t taken, std::uint64_t skipped,
                  std::uint64_t done) {
  (void)run_in_child([&] {
    endpoint mail{attach_again(*all.where), own};
    collector got;
    got.hold = true;
    mail.drain(got);
    for (auto& each : got.items) {
      if (each.number == done)
        each.claim.done();
      if (each.number == taken || each.number == skipped)
        each.claim.taken();
      if (each.number == skipped)
        each.claim.put_back();
    }
    ::_exit(0);
    return 0;
  });
  all.where->set_gone(own.slot, killed, true);
}

struct asked {
  std::uint64_t number;
  std::uint32_t deliveries;
  bool in_hand;
  friend bool operator==(const asked&, const asked&) = default;
};

/// What the house is asked about; `over` is over then.
std::vector<asked> settle(const small_system& all, address role, std::uint64_t over) {
  std::vector<asked> seen;
  settle_estate(*all.where, role.slot, [&](const left_record& what) {
    EXPECT_TRUE(is_whole(what.words));
    seen.push_back({what.words[0], what.deliveries, what.in_hand});
    return what.words[0] == over ? fate::is_over : fate::stays;
  });
  return seen;
}

class Estate : public testing::Test {
protected:
  Estate() { send_numbers(0, 5); }
  void send_numbers(std::uint64_t from, std::uint64_t until) {
    for (std::uint64_t i = from; i < until; ++i)
      EXPECT_EQ(send_number(main_, role_, i), send_result::sent);
  }
  address next_life() {
    const address life = all_.where->revive(role_.slot);
    all_.where->set_live(life.slot, ::getpid());
    return life;
  }
  [[nodiscard]] bool has_spool() const {
    return all_.where->inside().directory(role_.slot)[role_.slot].control.load() != 0;
  }
  std::vector<std::uint64_t> read_all() {
    endpoint mail{all_.where, next_life()};
    collector got;
    while (mail.drain(got) != 0) {
    }
    return got.numbers();
  }

  small_system all_;
  endpoint main_{all_.where, all_.main};
  const address first_ = all_.where->reserve("role");
  const address role_ = role_of(first_.slot, first_.incarnation);
};

TEST_F(Estate, A_reserved_mailbox_takes_mail_before_its_first_process) {
  EXPECT_EQ(all_.where->look(role_.slot).state, slot_state::down);
  EXPECT_TRUE(all_.where->is_alive(role_));
  EXPECT_FALSE(all_.where->is_alive(first_));
  EXPECT_EQ(look_at_mail(*all_.where, role_.slot).records, 5U);
  EXPECT_EQ(next_life(), first_) << "the first life is the one it was named by";
}

TEST_F(Estate, Each_open_record_is_asked_about_once_in_order_and_what_is_over_reaches_nobody) {
  live_and_die(all_, next_life(), 1, 2, 3);
  EXPECT_EQ(settle(all_, role_, 1), (std::vector<asked>{{0, 0, false}, {1, 1, true}, {2, 0, false}, {4, 0, false}}));
  EXPECT_EQ(look_at_mail(*all_.where, role_.slot).records, 3U);
  EXPECT_EQ(read_all(), (std::vector<std::uint64_t>{0, 2, 4}));
}

TEST_F(Estate, Looking_twice_charges_nobody_twice) {
  live_and_die(all_, next_life(), 1, 2, 3);
  settle(all_, role_, 99);
  EXPECT_EQ(settle(all_, role_, 99), (std::vector<asked>{{0, 0, false}, {1, 1, false}, {2, 0, false}, {4, 0, false}}));
  live_and_die(all_, next_life(), 1, 2, 99);
  EXPECT_EQ(settle(all_, role_, 99)[1], (asked{1, 2, true}));
}

// What has been read is finished, but for `open`; more of it comes until `open` has to move to the spool.
void read_all_but(endpoint& mail, collector& got, std::uint64_t open) {
  got.hold = true;
  while (mail.drain(got, 16) != 0) // a ring is weighed as it is read
    for (auto& each : got.items)
      if (each.number != open)
        each.claim.done();
  mail.drain(got);
}

record& claim_of(collector& got, std::uint64_t number) {
  return std::ranges::find(got.items, number, &collector::item::number)->claim;
}

/// A life of the role that takes the first message, puts it back when all after it have been read, and so it has moved.
/// Then it dies, with that message in hand again or not.
void move_first(region& where, address life, bool again) {
  (void)run_in_child([&] {
    endpoint mail{attach_again(where), life};
    collector got;
    got.hold = true;
    mail.drain(got, 4);
    claim_of(got, 0).taken();
    read_all_but(mail, got, 0);
    claim_of(got, 0).put_back();
    if (again)
      claim_of(got, 0).taken();
    ::_exit(0);
    return 0;
  });
  where.set_gone(life.slot, killed, true);
}

TEST_F(Estate, What_moved_while_it_was_in_hand_and_was_put_back_then_was_not_in_hand) {
  send_numbers(5, 400);
  move_first(*all_.where, next_life(), false);
  ASSERT_TRUE(has_spool()) << "nothing has moved";
  EXPECT_EQ(settle(all_, role_, 99), (std::vector<asked>{{0, 0, false}}));
  EXPECT_EQ(read_all(), (std::vector<std::uint64_t>{0}));
}

TEST_F(Estate, What_moved_while_it_was_in_hand_and_stayed_there_is_charged_once) {
  send_numbers(5, 400);
  move_first(*all_.where, next_life(), true);
  ASSERT_TRUE(has_spool()) << "nothing has moved";
  EXPECT_EQ(settle(all_, role_, 99), (std::vector<asked>{{0, 1, true}}));
  EXPECT_EQ(settle(all_, role_, 99), (std::vector<asked>{{0, 1, false}}));
}

// Its lane to itself shares an entry of the directory with its spool.
TEST_F(Estate, Who_sends_to_its_own_role_keeps_its_spool_over_its_lives) {
  for (std::uint64_t first = 1000; first != 4000; first += 1000) {
    const address life = next_life();
    const ending how = run_in_child([&] {
      endpoint mail{attach_again(*all_.where), life};
      for (std::uint64_t i = first; i < first + 400; ++i)
        EXPECT_EQ(send_number(mail, role_, i), send_result::sent);
      collector got;
      read_all_but(mail, got, first); // it moves
      got.items.clear();
      mail.drain(got); // the spool is empty again
      EXPECT_EQ(send_number(mail, all_.main, first), send_result::sent);
      mail.tidy();
      return 0;
    });
    EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
    all_.where->set_gone(role_.slot, killed, true);
    ASSERT_TRUE(has_spool()) << "nothing has moved";
    EXPECT_EQ(settle(all_, role_, 9999), (std::vector<asked>{})) << "all of it was done";
  }
  collector got;
  while (main_.drain(got) != 0) {
  }
  EXPECT_EQ(got.numbers(), (std::vector<std::uint64_t>{1000, 2000, 3000}));
  EXPECT_TRUE(got.bad.empty()) << got.bad.front().second;
}

// Who sends then, even out of the house's own look at what is there, finds it full until it is over.
TEST_F(Estate, A_mailbox_that_closes_takes_nothing_that_nobody_would_look_at) {
  all_.where->begin_to_close(role_.slot);
  std::uint64_t seen = 0;
  settle_estate(*all_.where, role_.slot, [&](const left_record&) {
    EXPECT_EQ(send_number(main_, role_, 10 + seen), send_result::full);
    EXPECT_EQ(send_number(main_, role_, 10 + seen, 14, channel::control), send_result::full);
    ++seen;
    return fate::is_over;
  });
  EXPECT_EQ(seen, 5U);
  EXPECT_EQ(look_at_mail(*all_.where, role_.slot).records, 0U);
  all_.where->set_gone(role_.slot, killed, false);
  EXPECT_EQ(send_number(main_, role_, 99), send_result::peer_gone);
  main_.forget(role_);
  all_.where->sweep();
  EXPECT_EQ(send_number(main_, all_.where->claim("next"), 0), send_result::sent) << "the next owner of that slot";
}

#ifdef TROUPE_FAULT_POINTS

/// Sends a small, a large and a small frame.
void send_three(endpoint& from, address to) {
  for (const std::uint64_t each : {0, 1, 2})
    EXPECT_EQ(send_number(from, to, each, each == 1 ? 20'000 : 14), send_result::sent);
}

// Every mapping that the look needs fails once.
template <class Look>
void fail_every_mapping(const Look& look) {
  bool has_failed = true;
  for (unsigned nth = 1; has_failed; ++nth) {
    ASSERT_LT(nth, 100U);
    const scoped_fault fault{"os.mapping.map", os::fault_action::fail, nth, ENOMEM};
    try {
      look();
      has_failed = false;
    } catch (const no_resource&) {
    }
  }
}

TEST(ShortOfAddressSpace, The_house_leaves_a_lane_to_the_next_look) {
  small_system all;
  endpoint main{all.where, all.main};
  const address first = all.where->reserve("role"), role = role_of(first.slot, first.incarnation);
  send_three(main, role);
  fail_every_mapping([&] { settle(all, role, 99); });
  EXPECT_EQ(settle(all, role, 99), (std::vector<asked>{{0, 0, false}, {1, 0, false}, {2, 0, false}}));
}

TEST(ShortOfAddressSpace, The_house_and_the_next_life_leave_a_spool_to_who_looks_next) {
  small_system all;
  const address sender = all.add(), first = all.where->reserve("role");
  const address role = role_of(first.slot, first.incarnation);
  {
    endpoint from{all.where, sender};
    send_three(from, role);
  }
  address life = all.where->revive(role.slot);
  {
    endpoint mail{all.where, life};
    collector got;
    got.hold = true;
    mail.drain(got);
    all.where->set_gone(sender.slot, killed, false);
    mail.forget(sender);
    for (auto& each : got.items)
      each.claim.leave();
  }
  all.where->set_gone(life.slot, killed, true);
  ASSERT_NE(all.where->inside().directory(role.slot)[role.slot].control.load(), 0U) << "nothing has moved";
  fail_every_mapping([&] { settle(all, role, 99); });
  EXPECT_EQ(settle(all, role, 99), (std::vector<asked>{{0, 0, false}, {1, 0, false}, {2, 0, false}}));
  std::vector<std::uint64_t> numbers;
  fail_every_mapping([&] {
    life = all.where->revive(role.slot);
    collector got;
    got.hold = true;
    try {
      endpoint mail{all.where, life};
      mail.drain(got);
      numbers = got.numbers();
      for (auto& each : got.items)
        each.claim.leave();
    } catch (...) {
      for (auto& each : got.items)
        each.claim.leave();
      all.where->set_gone(life.slot, killed, true);
      throw;
    }
    all.where->set_gone(life.slot, killed, true);
  });
  EXPECT_EQ(numbers, (std::vector<std::uint64_t>{0, 1, 2}));
}

#endif

TEST_F(Estate, An_address_of_a_role_never_reaches_the_next_owner_of_its_slot) {
  all_.where->set_gone(role_.slot, killed, false);
  main_.forget(role_);
  all_.where->sweep();
  address next = all_.where->claim("another");
  ASSERT_EQ(next.slot, role_.slot) << "or the test tests nothing";
  EXPECT_FALSE(all_.where->is_alive(role_));
  EXPECT_EQ(send_number(main_, role_, 7), send_result::peer_gone);
  EXPECT_EQ(send_number(main_, next, 8), send_result::sent);
}

TEST_F(Estate, Of_a_living_mailbox_nothing_can_be_settled) {
  next_life();
  EXPECT_THROW(settle(all_, role_, 0), invalid_state);
}

TEST_F(Estate, A_limit_refuses_data_and_not_control_or_answers) {
  all_.where->set_rules(role_.slot, {.limit = 4096, .rejects = true});
  std::uint64_t sent = 5;
  while (sent < 1000 && send_number(main_, role_, sent) == send_result::sent)
    ++sent;
  EXPECT_LT(look_at_mail(*all_.where, role_.slot).bytes, 4096U + 1024U);
  EXPECT_LT(sent, 100U);
  EXPECT_EQ(send_number(main_, role_, 1, 14, channel::control), send_result::sent);
  EXPECT_EQ(send_number(main_, role_, 1, 14, channel::data, true), send_result::sent);
}

} // namespace
} // namespace troupe::tests
