/// `main` of test programs that link `troupe::gtest_main` in place of `GTest::gtest_main`: one
/// system lives as long as the tests run, so a test uses troupe as the program it tests does.
#include <gtest/gtest.h>

#include "troupe/system.hpp"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const troupe::system sys{argc, argv};
  return RUN_ALL_TESTS();
}
