/// A life that lost its mind before it ended: what it has left costs the next life, the house and everybody else an
/// error at most.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <unistd.h>

#include "mail.hpp"
#include "mailbox/arena.hpp"
#include "mailbox/estate.hpp"
#include "mailbox/inside.hpp"
#include "mailbox/ring_view.hpp"
#include "mailbox/role.hpp"

namespace troupe::tests {
namespace {

using namespace rooms::mailbox;

constexpr ending killed{ending_kind::signalled, 11};

/// The first ring of a stream, and the entry that leads to it, as nobody may have them.
struct victim {
  os::mapping directory;
  std::atomic<ring_place>& entry;
  ring_view ring;

  victim(region& where, slot_id writer, slot_id reader, bool control = false)
    : directory(where.inside().mail, range_of(writer), directory_bytes, os::access::read_write),
      entry(control ? lanes()[reader].control : lanes()[reader].data),
      ring(where.inside(), writer, entry.load(), os::access::read_write, os::access::read_write) {}
  [[nodiscard]] lane_entry* lanes() const { return reinterpret_cast<lane_entry*>(directory.data()); }
  void put(std::uint64_t at, const record_header& header) const {
    std::memcpy(ring.data() + at, &header, sizeof header);
  }
  void put(std::uint64_t at, const arena_reference& where) const {
    put(at, record_header{sizeof where, record_kind::reference, {}});
    std::memcpy(ring.data() + at + sizeof(record_header), &where, sizeof where);
  }
};

struct nonsense {
  const char* name;
  void (*write)(victim&);
};

class LeftGarbage : public testing::TestWithParam<nonsense> {
protected:
  static void send_numbers(endpoint& from, address to, std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i <= last; ++i)
      EXPECT_EQ(send_number(from, to, i), send_result::sent);
  }
  /// The worker's next life, which says 100 to 120, is heard, and nobody else has lost anything.
  void expect_next_life_heard() {
    all_.where->set_gone(worker_.slot, killed, true);
    worker_ = all_.where->revive(worker_.slot);
    all_.where->set_live(worker_.slot, ::getpid());
    endpoint again{all_.where, worker_};
    send_numbers(again, all_.main, 100, 120);
    got_.items.clear();
    while (main_.drain(got_) != 0) {
    }
    EXPECT_LE(got_.bad.size(), 1U);
    std::vector<std::uint64_t> heard, of_other;
    for (const auto& each : got_.items)
      if (each.from.slot == other_.slot)
        of_other.push_back(each.number);
      else if (each.from == worker_)
        heard.push_back(each.number);
    EXPECT_EQ(heard.size(), 21U);
    EXPECT_TRUE(!heard.empty() && heard.front() == 100 && heard.back() == 120);
    EXPECT_EQ(of_other.size(), 10U) << "another worker's lane";
  }

  small_system all_;
  address worker_ = all_.add(), other_ = all_.add();
  endpoint main_{all_.where, all_.main};
  collector got_;
};

TEST_P(LeftGarbage, The_next_life_is_heard_by_who_has_read_before_it) {
  endpoint other{all_.where, other_};
  send_numbers(other, all_.main, 1, 3);
  {
    endpoint first{all_.where, worker_};
    send_numbers(first, all_.main, 1, 6);
    got_.hold = true;
    main_.drain(got_);
    for (auto& each : got_.items)
      if (each.number % 2 == 0)
        each.claim.done();
    send_numbers(first, all_.main, 7, 9);
  }
  auto held = std::move(got_.items);
  send_numbers(other, all_.main, 11, 20);
  victim of{*all_.where, worker_.slot, all_.main.slot};
  GetParam().write(of);
  expect_next_life_heard();
}

TEST_P(LeftGarbage, The_next_life_is_heard_by_who_has_never_read) {
  endpoint other{all_.where, other_};
  send_numbers(other, all_.main, 11, 20);
  {
    endpoint first{all_.where, worker_};
    send_numbers(first, all_.main, 1, 9);
  }
  victim of{*all_.where, worker_.slot, all_.main.slot};
  GetParam().write(of);
  expect_next_life_heard();
}

// The seventh record lies behind six of 128 bytes, which may have been read.
constexpr std::uint64_t seventh = 6 * 128;

INSTANTIATE_TEST_SUITE_P(
  Of, LeftGarbage,
  testing::Values(
    nonsense{"an_entry_that_is_no_place", [](victim& of) { of.entry.store(1 << 8 | 3); }},
    nonsense{"an_entry_that_leads_to_no_ring", [](victim& of) { of.entry.store(99 << 8 | 4); }},
    nonsense{"a_ring_that_follows_itself", [](victim& of) { of.ring.writer().successor.store(of.entry.load()); }},
    nonsense{"a_successor_that_is_no_place", [](victim& of) { of.ring.writer().successor.store(12345); }},
    nonsense{"a_tail_far_away", [](victim& of) { of.ring.writer().tail.store(std::uint64_t{1} << 62); }},
    nonsense{"a_tail_between_records", [](victim& of) { of.ring.writer().tail.fetch_add(8); }},
    nonsense{"a_record_without_end",
             [](victim& of) { of.put(seventh, record_header{0xfffffff8, record_kind::frame, {}}); }},
    nonsense{"a_pad_of_nothing", [](victim& of) { of.put(seventh, record_header{0, record_kind::pad, {}}); }},
    nonsense{"a_reference_to_others_memory",
             [](victim& of) { of.put(seventh, arena_reference{std::uint64_t{1} << 36, 1 << 20, 26}); }},
    nonsense{
      "a_reference_across_the_end_of_the_arena",
      [](victim& of) { of.put(seventh, arena_reference{arena_bytes - 8, 1, (arena_bytes - (1U << 26)) | 26}); }}),
  [](const auto& each) { return each.param.name; });

// -- what the house and the next life find in a spool -----------------------------------------------------

using numbers = std::vector<std::uint64_t>;

class LeftSpool : public testing::Test {
protected:
  // One record of main's, which was open when main ended, has moved to the role's spool.
  LeftSpool() {
    {
      endpoint from{all_.where, sender_};
      EXPECT_EQ(send_number(from, role_, 1), send_result::sent);
    }
    endpoint mail{all_.where, revive()};
    collector got;
    got.hold = true;
    mail.drain(got);
    all_.where->set_gone(sender_.slot, killed, false);
    mail.forget(sender_);
    for (auto& each : got.items)
      each.claim.leave();
    all_.where->set_gone(role_.slot, killed, true);
  }
  address revive() {
    const address life = all_.where->revive(role_.slot);
    all_.where->set_live(life.slot, ::getpid());
    return life;
  }
  numbers settle() {
    numbers seen;
    settle_estate(*all_.where, role_.slot, [&](const left_record& what) {
      EXPECT_TRUE(is_whole(what.words));
      return seen.push_back(what.words[0]), fate::stays;
    });
    return seen;
  }
  numbers read_all() {
    endpoint mail{all_.where, revive()};
    while (mail.drain(got_) != 0) {
    }
    EXPECT_TRUE(std::ranges::all_of(got_.items, &collector::item::whole));
    return got_.numbers();
  }
  [[nodiscard]] victim spool() { return {*all_.where, role_.slot, role_.slot, true}; }

  small_system all_;
  address sender_ = all_.add();
  const address first_ = all_.where->reserve("role");
  const address role_ = role_of(first_.slot, first_.incarnation);
  collector got_;
};

spool_origin& origin_in(const victim& of) {
  return *reinterpret_cast<spool_origin*>(of.ring.data() + sizeof(record_header));
}

TEST_F(LeftSpool, A_record_of_a_sender_that_there_cannot_be_is_a_record_all_the_same) {
  for (const slot_id sender : {64, 1024, 5000, 60'000, 65'534}) {
    origin_in(spool()).sender = sender;
    EXPECT_EQ(settle(), numbers{1}) << sender;
  }
  EXPECT_EQ(read_all(), numbers{1});
}

TEST_F(LeftSpool, A_record_of_no_channel_is_none) {
  origin_in(spool()).by = 77;
  EXPECT_EQ(settle(), numbers{});
  EXPECT_EQ(read_all(), numbers{});
}

// Each refers to memory of its own, all of which is to be seen at once.
TEST_F(LeftSpool, Records_in_hundreds_of_places_are_seen_together) {
  constexpr std::uint64_t count = 150, each_extent = std::uint64_t{1} << 26;
  const victim of = spool();
  region::layout& in = all_.where->inside();
  std::uint64_t at = of.ring.writer().tail.load();
  numbers all{1};
  for (std::uint64_t i = 0; i < count; ++i, at += granule) {
    const std::uint64_t place = range_of(role_.slot) + arena_at + i * each_extent;
    ASSERT_EQ(in.reserve(in.mail, place, page), 0);
    const os::mapping block{in.mail, place, page, os::access::read_write};
    const spool_origin origin{1000 + i, sender_.incarnation, sender_.slot, 0, 0};
    const std::vector<std::uint64_t> words = make_words(all.emplace_back(100 + i), 14);
    std::memcpy(block.data(), &origin, sizeof origin);
    std::memcpy(block.data() + sizeof origin, words.data(), words.size() * 8);
    of.put(at, arena_reference{i * each_extent, 16, i * each_extent | 26});
  }
  of.ring.writer().tail.store(at);
  EXPECT_EQ(settle(), all);
  EXPECT_EQ(read_all(), all);
}

TEST_F(LeftSpool, A_spool_that_makes_no_sense_is_given_up_and_the_next_one_works) {
  spool().ring.writer().tail.store(std::uint64_t{1} << 50);
  EXPECT_EQ(settle(), numbers{});
  const address other = all_.add();
  endpoint from{all_.where, other};
  EXPECT_EQ(send_number(from, role_, 7), send_result::sent);
  const address life = revive();
  {
    endpoint mail{all_.where, life};
    got_.hold = true;
    mail.drain(got_);
    ASSERT_EQ(got_.items.size(), 1U);
    all_.where->set_gone(other.slot, killed, false);
    mail.forget(other); // moves it
    got_.items[0].claim.leave();
    got_.items.clear();
  }
  all_.where->sweep();
  EXPECT_EQ(all_.where->look(other.slot).state, slot_state::free) << "it has moved";
  all_.where->set_gone(life.slot, killed, true);
  EXPECT_EQ(settle(), numbers{7});
  got_.hold = false;
  EXPECT_EQ(read_all(), numbers{7});
}

} // namespace
} // namespace troupe::tests
