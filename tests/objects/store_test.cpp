/// Extents of the item store: each has one owner, memory that runs out is an answer, and what a dying
/// process had claimed comes back.
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <random>
#include <vector>

#include "objects/store.hpp"
#include "os/fault_point.hpp"
#include "support/child.hpp"
#include "support/scoped.hpp"
#include "support/shared_object.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

namespace os = rooms::os;
using namespace rooms::mailbox;
using namespace rooms::objects;

constexpr ending killed{ending_kind::signalled, 9};
constexpr extent_use linked = 2;
constexpr slot_id here = 1;

struct a_store {
  explicit a_store(std::uint64_t memory = std::uint64_t{64} << 20)
    : where(region::create({.memory = memory, .slots = 64})), items(*where) {}

  extent_id claim(owner_id owner, std::uint32_t count = 1, slot_id claimer = here) {
    extent_id first = 0;
    EXPECT_EQ(items.claim(owner, claimer, count, first), 0);
    return first;
  }
  std::uint32_t count_of(owner_id owner) const {
    std::uint32_t count = 0;
    items.each_of(owner, [&](extent_id, extent_word) { ++count; });
    return count;
  }

  std::shared_ptr<region> where;
  store items;
};

bool is_filled(const std::byte* from, std::byte with, std::uint64_t bytes) {
  return std::all_of(from, from + bytes, [&](std::byte one) { return one == with; });
}

TEST(Store, A_claimed_extent_is_its_owners_and_can_be_written_to_its_last_byte) {
  a_store all;
  const extent_id one = all.claim(7);
  const extent_id other = all.claim(8);
  EXPECT_NE(one, other);
  std::memset(all.items.at(one), 1, extent_bytes);
  std::memset(all.items.at(other), 2, extent_bytes);
  EXPECT_TRUE(is_filled(all.items.at(one), std::byte{1}, extent_bytes));
  EXPECT_EQ(all.items.look(one), (extent_word{7, in_hand, here}));
  all.items.set_use(one, 1, 7, linked);
  EXPECT_EQ(all.items.look(one), (extent_word{7, linked, 0}));
}

TEST(Store, What_is_no_extent_belongs_to_nobody) {
  a_store all;
  EXPECT_EQ(all.items.look(0).owner, 0U);
  EXPECT_EQ(all.items.look(all.items.size()).owner, 0U);
  EXPECT_EQ(all.items.look(0xffffffff).owner, 0U);
  const extent_id one = all.claim(7);
  all.items.give(one, 1);
  EXPECT_EQ(all.items.look(one).owner, 0U);
}

TEST(Store, Runs_lie_in_a_row_and_find_a_place_between_others) {
  a_store all;
  std::vector<extent_id> singles;
  for (int i = 0; i < 30; ++i)
    singles.push_back(all.claim(7));
  for (std::size_t i = 10; i < 20; ++i)
    all.items.give(singles[i], 1);
  const extent_id run = all.claim(8, 10);
  std::memset(all.items.at(run), 3, 10 * extent_bytes);
  for (extent_id i = run; i < run + 10; ++i)
    EXPECT_EQ(all.items.look(i).owner, 8U);
  EXPECT_EQ(run, singles[10]) << "the gap was not used";
  EXPECT_NE(all.claim(9, 11), run);
}

TEST(Store, A_freed_extent_is_used_again_without_growing_memory) {
  a_store all;
  all.items.give(all.claim(7), 1);
  const std::uint64_t before = all.where->allocated();
  for (int i = 0; i < 100; ++i)
    all.items.give(all.claim(7), 1);
  EXPECT_EQ(all.where->allocated(), before);
}

TEST(Store, Warm_extents_are_bounded_and_can_be_cooled) {
  a_store all{std::uint64_t{256} << 20};
  const std::uint64_t before = all.where->allocated();
  const extent_id run = all.claim(7, 8000);
  all.items.give(run, 8000);
  EXPECT_LE(all.where->allocated(), before + (std::uint64_t{64} << 20) + (std::uint64_t{80} << 10));
  for (int i = 0; i < 100; ++i)
    all.claim(7);
  all.items.give_all(7, here);
  EXPECT_LE(all.where->allocated(), before + (2U << 20));
  all.items.cool(here);
  EXPECT_LE(all.where->allocated(), before + (80U << 10)) << "more than the table is left";
}

TEST(Store, A_full_region_is_an_answer_and_what_is_freed_can_be_claimed_again) {
  a_store all{8U << 20};
  std::vector<extent_id> claimed;
  extent_id one = 0;
  while (all.items.claim(7, here, 1, one) == 0)
    claimed.push_back(one);
  EXPECT_GT(claimed.size(), 200U);
  EXPECT_LE(all.where->allocated(), 8U << 20);
  EXPECT_EQ(all.items.claim(8, here, 1, one), ENOSPC);
  EXPECT_EQ(all.count_of(8), 0U) << "the refused one was kept";
  all.items.give(claimed.back(), 1);
  EXPECT_EQ(all.items.claim(8, here, 1, one), 0);
  EXPECT_EQ(all.items.claim(8, here, 5, one), ENOSPC);
  EXPECT_EQ(all.count_of(8), 1U);
}

TEST(Store, Warm_memory_of_others_is_taken_when_a_run_needs_it) {
  a_store all{16U << 20};
  std::vector<extent_id> singles;
  for (int i = 0; i < 700; ++i)
    singles.push_back(all.claim(7));
  for (std::size_t i = 0; i < singles.size(); i += 2)
    all.items.give(singles[i], 1); // half of it is warm now, in pieces
  EXPECT_NE(all.claim(8, 400), 0U);
}

TEST(Store, A_host_without_memory_refuses_and_keeps_nothing) {
  a_store all;
  const extent_id some = all.claim(7, 3);
  all.items.give(some + 1, 1);
  const std::uint64_t before = all.where->allocated();
  extent_id first = 0;
  {
    const scoped_fault full{"os.shared_file.reserve", os::fault_action::fail, 1, ENOMEM};
    EXPECT_EQ(all.items.claim(8, here, 1, first), 0) << "a warm one needs no memory";
    EXPECT_EQ(all.items.claim(8, here, 4, first), ENOMEM);
  }
  EXPECT_EQ(all.count_of(8), 1U);
  EXPECT_EQ(all.where->allocated(), before);
}

TEST(Store, An_object_that_goes_leaves_nothing_to_itself_and_everything_to_others) {
  a_store all;
  const extent_id others = all.claim(9, 3);
  all.claim(7, 20);
  all.items.set_use(all.claim(7, 4), 4, 7, linked);
  all.items.give_all(7, here);
  EXPECT_EQ(all.count_of(7), 0U);
  EXPECT_EQ(all.count_of(9), 3U);
  EXPECT_EQ(all.items.look(others).owner, 9U);
}

// Several processes claim and free at once; each marks what it has, and looks whether the mark stays.
TEST(Store, Processes_that_claim_at_once_never_share_an_extent) {
  const std::shared_ptr<region> where = region::create({.memory = std::uint64_t{64} << 20, .slots = 64});
  const shared_object<std::atomic<int>> wrong;
  std::vector<child> all;
  for (slot_id number = 2; number < 6; ++number)
    all.emplace_back([&, number] {
      store items{*where};
      std::mt19937 random{number};
      std::map<extent_id, std::uint32_t> mine;
      for (int i = 0; i < 4000; ++i) {
        if (mine.size() > 20 || (!mine.empty() && random() % 2 == 0)) {
          const auto [first, count] = *mine.begin();
          for (extent_id at = first; at < first + count; ++at)
            *wrong += *reinterpret_cast<std::uint64_t*>(items.at(at)) != number ? 1 : 0;
          items.give(first, count);
          mine.erase(mine.begin());
        } else {
          extent_id first = 0;
          const std::uint32_t count = random() % 4 == 0 ? 1 + random() % 8 : 1;
          if (items.claim(number, number, count, first) != 0)
            return 1;
          for (extent_id at = first; at < first + count; ++at)
            *reinterpret_cast<std::uint64_t*>(items.at(at)) = number;
          mine[first] = count;
        }
      }
      return 0;
    });
  for (child& each : all)
    EXPECT_EQ(exit_code(each.wait()), 0);
  EXPECT_EQ(wrong->load(), 0);
}

class StoreCrash : public testing::TestWithParam<const char*> {};

TEST_P(StoreCrash, What_a_dying_process_had_claimed_comes_back_with_its_owner) {
  const std::shared_ptr<region> where = region::create({.memory = std::uint64_t{64} << 20, .slots = 64});
  store items{*where};
  extent_id first = 0;
  ASSERT_EQ(items.claim(9, here, 600, first), 0); // the table has its pages
  items.drop(first, 600);
  const std::uint64_t before = where->allocated();
  unsigned deaths = 0;
  for (unsigned nth = 1; nth < 12; ++nth) {
    const ending end = run_in_child([&] {
      os::arm_fault(GetParam(), os::fault_action::kill, nth);
      store theirs{*where};
      for (int i = 0; i < 6; ++i) {
        extent_id one = 0;
        if (theirs.claim(7, 2, i % 2 == 0 ? 1 : 30, one) != 0)
          return 1;
        theirs.set_use(one, 1, 7, linked);
        i % 3 == 0 ? theirs.drop(one, 1) : theirs.give(one, 1);
      }
      theirs.cool(2, 2);
      return 0;
    });
    deaths += end == killed ? 1U : 0U;
    items.give_all(7, here);
    items.forget(2);
    items.cool(here);
    EXPECT_EQ(where->allocated(), before) << "at passing " << nth;
    ASSERT_EQ(items.claim(9, here, 600, first), 0); // all can be claimed again
    for (extent_id at = first; at < first + 600; ++at)
      EXPECT_EQ(items.look(at).owner, 9U);
    items.drop(first, 600);
  }
  EXPECT_GT(deaths, 0U) << "the place was never passed";
}

INSTANTIATE_TEST_SUITE_P(At, StoreCrash,
                         testing::Values("objects.store.claimed", "objects.store.allocated",
                                         "objects.store.before_give", "objects.store.punched"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

TEST(StoreTable, A_death_while_it_grows_leaves_it_usable) {
  const std::shared_ptr<region> where = region::create({.memory = std::uint64_t{64} << 20, .slots = 64});
  const ending end = run_in_child([&] {
    os::arm_fault("objects.store.extended", os::fault_action::kill);
    extent_id one = 0;
    return store{*where}.claim(7, 2, 1, one);
  });
  EXPECT_EQ(end, killed);
  store items{*where};
  extent_id one = 0;
  EXPECT_EQ(items.claim(7, here, 1, one), 0);
}

} // namespace
} // namespace troupe::tests
