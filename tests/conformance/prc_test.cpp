/// Processes.
#include "support/test_actors.hpp"

#include <gtest/gtest.h>

namespace troupe::tests {

TEST(Process, PRC_36_ThereIsAtLeastOneCpu) { EXPECT_GE(cpu_count(), 1U); }

} // namespace troupe::tests
