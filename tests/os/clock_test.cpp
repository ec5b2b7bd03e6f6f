#include <gtest/gtest.h>

#include "os/clock.hpp"
#include "os/coarse_clock.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

namespace os = rooms::os;

TEST(CoarseClock, Is_behind_the_exact_one_by_little_and_goes_forward) {
  const std::uint64_t first = os::coarse_nanoseconds();
  const auto exact = static_cast<std::uint64_t>(os::clock::now().time_since_epoch() / std::chrono::nanoseconds(1));
  EXPECT_LE(first, exact);
  EXPECT_LT(exact - first, 1'000'000'000U);
  EXPECT_TRUE(wait_until([first] { return os::coarse_nanoseconds() > first; }));
}

} // namespace
} // namespace troupe::tests
