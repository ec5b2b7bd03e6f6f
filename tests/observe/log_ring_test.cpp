#include "observe/log_ring.hpp"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "observe/log_settings.hpp"
#include "os/fault_point.hpp"
#include "os/random.hpp"
#include "support/child.hpp"
#include "support/shared_object.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::observe {
namespace {

using shared_page = tests::shared_object<log_page>;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(LogRing, An_empty_page_has_no_lines) {
  const shared_page page;
  EXPECT_THAT(read(*page), IsEmpty());
}

TEST(LogRing, Gives_back_whole_lines_in_order) {
  const shared_page page;
  log_ring ring{*page};
  ring.append("one");
  ring.append("two\nthree");
  EXPECT_THAT(read(*page), ElementsAre("one", "two", "three"));
}

TEST(LogRing, Forgets_the_oldest_and_never_shows_a_part_of_it) {
  const shared_page page;
  for (int i = 0; i < 2000; ++i)
    log_ring{*page}.append("line number " + std::to_string(i));
  const auto lines = read(*page);
  ASSERT_GT(lines.size(), 200U);
  for (std::size_t i = 0; i < lines.size(); ++i)
    EXPECT_EQ(lines[i], "line number " + std::to_string(2000 - lines.size() + i));
}

TEST(LogRing, A_long_line_is_cut_so_that_others_stay) {
  const shared_page page;
  log_ring ring{*page};
  ring.append("short");
  ring.append(std::string(100'000, 'x'));
  const auto lines = read(*page);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "short");
  EXPECT_EQ(lines[1], std::string(log_page::capacity / 4, 'x'));
}

class LogRingKilledAt : public testing::TestWithParam<const char*> {};

TEST_P(LogRingKilledAt, Loses_the_line_in_hand_and_no_other) {
  const shared_page page;
  const auto how = tests::run_in_child([&] {
    log_ring ring{*page};
    os::arm_fault(GetParam(), os::fault_action::kill, 1000);
    for (int i = 1; i <= 2000; ++i)
      ring.append("line " + std::to_string(i));
    return 0;
  });
  ASSERT_EQ(how, (ending{ending_kind::signalled, SIGKILL}));
  EXPECT_EQ(read(*page).back(), "line 999");
  log_ring{*page}.append("the next life");
  const auto lines = read(*page);
  ASSERT_GT(lines.size(), 300U);
  EXPECT_EQ(lines.back(), "the next life");
  for (std::size_t i = 0; i + 1 < lines.size(); ++i)
    EXPECT_EQ(lines[i], "line " + std::to_string(1000 - (lines.size() - 1) + i));
}

INSTANTIATE_TEST_SUITE_P(EveryStep, LogRingKilledAt, testing::Values("observe.log_ring.begun", "observe.log_ring.half"),
                         [](const auto& place) { return std::string{place.param}.substr(17); });

TEST(LogRing, A_reader_never_sees_half_a_line_of_a_running_writer) {
  const shared_page page;
  tests::child writer{[&] {
    log_ring ring{*page};
    for (unsigned i = 0;; ++i)
      ring.append(std::string(20 + i % 40, static_cast<char>('a' + i % 26)));
    return 0;
  }};
  std::size_t seen = 0;
  EXPECT_TRUE(tests::wait_until([&] {
    for (const auto& line : read(*page)) {
      EXPECT_EQ(line, std::string(line.size(), line[0]));
      EXPECT_GE(line.size(), 20U);
      ++seen;
    }
    return seen > 20'000 || testing::Test::HasFailure();
  }));
  writer.kill();
}

TEST(LogRing, A_page_of_garbage_is_read_and_taken_over_without_harm) {
  const shared_page page;
  for (int i = 0; i < 100; ++i) {
    os::fill_random({reinterpret_cast<std::byte*>(&*page), sizeof(log_page)});
    if (i % 2 == 0)
      page->written.store(0);
    static_cast<void>(read(*page));
    log_ring{*page}.append("sane again");
    EXPECT_EQ(read(*page).back(), "sane again");
  }
}

TEST(KeptLogLines, Are_kept_though_logging_is_silent_and_only_for_a_while) {
  const shared_page page;
  const auto how = tests::run_in_child([&] {
    {
      const kept_log_lines kept{*page};
      EXPECT_TRUE(logger().enabled(level::info));
      EXPECT_FALSE(logger().enabled(level::debug));
      logger().debug("small");
      logger().info("large");
      adopt_log_settings({});
      logger().warning("larger");
    }
    EXPECT_FALSE(logger().enabled(level::critical));
    logger().critical("after");
    return 0;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
  EXPECT_THAT(read(*page), ElementsAre("[INFO/MainProcess] large", "[WARNING/MainProcess] larger"));
}

TEST(KeptLogLines, Other_sinks_keep_their_level) {
  const shared_page page;
  const auto how = tests::run_in_child([&] {
    std::vector<std::string> got;
    add_log_sink([&](const log_line& line) { got.emplace_back(line.text); });
    set_log_level(level::warning);
    const kept_log_lines kept{*page, level::debug};
    logger().debug("small");
    logger().warning("large");
    EXPECT_THAT(got, ElementsAre("large"));
    return 0;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
  EXPECT_THAT(read(*page), ElementsAre("[DEBUG/MainProcess] small", "[WARNING/MainProcess] large"));
}

} // namespace
} // namespace troupe::rooms::observe
