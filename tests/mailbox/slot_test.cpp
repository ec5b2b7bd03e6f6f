/// The life of a slot: claimed, live, gone, let go, used again.
#include <gtest/gtest.h>

#include <unistd.h>

#include "mail.hpp"
#include "mailbox/status.hpp"
#include "os/fault_point.hpp"
#include "os/shared_file.hpp"
#include "support/scoped.hpp"
#include "troupe/error.hpp"

using namespace troupe;
using namespace troupe::tests;
using namespace troupe::rooms::mailbox;

namespace {

constexpr ending killed{ending_kind::signalled, 9};

// A slot whose process sent and got a few frames with main, and then ended.
struct after_a_death {
  small_system all;
  endpoint main{all.where, all.main};
  address dead = all.add("short-lived");
  explicit after_a_death(std::uint64_t sent = 3) {
    child body{[&] {
      endpoint mail{attach_again(*all.where), dead};
      for (std::uint64_t i = 0; i < sent; ++i)
        send_number(mail, all.main, i);
      return 0;
    }};
    EXPECT_EQ(exit_code(body.wait()), 0);
  }
};

} // namespace

TEST(Slot, Claiming_names_it_and_setting_live_gives_it_a_pid) {
  small_system all;
  const address who = all.where->claim("resize");
  EXPECT_EQ(all.where->look(who.slot).state, slot_state::starting);
  EXPECT_EQ(all.where->look(who.slot).name, "resize");
  EXPECT_TRUE(all.where->is_alive(who));
  all.where->set_live(who.slot, 4242);
  EXPECT_EQ(all.where->look(who.slot).pid, 4242);
  EXPECT_FALSE(all.where->is_alive({who.slot, who.incarnation + 1}));
}

TEST(Slot, Another_process_sees_the_same_table) {
  small_system all;
  const address who = all.add("seen");
  const ending end = run_in_child([&] {
    const auto where = attach_again(*all.where);
    return where->look(who.slot).name == "seen" && where->is_alive(who) ? 0 : 1;
  });
  EXPECT_EQ(exit_code(end), 0);
}

TEST(Slot, Only_the_creating_process_changes_slots) {
  small_system all;
  const auto other = attach_again(*all.where);
  EXPECT_THROW(other->claim("wrong"), invalid_state);
}

TEST(Slot, Mail_to_a_starting_slot_waits_for_its_process) {
  small_system all;
  endpoint main{all.where, all.main};
  const address who = all.where->claim("late");
  for (std::uint64_t i = 0; i < 10; ++i)
    ASSERT_EQ(send_number(main, who, i), send_result::sent);
  endpoint late{all.where, who};
  EXPECT_TRUE(late.has_mail());
  collector got;
  late.drain(got);
  EXPECT_EQ(got.items.size(), 10U);
}

TEST(Slot, Sending_to_what_is_over_says_so) {
  after_a_death story;
  story.all.where->set_gone(story.dead.slot, killed, false);
  EXPECT_EQ(send_number(story.main, story.dead, 1), send_result::peer_gone);
  EXPECT_EQ(send_number(story.main, {story.dead.slot, 0}, 1), send_result::peer_gone);
  EXPECT_EQ(send_number(story.main, {40, 0}, 1), send_result::peer_gone);
  EXPECT_EQ(send_number(story.main, {5000, 0}, 1), send_result::peer_gone);
  EXPECT_EQ(story.all.where->look(story.dead.slot).how, killed);
}

TEST(Slot, What_the_dead_published_is_read_before_the_slot_is_swept) {
  after_a_death story;
  region& where = *story.all.where;
  where.set_gone(story.dead.slot, killed, false);
  where.sweep();
  EXPECT_EQ(where.look(story.dead.slot).state, slot_state::ended);
  EXPECT_NE(story.main.take_attention() & attention_slots, 0U);
  collector got;
  story.main.drain_from(story.dead.slot, got);
  EXPECT_EQ(got.items.size(), 3U);
  story.main.forget(story.dead);
  where.sweep();
  EXPECT_EQ(where.look(story.dead.slot).state, slot_state::free);
}

// Hundreds may be held up at one time, and each of them is looked at whenever one more process ends.
#ifdef TROUPE_FAULT_POINTS
TEST(Slot, One_that_is_held_up_maps_nothing_when_it_is_looked_at_again) {
  after_a_death story;
  region& where = *story.all.where;
  where.set_gone(story.dead.slot, killed, false);
  where.sweep();
  const ending how = run_in_child([&where] {
    rooms::os::arm_fault("os.mapping.map", rooms::os::fault_action::kill);
    for (int i = 0; i < 100; ++i)
      where.sweep();
    return 0;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
  EXPECT_EQ(where.look(story.dead.slot).state, slot_state::ended);
  collector got;
  story.main.drain_from(story.dead.slot, got);
  story.main.forget(story.dead);
  where.sweep();
  EXPECT_EQ(where.look(story.dead.slot).state, slot_state::free);
}
#endif

TEST(Slot, One_that_was_held_up_is_free_when_who_held_it_has_ended_too) {
  after_a_death story;
  region& where = *story.all.where;
  where.set_gone(story.dead.slot, killed, false);
  where.sweep();
  EXPECT_EQ(where.look(story.dead.slot).state, slot_state::ended);
  where.set_gone(story.all.main.slot, killed, false);
  where.sweep();
  EXPECT_EQ(where.look(story.dead.slot).state, slot_state::free);
}

TEST(Slot, The_house_is_told_when_an_ended_slot_is_let_go) {
  after_a_death story;
  endpoint house{story.all.where, story.all.house};
  story.all.where->set_gone(story.dead.slot, killed, false);
  collector got;
  story.main.drain_from(story.dead.slot, got);
  house.take_attention();
  story.main.forget(story.dead);
  EXPECT_NE(house.take_attention() & attention_released, 0U);
}

TEST(Slot, A_dead_sender_of_whom_nothing_was_read_is_let_go_by_itself) {
  after_a_death story{1};
  collector got;
  story.main.drain(got);
  story.main.drain(got);
  story.all.where->set_gone(story.dead.slot, killed, false);
  story.main.drain(got);
  story.all.where->sweep();
  EXPECT_EQ(story.all.where->look(story.dead.slot).state, slot_state::free);
  story.main.forget(story.dead);
}

TEST(Slot, A_dead_sender_whose_records_were_open_is_let_go_when_they_are_done) {
  after_a_death story;
  collector got;
  got.hold = true;
  story.main.drain(got);
  story.all.where->set_gone(story.dead.slot, killed, false);
  story.main.drain(got);
  story.main.tidy();
  story.all.where->sweep();
  EXPECT_EQ(story.all.where->look(story.dead.slot).state, slot_state::ended);
  got.items.clear();
  story.main.drain(got);
  story.main.tidy();
  story.all.where->sweep();
  EXPECT_EQ(story.all.where->look(story.dead.slot).state, slot_state::free);
}

TEST(Slot, Claims_outlive_the_forgotten_sender) {
  after_a_death story;
  story.all.where->set_gone(story.dead.slot, killed, false);
  collector got;
  got.hold = true;
  story.main.drain_from(story.dead.slot, got);
  ASSERT_EQ(got.items.size(), 3U);
  got.items[1].claim.done();
  story.main.forget(story.dead);
  story.all.where->sweep();
  EXPECT_EQ(story.all.where->look(story.dead.slot).state, slot_state::free);
  got.items[0].claim.taken();
  got.items.clear();
  story.main.drain(got);
  story.main.tidy();
}

TEST(Slot, A_swept_slot_is_used_again_and_old_mail_is_not_seen) {
  after_a_death story;
  ASSERT_EQ(send_number(story.main, story.dead, 77), send_result::sent); // never read
  story.all.where->set_gone(story.dead.slot, killed, false);
  collector got;
  story.main.drain_from(story.dead.slot, got);
  story.main.forget(story.dead);
  story.all.where->sweep();
  const address next = story.all.add("second");
  ASSERT_EQ(next.slot, story.dead.slot);
  EXPECT_GT(next.incarnation, story.dead.incarnation);
  EXPECT_EQ(send_number(story.main, story.dead, 1), send_result::peer_gone);
  endpoint second{story.all.where, next};
  ASSERT_EQ(send_number(story.main, next, 5), send_result::sent);
  collector fresh;
  second.drain(fresh);
  EXPECT_EQ(fresh.numbers(), (std::vector<std::uint64_t>{5}));
  send_number(second, story.all.main, 9);
  collector back;
  story.main.drain(back);
  EXPECT_EQ(back.numbers(), (std::vector<std::uint64_t>{9}));
}

TEST(Slot, A_sender_that_never_heard_of_the_death_makes_a_new_lane) {
  small_system all;
  endpoint main{all.where, all.main};
  const address dead = all.add();
  ASSERT_EQ(send_number(main, dead, 1), send_result::sent);
  all.where->set_gone(dead.slot, killed, false);
  all.where->sweep(); // it had sent nothing: nobody holds it
  const address next = all.add();
  ASSERT_EQ(next.slot, dead.slot);
  endpoint second{all.where, next};
  collector got;
  second.drain(got);
  EXPECT_TRUE(got.items.empty());
  ASSERT_EQ(send_number(main, {next.slot, 0}, 2), send_result::sent);
  second.drain(got);
  EXPECT_EQ(got.numbers(), (std::vector<std::uint64_t>{2}));
  EXPECT_TRUE(got.bad.empty());
}

TEST(Slot, Memory_is_flat_over_a_thousand_lives) {
  small_system all;
  endpoint main{all.where, all.main};
  std::uint64_t before = 0;
  for (int life = 0; life < 1000; ++life) {
    const address who = all.add();
    {
      endpoint mail{all.where, who};
      for (std::uint64_t i = 0; i < 300; ++i)
        send_number(mail, all.main, i, 1 + i % 3 * 300);
      send_number(main, who, 1, 20000);
    }
    all.where->set_gone(who.slot, killed, false);
    counting_sink got;
    main.drain_from(who.slot, got);
    main.forget(who);
    main.take_attention();
    main.tidy();
    all.where->sweep();
    if (life == 10)
      before = all.where->allocated();
  }
  EXPECT_EQ(all.where->allocated(), before);
}

TEST(Slot, Status_pages_stay_readable_after_the_death) {
  small_system all;
  const address who = all.add();
  child body{[&] {
    endpoint mail{attach_again(*all.where), who};
    mail.status().doing.type.store(99);
    return 0;
  }};
  body.wait();
  all.where->set_gone(who.slot, killed, false);
  ASSERT_NE(all.where->status(who.slot), nullptr);
  EXPECT_EQ(all.where->status(who.slot)->doing.type.load(), 99U);
  EXPECT_EQ(all.where->status(60), nullptr);
}

TEST(Slot, No_slot_left_is_an_error_that_says_so) {
  small_system all;
  for (unsigned i = 2; i < all.where->slots(); ++i)
    all.add();
  EXPECT_THROW(all.where->claim("one too many"), no_resource);
}

TEST(Region, Descriptors_of_something_else_are_refused) {
  const small_system all;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_THROW(region::attach({ends[0], ends[1], ::dup(ends[0])}), decode_error);
  auto zeros = os::shared_file::create("zeros", 1 << 20);
  ASSERT_EQ(zeros.reserve(0, 4096), 0);
  EXPECT_THROW(region::attach({::dup(zeros.descriptor()), ::dup(zeros.descriptor()), ::dup(zeros.descriptor())}),
               decode_error);
}
