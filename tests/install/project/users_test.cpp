#include <troupe/troupe.hpp>

#include <gtest/gtest.h>

namespace {

troupe::behavior doubler() {
  return {[](int x) { return 2 * x; }};
}

TEST(Doubler, Answers_from_another_process) {
  const caf::actor other = troupe::spawn(troupe::fn<doubler>);
  troupe::self self;
  self->request(other, std::chrono::seconds(30), 21)
    .receive([](int answer) { EXPECT_EQ(answer, 42); }, [](const troupe::error_value&) { FAIL(); });
}

} // namespace
