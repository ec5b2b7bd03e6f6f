/// Pools in the slot table: who belongs to one, and how much each of them has to do.
#include <gtest/gtest.h>

#include "mail.hpp"
#include "mailbox/role.hpp"
#include "support/wait_until.hpp"

using namespace troupe;
using namespace troupe::tests;
using namespace troupe::rooms::mailbox;

namespace {

constexpr ending stopped{ending_kind::exited, 0};

address reserve_role(region& where, const char* name) {
  const address first = where.reserve(name);
  return role_of(first.slot, first.incarnation);
}

} // namespace

TEST(Pool, Is_what_was_made_one_and_nothing_else) {
  const small_system all;
  const address loads = reserve_role(*all.where, "loads"), keys = reserve_role(*all.where, "keys");
  const address other = reserve_role(*all.where, "other");
  all.where->make_pool(loads.slot, dispatch::by_load);
  all.where->make_pool(keys.slot, dispatch::by_key);
  EXPECT_EQ(all.where->dispatch_of(loads), dispatch::by_load);
  EXPECT_EQ(all.where->dispatch_of(keys), dispatch::by_key);
  EXPECT_FALSE(all.where->dispatch_of(other));
  EXPECT_FALSE(all.where->dispatch_of(all.main));
  EXPECT_FALSE(all.where->dispatch_of({9999, loads.incarnation}));
}

TEST(Pool, Its_members_are_found_by_all_in_the_order_of_their_places) {
  const small_system all;
  const address pool = reserve_role(*all.where, "pool"), another = reserve_role(*all.where, "another");
  all.where->make_pool(pool.slot, dispatch::by_load);
  all.where->make_pool(another.slot, dispatch::by_load);
  const address b = reserve_role(*all.where, "b"), a = reserve_role(*all.where, "a"), c = reserve_role(*all.where, "c");
  const std::uint32_t before = all.where->joined(pool.slot);
  all.where->join_pool(b.slot, pool, 1);
  all.where->join_pool(a.slot, pool, 0);
  all.where->join_pool(c.slot, another, 0);
  EXPECT_NE(all.where->joined(pool.slot), before);
  const auto seen_elsewhere = attach_again(*all.where);
  EXPECT_EQ(seen_elsewhere->members_of(pool), (std::vector<pool_member>{{a, 0}, {b, 1}}));
  EXPECT_EQ(seen_elsewhere->members_of(another), (std::vector<pool_member>{{c, 0}}));
}

TEST(Pool, A_slot_that_is_claimed_anew_belongs_to_none) {
  const small_system all;
  const address pool = reserve_role(*all.where, "pool"), member = reserve_role(*all.where, "member");
  all.where->make_pool(pool.slot, dispatch::by_load);
  all.where->join_pool(member.slot, pool, 0);
  all.where->set_gone(member.slot, stopped, false);
  EXPECT_FALSE(all.where->is_alive(member));
  all.where->sweep();
  ASSERT_EQ(all.where->reserve("next").slot, member.slot);
  EXPECT_TRUE(all.where->members_of(pool).empty());
  all.where->set_gone(pool.slot, stopped, false);
  all.where->sweep();
  const address next = reserve_role(*all.where, "next pool");
  ASSERT_EQ(next.slot, pool.slot);
  EXPECT_FALSE(all.where->dispatch_of(next)) << "its rules go with it, too";
}

TEST(Pool, The_load_of_a_mailbox_is_what_waits_and_what_is_in_hand) {
  small_system all;
  endpoint main{all.where, all.main}, other{all.where, all.add("other")};
  const address worker = all.add();
  endpoint mail{all.where, worker};
  EXPECT_EQ(main.load_of(worker), 0U);
  for (std::uint64_t i = 0; i < 5; ++i)
    ASSERT_EQ(send_number(main, worker, i), send_result::sent);
  EXPECT_EQ(main.load_of(worker), 5U);
  collector seen;
  seen.hold = true;
  mail.drain(seen);
  seen.items[0].claim.taken();
  EXPECT_EQ(main.load_of(worker), 5U) << "read and in hand, and not done";
  seen.items[0].claim.done();
  EXPECT_EQ(main.load_of(worker), 4U);
  EXPECT_TRUE(wait_until([&] { return other.load_of(worker) == 4; })) << "of others: as of a look not long ago";
  seen.items.clear();
  EXPECT_EQ(main.load_of(worker), 0U);
  EXPECT_TRUE(wait_until([&] { return other.load_of(worker) == 0; }));
}

TEST(Pool, A_load_that_is_too_long_to_count_is_estimated_and_larger_than_any_that_is_counted) {
  small_system all;
  endpoint main{all.where, all.main};
  const address worker = all.add(), idle = all.add();
  for (std::uint64_t i = 0; i < 200; ++i)
    ASSERT_EQ(send_number(main, worker, i), send_result::sent);
  for (std::uint64_t i = 0; i < 20; ++i)
    ASSERT_EQ(send_number(main, idle, i), send_result::sent);
  EXPECT_EQ(main.load_of(idle), 20U);
  const std::uint64_t before = main.load_of(worker);
  EXPECT_GT(before, 32U);
  ASSERT_EQ(send_number(main, worker, 200), send_result::sent);
  EXPECT_GT(main.load_of(worker), before);
}
