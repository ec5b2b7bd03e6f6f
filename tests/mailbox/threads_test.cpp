/// Several threads of one process at a lane: senders, and those who finish what the pump has read.
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "mail.hpp"

using namespace troupe;
using namespace troupe::tests;
using namespace troupe::rooms::mailbox;

TEST(Threads, Frames_of_each_thread_stay_in_order) {
  small_system all;
  const address worker = all.add();
  constexpr std::uint64_t each = 20000;
  child other{[&] {
    endpoint mail{attach_again(*all.where), worker};
    std::vector<std::thread> threads;
    for (std::uint64_t t = 0; t < 3; ++t)
      threads.emplace_back([&, t] {
        for (std::uint64_t i = 0; i < each; ++i)
          send_patiently(mail, all.main, t << 32 | i, 1 + i % 20);
      });
    for (auto& thread : threads)
      thread.join();
    return 0;
  }};
  class sorted : public record_sink {
  public:
    void on_record(inbound&& in) override {
      EXPECT_TRUE(is_whole(in.words));
      auto& next = of_thread[in.words[0] >> 32 & 3];
      EXPECT_EQ(in.words[0] & 0xffffffff, next);
      ++next;
      ++count;
    }
    void on_bad_lane(address, const char* what) override { ADD_FAILURE() << what; }
    std::uint64_t of_thread[4] = {};
    std::uint64_t count = 0;
  } got;
  endpoint main{all.where, all.main};
  pump_until(main, got, [&] { return got.count == 3 * each; });
  EXPECT_EQ(exit_code(other.wait()), 0);
}

TEST(Threads, Records_finished_by_other_threads_make_room_for_a_waiting_sender) {
  small_system all;
  const address worker = all.add();
  constexpr std::uint64_t frames = 30000;
  child other{[&] {
    endpoint mail{attach_again(*all.where), worker};
    // The pump only reads; another thread finishes records, in an order of its own.
    std::mutex guard;
    std::vector<record> open;
    std::atomic<std::uint64_t> finished{0};
    class hands_over : public record_sink {
    public:
      hands_over(std::mutex& mutex, std::vector<record>& list) : guard(mutex), open(list) {}
      void on_record(inbound&& in) override {
        EXPECT_TRUE(is_whole(in.words));
        const std::scoped_lock hold{guard};
        open.push_back(std::move(in.claim));
      }
      void on_bad_lane(address, const char* what) override { ADD_FAILURE() << what; }
      std::mutex& guard;
      std::vector<record>& open;
    } got{guard, open};
    std::thread finisher{[&] {
      while (finished < frames) {
        std::vector<record> mine;
        {
          const std::scoped_lock hold{guard};
          mine.swap(open);
        }
        for (auto each = mine.rbegin(); each != mine.rend(); ++each, ++finished) {
          each->taken();
          each->done();
        }
        std::this_thread::yield();
      }
      mail.wake();
    }};
    const auto deadline = os::deadline_after(patience);
    while (finished < frames && os::clock::now() < deadline) {
      mail.drain(got);
      mail.park(deadline);
      mail.take_attention();
    }
    finisher.join();
    return finished == frames ? 0 : 1;
  }};
  endpoint main{all.where, all.main};
  for (std::uint64_t i = 0; i < frames; ++i)
    ASSERT_EQ(send_patiently(main, worker, i, 1 + i % 100), send_result::sent);
  EXPECT_EQ(exit_code(other.wait()), 0);
}
