/// A peer that writes garbage where it may write costs its receiver an error, never more.
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "mail.hpp"
#include "mailbox/inside.hpp"
#include "mailbox/onlooker.hpp"
#include "mailbox/ring_size.hpp"
#include "support/watchdog.hpp"
#include "wrong_sender.hpp"

using namespace troupe;
using namespace troupe::tests;
using namespace troupe::rooms::mailbox;

namespace {

struct wrong_and_right {
  small_system all;
  address wrong_slot = all.add("wrong");
  address right_slot = all.add("right");
  endpoint main{all.where, all.main};
  wrong_sender wrong{all.where, wrong_slot};
  endpoint right{all.where, right_slot};
  collector got;

  // The first data ring's writer words; sends one frame so that it is there.
  writer_words& words() {
    EXPECT_EQ(send_number(wrong.mail, all.main, 0), send_result::sent);
    return *reinterpret_cast<writer_words*>(wrong.range().data() + 3 * page);
  }
  std::byte* data() { return wrong.range().data() + 3 * page + sizeof(writer_words); }

  // Reads all; the wrong lane must be closed with one complaint, the right one work.
  void expect_complaint(const char* about) {
    wrong.ring(all.main.slot);
    main.drain(got);
    ASSERT_EQ(got.bad.size(), 1U);
    EXPECT_EQ(got.bad[0].first.slot, wrong_slot.slot);
    EXPECT_NE(got.bad[0].second.find(about), std::string::npos) << got.bad[0].second;
    const std::size_t before = got.items.size();
    ASSERT_EQ(send_number(wrong.mail, all.main, 1), send_result::sent);
    ASSERT_EQ(send_number(right, all.main, 2), send_result::sent);
    main.drain(got);
    EXPECT_EQ(got.items.size(), before + 1);
    EXPECT_EQ(got.bad.size(), 1U) << "said once";
  }
};

} // namespace

TEST(Garbage, A_tail_beyond_the_ring) {
  wrong_and_right story;
  story.words().tail.store(1 << 20);
  story.expect_complaint("tail");
}

TEST(Garbage, A_tail_that_goes_back) {
  wrong_and_right story;
  writer_words& words = story.words();
  story.main.drain(story.got);
  words.tail.store(0);
  story.expect_complaint("tail");
}

TEST(Garbage, A_record_longer_than_what_was_published) {
  wrong_and_right story;
  story.words();
  const record_header header{0xfffffff8, record_kind::frame, {}};
  std::memcpy(story.data(), &header, sizeof header);
  story.expect_complaint("longer");
}

TEST(Garbage, A_record_of_no_kind) {
  wrong_and_right story;
  story.words();
  const record_header header{8, static_cast<record_kind>(77), {}};
  std::memcpy(story.data(), &header, sizeof header);
  story.expect_complaint("kind");
}

TEST(Garbage, A_pad_in_the_middle) {
  wrong_and_right story;
  story.words();
  const record_header header{64, record_kind::pad, {}};
  std::memcpy(story.data(), &header, sizeof header);
  story.expect_complaint("pad");
}

TEST(Garbage, A_reference_out_of_the_arena) {
  for (const arena_reference where :
       {arena_reference{0, 1, 0}, arena_reference{0, std::uint64_t{1} << 61, 26},
        arena_reference{std::uint64_t{1} << 40, 1, 26}, arena_reference{4, 1, 26},
        arena_reference{0, 1, std::uint64_t{63} << 30 | 33}, arena_reference{0, 1, 200}}) {
    wrong_and_right story;
    story.words();
    const record_header header{sizeof where, record_kind::reference, {}};
    std::memcpy(story.data(), &header, sizeof header);
    std::memcpy(story.data() + sizeof header, &where, sizeof where);
    story.expect_complaint("arena");
  }
}

TEST(Garbage, A_successor_that_is_no_ring) {
  for (const ring_place place :
       {ring_place{1}, ring_place{0xffffff03}, ring_place{2 << 8 | 0}, ring_place{500 << 8 | 5}}) {
    wrong_and_right story;
    story.words().successor.store(place);
    story.expect_complaint("successor");
  }
}

// An empty ring that follows itself goes on for ever where it begins.
TEST(Garbage, A_ring_that_follows_itself) {
  wrong_and_right story;
  writer_words& words = story.words();
  words.tail.store(0);
  words.successor.store(reinterpret_cast<lane_entry*>(story.wrong.range().data())[story.all.main.slot].data.load());
  story.expect_complaint("successor");
}

// With a pad that is as long as what is left there, a reader that believed it would stand still.
TEST(Garbage, A_head_between_records) {
  wrong_and_right story;
  writer_words& words = story.words();
  const std::uint64_t capacity = shape_of(ring_size::small_data).capacity, at = capacity - granule / 2;
  const record_header pad{granule / 2, record_kind::pad, {}};
  std::memcpy(story.data() + at, &pad, sizeof pad);
  reinterpret_cast<reader_words*>(story.wrong.range().data() + 2 * page)->head.store(at);
  words.tail.store(capacity);
  story.expect_complaint("head");
}

TEST(Garbage, What_refers_to_no_arena_block_is_no_load) {
  wrong_and_right story;
  story.words();
  const record_header header{sizeof(arena_reference), record_kind::reference, {}};
  const arena_reference where{0, std::uint64_t{1} << 55, 26};
  std::memcpy(story.data(), &header, sizeof header);
  std::memcpy(story.data() + sizeof header, &where, sizeof where);
  EXPECT_LT(look_at_mail(*story.all.where, story.all.main.slot).bytes, page);
}

TEST(Garbage, A_directory_entry_that_leads_nowhere) {
  wrong_and_right story;
  story.words();
  auto* entries = reinterpret_cast<lane_entry*>(story.wrong.range().data());
  entries[story.all.main.slot].data.store(99 << 8 | 4);
  story.expect_complaint("directory");
}

TEST(Garbage, A_wrong_sender_can_be_ended_and_its_slot_used_again) {
  wrong_and_right story;
  story.words().successor.store(12345);
  story.expect_complaint("successor");
  story.all.where->set_gone(story.wrong_slot.slot, {ending_kind::signalled, 11}, false);
  story.main.drain_from(story.wrong_slot.slot, story.got);
  story.main.forget(story.wrong_slot);
  story.all.where->sweep();
  EXPECT_EQ(story.all.where->look(story.wrong_slot.slot).state, slot_state::free);
}

// A directory that leads nowhere holds nobody: the slot is free before its reader has let go.
TEST(Garbage, The_next_owner_of_the_slot_is_heard) {
  wrong_and_right story;
  story.words();
  story.main.drain(story.got);
  reinterpret_cast<lane_entry*>(story.wrong.range().data())[story.all.main.slot].data.store(99 << 8 | 4);
  story.all.where->set_gone(story.wrong_slot.slot, {ending_kind::signalled, 11}, false);
  story.all.where->sweep();
  ASSERT_EQ(story.all.where->look(story.wrong_slot.slot).state, slot_state::free) << "or this tests nothing";
  story.main.drain_from(story.wrong_slot.slot, story.got);
  story.main.forget(story.wrong_slot);
  const address next = story.all.add("next");
  ASSERT_EQ(next.slot, story.wrong_slot.slot);
  endpoint mail{story.all.where, next};
  ASSERT_EQ(send_number(mail, story.all.main, 77), send_result::sent);
  story.main.drain(story.got);
  EXPECT_EQ(story.got.items.back().number, 77U);
}

TEST(Garbage, A_reader_that_writes_garbage_only_keeps_its_sender_waiting) {
  small_system all;
  const address worker = all.add();
  endpoint main{all.where, all.main};
  ASSERT_EQ(send_number(main, worker, 0), send_result::sent);
  const os::mapping pages{all.where->inside().mail, range_of(all.main.slot) + 2 * page, page, os::access::read_write};
  auto& words = *reinterpret_cast<reader_words*>(pages.data());
  for (const std::uint64_t head : {std::uint64_t{7}, ~std::uint64_t{0}, std::uint64_t{1} << 50}) {
    words.head.store(head);
    for (std::uint64_t i = 0; i < 20000 && send_number(main, worker, i) == send_result::sent; ++i) {
    }
    main.wait_for_space(worker, os::deadline_after(std::chrono::milliseconds(1)));
  }
}

namespace {

void scribble_at_random(unsigned rounds, unsigned seed) {
  std::mt19937 random{seed};
  wrong_lanes lanes;
  std::vector<std::uint8_t> bytes;
  for (unsigned round = 0; round < rounds; ++round) {
    bytes.assign(1 + 3 * (1 + random() % 40), 0);
    for (auto& each : bytes)
      each = static_cast<std::uint8_t>(random());
    for (std::size_t i = 2; i < bytes.size(); i += 3) // aim at what matters: directory entries, headers, first records
      bytes[i] = static_cast<std::uint8_t>(random() % 4 == 0 ? bytes[i] : random() % 2 == 0 ? 0x30 : 0x70);
    lanes.feed(bytes);
  }
  EXPECT_GT(lanes.complaints(), rounds / 20);
}

} // namespace

TEST(Garbage, Scribbling_at_random_never_hurts_the_reader) { scribble_at_random(1500, 3); }

TEST(SoakGarbage, Scribbling_for_long) {
  set_test_limit(std::chrono::seconds(600));
  scribble_at_random(40000, 11);
}
