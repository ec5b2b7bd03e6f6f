#include "troupe/log.hpp"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

#include "observe/log_settings.hpp"
#include "support/child.hpp"
#include "support/scoped.hpp"

namespace troupe {
namespace {

using rooms::observe::adopt_log_settings;
using rooms::observe::current_log_settings;
using rooms::observe::set_log_process_name;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream in{file};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

struct run {
  ending how;
  std::vector<std::string> lines;
};

// Each case in a process of its own: logging is set up once per process.
run with_stderr_in_a_file(const std::function<int()>& body) {
  const tests::temp_folder folder;
  const auto file = folder.path() / "stderr";
  const auto how = tests::run_in_child([&] {
    const int descriptor = ::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    ::dup2(descriptor, STDERR_FILENO);
    return body();
  });
  return {how, lines_of(file)};
}

std::vector<std::string> logged_by(const std::function<void()>& body) {
  const auto done = with_stderr_in_a_file([&] {
    body();
    return 0;
  });
  EXPECT_EQ(done.how, (ending{ending_kind::exited, 0}));
  return done.lines;
}

void say_something() {
  logger().debug("small");
  logger().warning("large");
}

TEST(Log, Is_silent_until_it_is_asked_for) { EXPECT_THAT(logged_by(say_something), IsEmpty()); }

TEST(Log, A_line_has_level_process_and_text) {
  const auto lines = logged_by([] {
    log_to_stderr(level::debug);
    say_something();
    set_log_process_name("counter-1");
    logger().info("mine");
  });
  EXPECT_THAT(lines, ElementsAre("[DEBUG/MainProcess] small", "[WARNING/MainProcess] large", "[INFO/counter-1] mine"));
}

TEST(Log, Every_level_has_its_name_and_its_function) {
  const auto lines = logged_by([] {
    log_to_stderr(level::trace);
    const auto log = logger();
    log.trace("x"), log.debug("x"), log.info("x"), log.notice("x"), log.warning("x"), log.error("x"), log.critical("x");
  });
  EXPECT_THAT(lines, ElementsAre("[TRACE/MainProcess] x", "[DEBUG/MainProcess] x", "[INFO/MainProcess] x",
                                 "[NOTICE/MainProcess] x", "[WARNING/MainProcess] x", "[ERROR/MainProcess] x",
                                 "[CRITICAL/MainProcess] x"));
}

TEST(Log, Lines_below_the_level_are_dropped) {
  const auto lines = logged_by([] {
    log_to_stderr(level::notice);
    EXPECT_FALSE(logger().enabled(level::info));
    EXPECT_TRUE(logger().enabled(level::notice));
    logger().info("no");
    logger().notice("yes");
    set_log_level(level::off);
    EXPECT_FALSE(logger().enabled(level::critical));
    logger().critical("no");
  });
  EXPECT_THAT(lines, ElementsAre("[NOTICE/MainProcess] yes"));
}

TEST(Log, A_level_alone_shows_the_lines_on_stderr) {
  EXPECT_THAT(logged_by([] {
                set_log_level(level::info);
                say_something();
              }),
              ElementsAre("[WARNING/MainProcess] large"));
}

TEST(Log, A_sink_gets_the_whole_text_and_stderr_nothing) {
  const auto lines = logged_by([] {
    std::vector<std::string> got;
    add_log_sink([&got](const log_line& line) {
      got.emplace_back(line.text);
      EXPECT_EQ(line.level, level::warning);
      EXPECT_EQ(line.process, "MainProcess");
    });
    say_something();
    logger().warning("two\nlines");
    EXPECT_THAT(got, ElementsAre("large", "two\nlines"));
  });
  EXPECT_THAT(lines, IsEmpty());
}

TEST(Log, A_sink_added_after_the_level_replaces_the_default) {
  EXPECT_THAT(logged_by([] {
                set_log_level(level::debug);
                logger().info("before");
                add_log_sink([](const log_line&) {});
                logger().info("after");
              }),
              ElementsAre("[INFO/MainProcess] before"));
}

TEST(Log, Stderr_that_was_asked_for_stays_beside_a_sink) {
  int count = 0;
  const auto lines = logged_by([&] {
    log_to_stderr(level::info);
    log_to_stderr(level::info);
    add_log_sink([&](const log_line&) { ++count; });
    logger().info("both");
    EXPECT_EQ(count, 1);
  });
  EXPECT_THAT(lines, ElementsAre("[INFO/MainProcess] both"));
}

TEST(Log, A_sink_that_throws_or_logs_loses_only_its_own_line) {
  const auto lines = logged_by([] {
    log_to_stderr(level::info);
    add_log_sink([](const log_line&) {
      logger().info("from the sink");
      throw std::runtime_error{"sink"};
    });
    logger().info("one");
    logger().info("two");
  });
  EXPECT_THAT(lines, ElementsAre("[INFO/MainProcess] one", "[INFO/MainProcess] two"));
}

TEST(Log, What_was_written_before_a_kill_is_there) {
  const auto killed = with_stderr_in_a_file([] {
    log_to_stderr(level::info);
    for (int i = 0; i < 100; ++i)
      logger().info("line " + std::to_string(i));
    ::raise(SIGKILL);
    return 0;
  });
  EXPECT_EQ(killed.how, (ending{ending_kind::signalled, SIGKILL}));
  ASSERT_EQ(killed.lines.size(), 100U);
  EXPECT_EQ(killed.lines.back(), "[INFO/MainProcess] line 99");
}

TEST(Log, A_text_of_several_lines_has_the_prefix_on_each) {
  EXPECT_THAT(
    logged_by([] {
      log_to_stderr();
      logger().info("one\n\ntwo\n");
      logger().info("");
    }),
    ElementsAre("[INFO/MainProcess] one", "[INFO/MainProcess] ", "[INFO/MainProcess] two", "[INFO/MainProcess] "));
}

TEST(Log, A_long_line_is_divided_between_characters) {
  const std::string prefix{"[INFO/MainProcess] "};
  std::string text{"x"};
  while (text.size() < 10'000)
    text += "\u20ac"; // three bytes
  const auto lines = logged_by([&] {
    log_to_stderr();
    logger().info(text);
  });
  std::string together;
  for (const auto& line : lines) {
    EXPECT_LT(line.size(), 4096U);
    ASSERT_TRUE(line.starts_with(prefix));
    EXPECT_NE(static_cast<unsigned char>(line[prefix.size()]) & 0xc0U, 0x80U) << "begins inside a character";
    together += line.substr(prefix.size());
  }
  EXPECT_EQ(lines.size(), 3U);
  EXPECT_EQ(together, text);
}

// Reads the pipe until all writers are gone.
std::string read_to_the_end(int pipe) {
  std::string all;
  char part[4096];
  for (ssize_t got = 0; (got = ::read(pipe, part, sizeof part)) > 0;)
    all.append(part, static_cast<std::size_t>(got));
  return all;
}

void log_many_lines(char letter) {
  const std::string text(700, letter);
  for (int i = 0; i < 300; ++i)
    logger().info(text);
}

TEST(Log, Lines_of_many_processes_and_threads_come_out_of_a_pipe_whole) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  std::vector<tests::child> writers;
  for (const char letter : {'a', 'b', 'c'})
    writers.emplace_back([&, letter] {
      ::dup2(ends[1], STDERR_FILENO);
      ::fcntl(STDERR_FILENO, F_SETFL, O_WRONLY | O_NONBLOCK); // the worst that others do to a shared pipe
      log_to_stderr();
      std::jthread second{log_many_lines, static_cast<char>(letter - 'a' + 'A')};
      log_many_lines(letter);
      return 0;
    });
  ::close(ends[1]);
  std::istringstream all{read_to_the_end(ends[0])};
  ::close(ends[0]);
  for (auto& writer : writers)
    EXPECT_EQ(writer.wait(), (ending{ending_kind::exited, 0}));
  std::size_t count = 0;
  const std::string prefix{"[INFO/MainProcess] "};
  for (std::string line; std::getline(all, line); ++count) {
    ASSERT_EQ(line.substr(0, prefix.size()), prefix);
    ASSERT_EQ(line.substr(prefix.size()), std::string(700, line.back()));
  }
  EXPECT_EQ(count, 3U * 2 * 300);
}

TEST(Log, A_closed_stderr_loses_the_line_and_nothing_else) {
  EXPECT_EQ(tests::run_in_child([] {
              log_to_stderr();
              ::close(STDERR_FILENO);
              errno = 42;
              logger().info("nobody hears");
              return errno == 42 ? 0 : 1;
            }),
            (ending{ending_kind::exited, 0}));
}

void upper_sink(const log_line& line) {
  const std::string text = "sink: " + std::string{line.text} + "\n";
  static_cast<void>(!::write(STDERR_FILENO, text.data(), text.size()));
}

TEST(Log, A_child_that_adopts_the_settings_logs_as_its_parent) {
  const auto lines = logged_by([] {
    log_to_stderr(level::debug);
    add_log_sink([](const log_line& line) { upper_sink(line); }); // no captures: travels
    int here = 0;
    add_log_sink([&here](const log_line&) { ++here; }); // stays
    const auto settings = current_log_settings();
    EXPECT_EQ(settings.least, level::debug);
    EXPECT_TRUE(settings.to_stderr);
    EXPECT_EQ(settings.sinks.size(), 1U);
    adopt_log_settings(settings);
    EXPECT_EQ(current_log_settings(), settings);
    logger().debug("once each");
    EXPECT_EQ(here, 0);
  });
  std::vector<std::string> sorted{lines};
  std::ranges::sort(sorted);
  EXPECT_THAT(sorted, ElementsAre("[DEBUG/MainProcess] once each", "sink: once each"));
}

TEST(Log, A_child_of_a_silent_parent_is_silent_and_one_with_sinks_only_keeps_off_stderr) {
  EXPECT_THAT(logged_by([] {
                adopt_log_settings({});
                say_something();
              }),
              IsEmpty());
  EXPECT_THAT(logged_by([] {
                adopt_log_settings({.least = level::info, .to_stderr = false, .sinks = {}});
                set_log_level(level::debug);
                say_something();
              }),
              IsEmpty());
}

TEST(Log, An_unknown_level_has_a_name_too) { EXPECT_EQ(name(static_cast<level>(99)), "UNKNOWN"); }

} // namespace
} // namespace troupe
