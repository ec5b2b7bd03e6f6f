/// Known pains of the peers: shared memory.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/listener.hpp"
#include "support/memory_doors.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

struct SharedMemory : testing::TestWithParam<flavour> {
  a_system sys;
  listener test;
};
INSTANTIATE_TEST_SUITE_P(By, SharedMemory, each_flavour(), flavour_name);

void make_and_hang(std::size_t size, const caf::actor& test) {
  const array<char> made(size);
  made[size - 1] = 'z';
  say(test, made);
  wait_for_ever();
}
void hold_and_hang(const array<char>& held, const caf::actor& test) {
  say(test, held.size() > 0);
  wait_for_ever();
}

TEST_P(SharedMemory, KP_28_ItStaysWhenItsMakerIsKilled) {
  constexpr std::size_t size = 1'000'000;
  const process maker{fn<make_and_hang>, size, static_cast<caf::actor>(test)};
  maker.start();
  const auto a = test.hear<array<char>>();
  maker.kill();
  maker.join();
  std::vector<array<char>> others; // which would get its memory
  for (int i = 0; i < 10; ++i)
    others.emplace_back(size);
  EXPECT_EQ((array_door{GetParam(), a}.read(size - 1)), 'z');
  EXPECT_EQ((array_door{GetParam(), a}.read(0)), '\0');
}

TEST_P(SharedMemory, KP_28_ItStaysWhenAnotherOfItsHoldersIsKilled) {
  const auto a = array<char>::of(std::string(100'000, 'y'));
  const process holder{fn<hold_and_hang>, a, static_cast<caf::actor>(test)};
  holder.start();
  test.hear<bool>();
  holder.kill();
  holder.join();
  EXPECT_THAT((array_door{GetParam(), a}.read_all()), testing::Each('y'));
}

system_options small_memory() {
  system_options options = options_under_test();
  options.memory = std::size_t{64} << 20;
  return options;
}

/// Fits into the memory once.
constexpr std::size_t most_of_it = std::size_t{40} << 20;

TEST(SharedMemoryEnd, KP_28_ItGoesWithTheLastProcessThatHeldItKilledOrNot) {
  const a_system sys{small_memory()};
  listener test;
  for (int i = 0; i < 4; ++i) {
    const process holder{fn<make_and_hang>, most_of_it, static_cast<caf::actor>(test)};
    holder.start();
    static_cast<void>(test.hear<array<char>>());
    EXPECT_THROW(array<char>{most_of_it}, no_resource) << "the first one is held";
    holder.kill();
    holder.join();
    EXPECT_TRUE(wait_until([&] {
      try {
        return array<char>{most_of_it}.size() != 0;
      } catch (const no_resource&) {
        return false;
      }
    }));
  }
}

TEST_P(SharedMemory, KP_28_ItKeepsItsExactLength) {
  const std::string_view text{"\0gr\xc3\xbc\xc3\x9f\0\0\0", 10};
  const auto a = array<char>::of(text);
  EXPECT_EQ(a.size(), text.size());
  EXPECT_THAT((array_door{GetParam(), a}.read_all()), testing::ElementsAreArray(text));
}

} // namespace
} // namespace troupe::tests
