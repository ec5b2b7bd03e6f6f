#include "observe/flight_ring.hpp"

#include <csignal>
#include <gtest/gtest.h>

#include "os/fault_point.hpp"
#include "os/random.hpp"
#include "support/child.hpp"
#include "support/shared_object.hpp"

namespace troupe::rooms::observe {
namespace {

using shared_page = tests::shared_object<flight_page>;

TEST(FlightRing, An_empty_page_has_nothing_to_tell) {
  const shared_page page;
  EXPECT_TRUE(read(*page).empty());
}

TEST(FlightRing, Tells_what_was_noted_oldest_first) {
  const shared_page page;
  flight_ring ring{*page};
  ring.note(flight_event::born, 3, 1);
  ring.note(flight_event::handler_begin, 42, 7);
  const auto all = read(*page);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].what, flight_event::born);
  EXPECT_EQ(all[0].ticket, 1U);
  EXPECT_EQ(all[1].what, flight_event::handler_begin);
  EXPECT_EQ(all[1].first, 42U);
  EXPECT_EQ(all[1].second, 7U);
  EXPECT_LE(all[0].nanoseconds, all[1].nanoseconds);
}

TEST(FlightRing, Keeps_the_last_127_and_goes_on_behind_a_former_owner) {
  const shared_page page;
  for (std::uint64_t i = 1; i <= 1000; ++i)
    flight_ring{*page}.note(flight_event::sent, i);
  const auto all = read(*page);
  ASSERT_EQ(all.size(), flight_page::capacity);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].ticket, 1000 - flight_page::capacity + 1 + i);
    EXPECT_EQ(all[i].first, all[i].ticket);
  }
}

class FlightRingKilledAt : public testing::TestWithParam<const char*> {};

TEST_P(FlightRingKilledAt, Loses_the_entry_in_hand_and_no_other) {
  const shared_page page;
  const auto how = tests::run_in_child([&] {
    flight_ring ring{*page};
    os::arm_fault(GetParam(), os::fault_action::kill, 200);
    for (std::uint64_t i = 1; i <= 300; ++i)
      ring.note(flight_event::sent, i, i);
    return 0;
  });
  ASSERT_EQ(how, (ending{ending_kind::signalled, SIGKILL}));
  flight_ring{*page}.note(flight_event::born, 201, 201);
  const auto all = read(*page);
  ASSERT_EQ(all.size(), flight_page::capacity - 1);
  for (const auto& one : all) {
    EXPECT_NE(one.ticket, 200U);
    EXPECT_EQ(one.first, one.ticket);
    EXPECT_EQ(one.second, one.ticket);
  }
  EXPECT_EQ(all.back().what, flight_event::born);
}

INSTANTIATE_TEST_SUITE_P(EveryStep, FlightRingKilledAt,
                         testing::Values("observe.flight_ring.cleared", "observe.flight_ring.half"),
                         [](const auto& place) { return std::string{place.param}.substr(20); });

TEST(FlightRing, A_reader_never_sees_half_an_entry_of_a_running_writer) {
  const shared_page page;
  tests::child writer{[&] {
    flight_ring ring{*page};
    for (std::uint64_t i = 1;; ++i)
      ring.note(static_cast<flight_event>(i % 5 + 1), i, ~i);
    return 0;
  }};
  ASSERT_TRUE(tests::wait_until([&] { return read(*page).size() > 100; }));
  std::size_t seen = 0;
  for (int look = 0; look < 3000; ++look)
    for (const auto& one : read(*page)) {
      ASSERT_EQ(one.first, one.ticket);
      ASSERT_EQ(one.second, ~one.ticket);
      ASSERT_EQ(static_cast<std::uint64_t>(one.what), one.ticket % 5 + 1);
      ++seen;
    }
  EXPECT_GT(seen, 0U);
  writer.kill();
}

TEST(FlightRing, A_page_of_garbage_is_read_without_harm) {
  const shared_page page;
  for (int i = 0; i < 100; ++i) {
    os::fill_random({reinterpret_cast<std::byte*>(&*page), sizeof(flight_page)});
    for (const auto& one : read(*page))
      EXPECT_FALSE(text(one).empty());
    flight_ring{*page}.note(flight_event::born);
  }
}

TEST(FlightRing, An_entry_reads_as_a_line) {
  EXPECT_EQ(text({1, 12'345'678'901, flight_event::handler_begin, 42, 7}), "12.345678901 handler_begin 42 7");
  EXPECT_EQ(text({1, 5, static_cast<flight_event>(999), 0, 0}), "0.000000005 unknown 0 0");
}

} // namespace
} // namespace troupe::rooms::observe
