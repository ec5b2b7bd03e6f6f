// Memory of values and arrays: where it lies, what is in it, and what the dead leave.
#include <algorithm>
#include <gtest/gtest.h>
#include <span>
#include <unistd.h>

#include "objects/memory.hpp"
#include "objects/mutex.hpp"
#include "objects/store.hpp"
#include "support/shared_object.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using objects::element_kind;
using objects::object_kind;
using objects::reference;

constexpr objects::memory_shape small{.count = 24, .size = 8, .kind = element_kind::unsigned_integer};
constexpr objects::memory_shape large{.count = 100'000, .size = 8, .kind = element_kind::unsigned_integer};

class Memory : public testing::TestWithParam<objects::memory_shape> {
protected:
  reference make(object_kind kind = object_kind::array) {
    return objects::make_memory(all_.table, kind, GetParam(), mutex_);
  }
  static std::span<std::uint64_t> words(const objects::table& in, const reference& of) {
    return {reinterpret_cast<std::uint64_t*>(objects::bytes_of(in, *of)), GetParam().count};
  }
  std::size_t extents_in_use() {
    std::size_t count = 0;
    for (objects::extent_id i = 0; i < 200; ++i)
      count += all_.table.items().look(i).owner != 0;
    return count;
  }

  world all_;
  reference mutex_ = objects::make_mutex(all_.table, object_kind::mutex);
};
INSTANTIATE_TEST_SUITE_P(In, Memory, testing::Values(small, large),
                         [](const auto& info) { return info.param.count == small.count ? "the_entry" : "the_store"; });

TEST_P(Memory, Is_zero_and_knows_its_shape_and_its_mutex) {
  for (int turn = 0; turn < 3; ++turn) { // what one leaves, the next may get
    const reference m = make();
    EXPECT_EQ(objects::shape_of(*m).count, GetParam().count);
    EXPECT_EQ(objects::shape_of(*m).size, 8U);
    EXPECT_EQ(objects::shape_of(*m).kind, element_kind::unsigned_integer);
    EXPECT_EQ(objects::mutex_of_memory(*m), mutex_.id());
    EXPECT_EQ(std::ranges::count(words(all_.table, m), 0U), GetParam().count);
    std::ranges::fill(words(all_.table, m), 7U);
  }
}

TEST_P(Memory, Is_seen_by_other_processes) {
  const reference m = make();
  world::citizen other{all_, [&](objects::table& in) {
                         const reference mine = in.find(m.id());
                         for (std::uint64_t i = 0; std::uint64_t& word : words(in, mine))
                           word = i++;
                         return 0;
                       }};
  EXPECT_EQ(exit_code(other.wait()), 0);
  EXPECT_EQ(words(all_.table, m).back(), GetParam().count - 1);
}

TEST_P(Memory, Goes_with_its_last_holder) {
  for (int i = 0; i < 100; ++i)
    EXPECT_TRUE(make());
  EXPECT_EQ(extents_in_use(), 0U);
  EXPECT_EQ(all_.count(), 1U) << "the mutex";
}

TEST_P(Memory, Stays_when_its_maker_is_killed_and_others_hold_it) {
  shared_object<std::atomic<std::uint64_t>> name;
  world::citizen maker{all_, [&](objects::table& in) -> int {
                         const reference m =
                           objects::make_memory(in, object_kind::array, GetParam(), in.find(mutex_.id()));
                         std::ranges::fill(words(in, m), 7U);
                         name->store(m.id());
                         for (;;)
                           ::pause();
                       }};
  ASSERT_TRUE(wait_until([&] { return name->load() != 0; }));
  reference mine = all_.table.find(name->load());
  maker.process().kill();
  EXPECT_EQ(maker.wait(), (ending{ending_kind::signalled, 9}));
  const reference other = make();
  EXPECT_EQ(std::ranges::count(words(all_.table, mine), 7U), GetParam().count);
  mine = {};
  EXPECT_EQ(all_.count(), 2U);
}

TEST(MemoryShape, Larger_than_any_memory_is_refused) {
  world all;
  const reference mutex = objects::make_mutex(all.table, object_kind::mutex);
  const auto make = [&](std::uint64_t count) {
    return objects::make_memory(all.table, object_kind::array, {count, 8, element_kind::other}, mutex);
  };
  EXPECT_THROW(static_cast<void>(make(UINT64_MAX)), invalid_argument);
  EXPECT_THROW(static_cast<void>(make(UINT64_MAX / 8)), invalid_argument);
  EXPECT_THROW(static_cast<void>(make(std::uint64_t{1} << 40)), no_resource);
  EXPECT_EQ(all.count(), 1U);
  EXPECT_TRUE(make(100'000));
}

class MakerThatDies : public testing::TestWithParam<const char*> {};

TEST_P(MakerThatDies, Leaves_no_memory) {
  world all;
  const reference mutex = objects::make_mutex(all.table, object_kind::mutex);
  world::citizen maker{all, [&](objects::table& in) {
                         const reference with = in.find(mutex.id());
                         os::arm_fault(GetParam(), os::fault_action::kill);
                         static_cast<void>(objects::make_memory(in, object_kind::array, large, with));
                         return 0;
                       }};
  EXPECT_EQ(maker.wait(), (ending{ending_kind::signalled, 9}));
  EXPECT_EQ(all.count(), 1U);
  for (objects::extent_id i = 0; i < 200; ++i)
    EXPECT_EQ(all.table.items().look(i).owner, 0U);
}
INSTANTIATE_TEST_SUITE_P(Step, MakerThatDies,
                         testing::Values("objects.make.claimed", "objects.store.claimed", "objects.store.allocated",
                                         "objects.memory.claimed", "objects.memory.linked", "objects.make.live",
                                         "objects.unmake.claimed", "objects.store.before_give",
                                         "objects.unmake.ended"));

} // namespace
} // namespace troupe::tests
