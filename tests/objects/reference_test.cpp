// Whose an object is, and when it goes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "objects/stakes.hpp"
#include "support/scoped.hpp"
#include "support/shared_object.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using objects::reference;
using objects::ticket;
using objects::transit;

int find_and_keep(objects::table& in, objects::object_id which) { return in.find(which) ? 0 : gone; }

TEST(Reference, Copies_keep_the_object_and_the_last_one_ends_it) {
  world all;
  {
    reference one = objects::make_event(all.table);
    const reference two = one;
    one = {};
    EXPECT_EQ(all.table.count(), 1U);
    EXPECT_TRUE(two);
  }
  EXPECT_EQ(all.table.count(), 0U) << "it never left the process, so the house is not asked";
}

TEST(Reference, An_object_that_ended_is_not_found_again_even_when_its_place_is_used) {
  world all;
  reference one = objects::make_event(all.table);
  const auto old = one.id();
  one = {};
  std::vector<reference> more;
  for (int i = 0; i < 300; ++i)
    more.push_back(objects::make_event(all.table));
  EXPECT_FALSE(all.table.find(old));
  for (const reference& each : more)
    EXPECT_NE(each.id(), old);
}

TEST(Reference, Many_objects_each_keep_their_own_state) {
  world all;
  std::vector<reference> many;
  for (int i = 0; i < 3000; ++i) {
    many.push_back(objects::make_event(all.table));
    if (i % 3 == 0)
      objects::set_event(all.table, *many.back());
  }
  for (int i = 0; i < 3000; ++i)
    EXPECT_EQ(objects::is_event_set(*many[static_cast<std::size_t>(i)]), i % 3 == 0);
  many.clear();
  EXPECT_EQ(all.count(), 0U);
}

TEST(Reference, Of_another_kind_is_not_found) {
  world all;
  const reference one = objects::make_event(all.table);
  EXPECT_TRUE(all.table.find(one.id(), objects::object_kind::event));
  EXPECT_FALSE(all.table.find(one.id(), objects::object_kind::mutex));
  EXPECT_FALSE(all.table.find(one.id() + 1));
  EXPECT_FALSE(all.table.find(0));
  EXPECT_FALSE(all.table.find(~objects::object_id{0}));
}

TEST(Reference, That_outlives_its_system_says_so_and_can_be_dropped) {
  std::optional<world> all{std::in_place};
  const reference one = objects::make_event(all->table);
  all.reset();
  EXPECT_THROW(static_cast<void>(*one), contract_error);
  EXPECT_THROW(static_cast<void>(objects::current_table()), contract_error);
}

TEST(Reference, A_process_that_was_sent_one_keeps_the_object_until_it_ends) {
  world all;
  reference one = objects::make_event(all.table);
  ticket sent;
  {
    transit writing{transit::kind::sending, {2, 1}};
    sent = transit::leave(one);
  }
  shared_object<std::atomic<std::uint32_t>> at;
  const step stage{*at};
  world::citizen other{all, [&](objects::table&) {
                         const reference mine = transit::arrive(sent, objects::object_kind::event);
                         stage.reach(1);
                         return stage.await(2) && mine ? 0 : gone;
                       }};
  EXPECT_TRUE(stage.await(1));
  one = {};
  EXPECT_EQ(all.count(), 1U);
  stage.reach(2);
  EXPECT_EQ(exit_code(other.wait()), 0);
  EXPECT_EQ(all.count(), 0U);
}

TEST(Reference, On_its_way_keeps_the_object_though_nobody_holds_it) {
  world all;
  shared_object<std::atomic<std::uint32_t>> at;
  const step stage{*at};
  shared_object<ticket> sent;
  world::citizen other{all, [&](objects::table&) {
                         if (!stage.await(1))
                           return 1;
                         return transit::arrive(*sent, objects::object_kind::event) ? 0 : gone;
                       }};
  {
    const reference one = objects::make_event(all.table);
    transit writing{transit::kind::sending, other.where()};
    *sent = transit::leave(one);
  }
  EXPECT_EQ(all.count(), 1U);
  stage.reach(1);
  EXPECT_EQ(exit_code(other.wait()), 0);
  EXPECT_EQ(all.count(), 0U);
}

TEST(Reference, On_its_way_to_a_process_that_dies_is_void) {
  world all;
  shared_object<std::atomic<std::uint32_t>> at;
  const step stage{*at};
  world::citizen other{all, [&](objects::table&) { return stage.await(1) ? 0 : 1; }};
  {
    const reference one = objects::make_event(all.table);
    transit writing{transit::kind::sending, other.where()};
    static_cast<void>(transit::leave(one));
  }
  EXPECT_EQ(all.count(), 1U);
  stage.reach(1);
  EXPECT_EQ(exit_code(other.wait()), 0);
  EXPECT_EQ(all.count(), 0U);
}

TEST(Reference, Sent_by_a_process_that_dies_is_good_while_its_mail_may_be_read) {
  world all;
  shared_object<ticket> sent;
  world::citizen sender{all, [&](objects::table& in) {
                          const reference one = objects::make_event(in);
                          transit writing{transit::kind::sending, all.main};
                          *sent = transit::leave(one);
                          return 0;
                        }};
  // Its slot is `ended`, not free: this process has not left its lanes yet.
  mailbox::endpoint main{all.region, all.main};
  EXPECT_EQ(exit_code(sender.process().wait()), 0);
  all.region->set_gone(sender.where().slot, {ending_kind::exited, 0}, false);
  all.caretaker.bury(sender.where());
  EXPECT_EQ(all.count(), 1U);
  {
    transit reading{transit::kind::reading};
    EXPECT_TRUE(transit::arrive(*sent, objects::object_kind::event));
  }
  EXPECT_EQ(all.count(), 0U);
}

TEST(Reference, Sent_by_a_process_that_dies_is_void_when_nobody_can_read_its_mail) {
  world all;
  shared_object<ticket> sent;
  world::citizen sender{all, [&](objects::table& in) {
                          const reference one = objects::make_event(in);
                          transit writing{transit::kind::sending, all.main};
                          *sent = transit::leave(one);
                          return 0;
                        }};
  EXPECT_EQ(exit_code(sender.wait()), 0);
  EXPECT_EQ(all.count(), 0U);
  EXPECT_THROW(static_cast<void>(transit::arrive(*sent, objects::object_kind::event)), decode_error);
}

TEST(Reference, Read_twice_is_good_the_second_time_while_somebody_holds_it) {
  world all;
  const reference one = objects::make_event(all.table);
  ticket sent;
  {
    transit writing{transit::kind::sending, all.main};
    sent = transit::leave(one);
  }
  EXPECT_TRUE(transit::arrive(sent, objects::object_kind::event));
  EXPECT_TRUE(transit::arrive(sent, objects::object_kind::event));
}

TEST(Reference, Carried_by_an_object_lives_as_long_as_that) {
  world all;
  reference carrier = objects::make_event(all.table);
  {
    const reference inside = objects::make_event(all.table);
    transit writing{transit::kind::keeping};
    static_cast<void>(transit::leave(inside));
    objects::carry(all.table, writing.take_flights(), carrier.id());
  }
  EXPECT_EQ(all.count(), 2U);
  carrier = {};
  EXPECT_EQ(all.count(), 0U);
}

TEST(Reference, Given_up_before_it_was_read_is_as_if_it_had_not_been_sent) {
  world all;
  reference one = objects::make_event(all.table);
  transit writing{transit::kind::keeping};
  static_cast<void>(transit::leave(one));
  one = {};
  EXPECT_EQ(all.count(), 1U);
  objects::settle(all.table, writing.take_flights());
  EXPECT_EQ(all.count(), 0U);
}

TEST(Reference, Counting_bytes_makes_no_flight) {
  world all;
  const reference one = objects::make_event(all.table);
  transit sizing{transit::kind::sizing};
  EXPECT_EQ(transit::leave(one).flight, 0U);
  EXPECT_EQ(transit::leave({}).object, 0U);
}

// -- deaths -----------------------------------------------------------------------------------------

struct place_of_death {
  const char* point;
  unsigned nth = 1;
};
void PrintTo(const place_of_death& which, std::ostream* out) { *out << which.point; }

class Dying : public testing::TestWithParam<place_of_death> {};

// Everything a process does with references; it dies somewhere in between.
int live_with_references(objects::table& in, const ticket& sent) {
  const reference given = transit::arrive(sent, objects::object_kind::event);
  std::vector<reference> own;
  for (int i = 0; i < 200; ++i)
    own.push_back(objects::make_event(in));
  {
    transit writing{transit::kind::sending, {1, 1}};
    static_cast<void>(transit::leave(own[3]));
  }
  in.watch(*given);
  in.unwatch(*given);
  objects::set_event(in, *given);
  own.clear();
  return 0;
}

TEST_P(Dying, Anywhere_leaves_no_object_and_no_stake) {
  world all;
  reference one = objects::make_event(all.table);
  ticket sent;
  {
    transit writing{transit::kind::sending, {2, 1}};
    sent = transit::leave(one);
  }
  world::citizen victim{all, [&](objects::table& in) {
                          os::arm_fault(GetParam().point, os::fault_action::kill, GetParam().nth);
                          return live_with_references(in, sent);
                        }};
  EXPECT_EQ(victim.wait(), (ending{ending_kind::signalled, 9})) << "the step was never passed";
  EXPECT_EQ(all.count(), 1U);
  EXPECT_EQ(one->watchers.bits[0].load(), 0U);
  objects::set_event(all.table, *one);
  one = {};
  EXPECT_EQ(all.count(), 0U);
  std::uint32_t owned = 0;
  for (std::uint32_t chunk = 0; chunk < all.table.stakes().chunks(); ++chunk)
    owned += all.table.stakes().owner_of(chunk).slot != mailbox::no_slot ? 1 : 0;
  EXPECT_LE(owned, 1U) << "this process's own";
}

INSTANTIATE_TEST_SUITE_P(
  Step, Dying,
  testing::Values(place_of_death{"objects.make.claimed"}, place_of_death{"objects.make.claimed", 150},
                  place_of_death{"objects.make.live", 20}, place_of_death{"objects.table.grown"},
                  place_of_death{"objects.find.held"}, place_of_death{"objects.transit.arrived"},
                  place_of_death{"objects.transit.departed"}, place_of_death{"objects.stakes.claimed"},
                  place_of_death{"objects.watch.counted"}, place_of_death{"objects.announce.done"},
                  place_of_death{"objects.unmake.claimed", 5}, place_of_death{"objects.unmake.ended", 5},
                  place_of_death{"objects.forget.let_go"}));

TEST(Reference, A_hundred_processes_leave_tables_and_memory_as_they_were) {
  world all;
  const reference one = objects::make_event(all.table);
  std::uint64_t before = 0;
  for (int i = 0; i < 100; ++i) {
    world::citizen each{all, [&](objects::table& in) {
                          std::vector<reference> own;
                          for (int k = 0; k < 50; ++k)
                            own.push_back(objects::make_event(in));
                          return find_and_keep(in, one.id());
                        }};
    EXPECT_EQ(exit_code(each.wait()), 0);
    EXPECT_EQ(all.count(), 1U);
    if (i == 10)
      before = all.region->allocated();
  }
  EXPECT_EQ(all.region->allocated(), before);
}

} // namespace
} // namespace troupe::tests
