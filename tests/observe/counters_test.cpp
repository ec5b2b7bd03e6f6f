#include "observe/counters.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <set>
#include <thread>

#include "support/child.hpp"
#include "support/shared_object.hpp"

namespace troupe::rooms::observe {
namespace {

TEST(Counters, A_zeroed_table_counts_from_zero) {
  counter_table table{};
  counters mine{table};
  EXPECT_EQ(read(table, counter::records_in), 0U);
  mine.add(counter::records_in);
  mine.add(counter::records_in, 4);
  mine.add_alone(counter::bytes_out, 100);
  mine.add_alone(counter::bytes_out);
  EXPECT_EQ(read(table, counter::records_in), 5U);
  EXPECT_EQ(read(table, counter::bytes_out), 101U);
  EXPECT_EQ(read(table, counter::records_out), 0U);
}

TEST(Counters, Threads_of_the_owner_lose_no_count) {
  counter_table table{};
  const auto count = [&] {
    for (int i = 0; i < 50'000; ++i)
      counters{table}.add(counter::refused_sends);
  };
  std::thread other{count};
  count();
  other.join();
  EXPECT_EQ(read(table, counter::refused_sends), 100'000U);
}

TEST(Counters, Are_readable_after_their_owner_was_killed) {
  const tests::shared_object<counter_table> table;
  tests::child owner{[&] {
    for (;;)
      counters{*table}.add_alone(counter::wakes);
    return 0;
  }};
  EXPECT_TRUE(tests::wait_until([&] { return read(*table, counter::wakes) > 100; }));
  owner.kill();
  owner.wait();
  const auto last = read(*table, counter::wakes);
  EXPECT_GT(last, 100U);
  EXPECT_EQ(read(*table, counter::wakes), last);
}

TEST(Counters, Each_has_a_name_of_its_own) {
  std::set<std::string_view> names;
  for (auto value = 0; value <= static_cast<int>(counter::last_counter_); ++value)
    names.insert(name(static_cast<counter>(value)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(counter::last_counter_) + 1);
  EXPECT_EQ(name(counter::records_in), "records_in");
  EXPECT_EQ(name(counter::exports), "exports");
  EXPECT_EQ(name(static_cast<counter>(31)), "unknown");
}

} // namespace
} // namespace troupe::rooms::observe
