/// Frames between two endpoints: order, sizes, growth, space.
#include <gtest/gtest.h>

#include <thread>

#include "mail.hpp"
#include "mailbox/ring_size.hpp"

using namespace troupe;
using namespace troupe::tests;
using namespace troupe::rooms::mailbox;

namespace {

struct pair_of_ends {
  small_system all;
  address to = all.add();
  endpoint sender{all.where, all.main};
  endpoint receiver{all.where, to};
};

} // namespace

TEST(Lane, Frames_arrive_whole_and_in_order) {
  pair_of_ends two;
  for (std::uint64_t i = 0; i < 50; ++i)
    ASSERT_EQ(send_number(two.sender, two.to, i, 1 + i % 30), send_result::sent);
  collector got;
  two.receiver.drain(got);
  ASSERT_EQ(got.items.size(), 50U);
  EXPECT_TRUE(got.counts_from(0));
  EXPECT_EQ(got.items[0].from, two.all.main);
}

TEST(Lane, Frames_wrap_around_the_end_of_the_ring_many_times) {
  pair_of_ends two;
  counting_sink got;
  for (std::uint64_t i = 0; i < 20000; ++i) {
    ASSERT_EQ(send_number(two.sender, two.to, i, 1 + i * 7 % 200), send_result::sent);
    if (i % 3 == 0)
      two.receiver.drain(got);
  }
  two.receiver.drain(got);
  EXPECT_EQ(got.next, 20000U);
}

TEST(Lane, A_full_ring_grows_until_it_is_a_megabyte_and_then_refuses) {
  pair_of_ends two;
  std::uint64_t sent = 0;
  while (send_number(two.sender, two.to, sent) == send_result::sent)
    ++sent;
  EXPECT_GT(sent * 128, 800'000U);
  EXPECT_LT(sent * 128, 2'000'000U);
  counting_sink got;
  while (two.receiver.drain(got) != 0) {
  }
  EXPECT_EQ(got.next, sent);
  EXPECT_EQ(send_number(two.sender, two.to, sent), send_result::sent);
}

TEST(Lane, Control_frames_pass_a_full_data_ring) {
  pair_of_ends two;
  for (std::uint64_t i = 0; send_number(two.sender, two.to, i) == send_result::sent; ++i) {
  }
  EXPECT_EQ(send_number(two.sender, two.to, 7, 14, channel::control), send_result::sent);
  collector got;
  two.receiver.drain(got, 1);
  ASSERT_FALSE(got.items.empty());
  EXPECT_EQ(got.items[0].by, channel::control);
  EXPECT_EQ(got.items[0].number, 7U);
}

TEST(Lane, Answers_pass_where_requests_are_refused) {
  pair_of_ends two;
  for (std::uint64_t i = 0; send_number(two.sender, two.to, i) == send_result::sent; ++i) {
  }
  for (std::uint64_t i = 0; i < 500; ++i)
    ASSERT_EQ(send_number(two.sender, two.to, i, 14, channel::data, true), send_result::sent);
  EXPECT_EQ(send_number(two.sender, two.to, 0), send_result::full);
}

TEST(Lane, Large_frames_of_all_sizes_arrive_whole) {
  pair_of_ends two;
  counting_sink got;
  std::uint64_t number = 0;
  for (std::size_t words = 400; words < 2'000'000; words = words * 3 / 2) {
    ASSERT_EQ(send_number(two.sender, two.to, number++, words), send_result::sent) << words;
    two.receiver.drain(got);
  }
  EXPECT_EQ(got.next, number);
}

TEST(Lane, Frames_of_every_size_at_which_something_changes_arrive_whole) {
  pair_of_ends two;
  counting_sink got;
  std::uint64_t number = 0;
  for (const bool grown : {false, true}) {
    while (grown && send_number(two.sender, two.to, number) == send_result::sent)
      ++number;
    while (two.receiver.drain(got) != 0) {
    }
    for (const ring_shape& each : ring_shapes)
      for (const std::uint64_t edge : {inline_limit(each.capacity), std::uint64_t{each.capacity}})
        for (std::size_t words = edge / 8 - 10; words <= edge / 8 + 2; ++words) {
          ASSERT_EQ(send_number(two.sender, two.to, number++, words), send_result::sent) << words;
          two.receiver.drain(got);
        }
  }
  EXPECT_EQ(got.next, number);
}

TEST(Lane, A_frame_without_words_arrives) {
  pair_of_ends two;
  collector got;
  for (int i = 0; i < 400; ++i) { // round the ring
    ASSERT_EQ(two.sender.try_send(two.to, channel::data, {0, [](const void*, std::uint64_t*) {}, nullptr}),
              send_result::sent);
    two.receiver.drain(got);
  }
  ASSERT_EQ(got.items.size(), 400U);
  EXPECT_EQ(got.items.back().words, 0U);
}

TEST(Lane, A_batch_ends_with_what_is_large_and_the_rest_stays_announced) {
  pair_of_ends two;
  counting_sink got;
  constexpr std::size_t large = 100'000;
  for (std::uint64_t number = 0; number < 4; ++number)
    ASSERT_EQ(send_number(two.sender, two.to, number, large), send_result::sent);
  EXPECT_EQ(two.receiver.drain(got), 1U);
  EXPECT_TRUE(two.receiver.has_mail());
  EXPECT_EQ(two.receiver.drain(got), 1U);
  EXPECT_EQ(two.receiver.drain_from(two.all.main.slot, got), 2U) << "who has ended is read to its end";
  EXPECT_EQ(got.next, 4U);
}

TEST(Lane, What_is_kept_holds_the_ring_and_what_is_done_frees_it) {
  pair_of_ends two;
  collector got;
  got.hold = true;
  std::uint64_t sent = 0;
  for (; send_number(two.sender, two.to, sent) == send_result::sent; ++sent)
    two.receiver.drain(got);
  two.receiver.drain(got);
  EXPECT_EQ(send_number(two.sender, two.to, sent), send_result::full);
  got.items.clear(); // done, all
  two.receiver.drain(got);
  EXPECT_EQ(send_number(two.sender, two.to, sent), send_result::sent);
}

TEST(Lane, Two_processes_exchange_a_hundred_thousand_frames) {
  small_system all;
  const address worker = all.add();
  child other{[&] {
    const auto where = attach_again(*all.where);
    endpoint mail{where, worker};
    for (std::uint64_t i = 0; i < 100000; ++i)
      if (send_patiently(mail, all.main, i, 1 + i % 60) != send_result::sent)
        return 3;
    return 0;
  }};
  endpoint mail{all.where, all.main};
  counting_sink got;
  pump_until(mail, got, [&] { return got.next == 100000; });
  EXPECT_EQ(exit_code(other.wait()), 0);
}

TEST(Lane, No_wake_is_lost_when_both_sleep_before_every_frame) {
  small_system all;
  const address worker = all.add();
  constexpr std::uint64_t rounds = 20000;
  child other{[&] {
    endpoint mail{attach_again(*all.where), worker};
    counting_sink got;
    for (std::uint64_t i = 0; i < rounds; ++i) {
      pump_until(mail, got, [&] { return got.next > i; });
      send_patiently(mail, all.main, i);
    }
    return 0;
  }};
  endpoint mail{all.where, all.main};
  counting_sink got;
  for (std::uint64_t i = 0; i < rounds; ++i) {
    send_patiently(mail, worker, i);
    pump_until(mail, got, [&] { return got.next > i; });
  }
  EXPECT_EQ(exit_code(other.wait()), 0);
}
