// The delivery table, cell by cell, as a pure function.
#include <gtest/gtest.h>

#include "supervision/delivery.hpp"

namespace troupe::tests {
namespace {

using namespace rooms::supervision;

constexpr delivery_rules once{at_most_once, 3, down_policy::queue};
constexpr delivery_rules again{at_least_once, 3, down_policy::queue};
constexpr verdict waits{};

constexpr left_message queued_send{}, queued_request{.is_request = true};
constexpr left_message send_in_hand(std::uint32_t deliveries) {
  return {.is_request = false, .in_hand = true, .deliveries = deliveries};
}
constexpr left_message request_in_hand(std::uint32_t deliveries) {
  return {.is_request = true, .in_hand = true, .deliveries = deliveries};
}

TEST(Delivery, Queued_sends_wait) {
  EXPECT_EQ(judge(once, queued_send), waits);
  EXPECT_EQ(judge(again, queued_send), waits);
  EXPECT_EQ(judge({at_most_once, 3, down_policy::fail}, queued_send), waits) << "it fails requests alone";
}

TEST(Delivery, Queued_requests_wait_unless_they_are_to_fail_while_their_receiver_is_down) {
  EXPECT_EQ(judge(once, queued_request), waits);
  EXPECT_EQ(judge(again, queued_request), waits);
  const verdict fails{.stays = false, .fails_caller = true};
  EXPECT_EQ(judge({at_most_once, 3, down_policy::fail}, queued_request), fails);
  EXPECT_EQ(judge({at_least_once, 3, down_policy::fail}, queued_request), fails);
}

TEST(Delivery, A_send_in_hand_is_lost_or_redelivered_up_to_its_limit) {
  EXPECT_EQ(judge(once, send_in_hand(1)), (verdict{.stays = false, .is_lost = true}));
  EXPECT_EQ(judge(again, send_in_hand(1)), waits);
  EXPECT_EQ(judge(again, send_in_hand(2)), waits);
  EXPECT_EQ(judge(again, send_in_hand(3)), (verdict{.stays = false, .is_dead_letter = true}));
  EXPECT_EQ(judge({at_least_once, 1, {}}, send_in_hand(1)), (verdict{.stays = false, .is_dead_letter = true}));
}

TEST(Delivery, A_request_in_hand_fails_or_is_redelivered_up_to_its_limit) {
  EXPECT_EQ(judge(once, request_in_hand(1)), (verdict{.stays = false, .fails_caller = true}));
  EXPECT_EQ(judge(again, request_in_hand(2)), waits);
  EXPECT_EQ(judge(again, request_in_hand(3)), (verdict{.stays = false, .fails_caller = true, .is_dead_letter = true}));
}

} // namespace
} // namespace troupe::tests
