/// Known pains of the peers: queues and pipes.
#include <gtest/gtest.h>

#include <filesystem>
#include <sys/mman.h>
#include <thread>

#include "objects/table.hpp"
#include "os/fault_point.hpp"
#include "support/allocated_memory.hpp"
#include "support/asking_actor.hpp"
#include "support/in_thread.hpp"
#include "support/listener.hpp"
#include "support/queue_door.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
namespace os = rooms::os;

struct QueuePains : testing::TestWithParam<flavour> {
  a_system sys;

  template <class T>
  [[nodiscard]] queue_door<T> door(const queue<T>& of) {
    return {GetParam(), of};
  }
};
INSTANTIATE_TEST_SUITE_P(By, QueuePains, each_flavour(), flavour_name);

// -- deaths in the middle -----------------------------------------------------------------------------

void put_and_die(const queue<std::vector<int>>& into, const std::string& where) {
  into.put({0});
  os::arm_fault(where.c_str(), os::fault_action::kill);
  into.put(std::vector<int>(10'000, 1)); // large: it has memory of its own
  into.put({2});
}

TEST_P(QueuePains, KP_03_AProcessThatDiesInsidePutCorruptsAndBlocksNothing) {
  for (const std::string where : {"objects.guard.taken", "objects.item.claimed", "objects.item.run_linked",
                                  "objects.item.written", "objects.item.put", "objects.guard.before_release"}) {
    const queue<std::vector<int>> q;
    const process dying{fn<put_and_die>, q, where};
    dying.start();
    dying.join();
    ASSERT_EQ(dying.exitcode(), -9) << where;
    queue_door<std::vector<int>> mine = door(q);
    mine.put({3});
    EXPECT_EQ(mine.get(), std::vector<int>{0}) << where;
    std::vector<int> next = mine.get();
    if (next.size() == 10'000)
      next = mine.get();
    EXPECT_EQ(next, std::vector<int>{3}) << where;
    EXPECT_TRUE(mine.empty()) << where;
  }
}

void get_and_die(const queue<int>& from, const std::string& where) {
  os::arm_fault(where.c_str(), os::fault_action::kill);
  static_cast<void>(from.get());
}

TEST_P(QueuePains, KP_03_AProcessThatDiesInsideGetHasNotTakenTheItem) {
  for (const std::string where : {"objects.guard.taken", "objects.lease.noted", "objects.item.passed",
                                  "objects.guard.before_release", "objects.lease.before_done"}) {
    const queue<int> q;
    queue_door<int> mine = door(q);
    mine.put(1);
    const process dying{fn<get_and_die>, q, where};
    dying.start();
    dying.join();
    ASSERT_EQ(dying.exitcode(), -9) << where;
    EXPECT_EQ(mine.get(), 1) << where;
  }
}

void take_and_hang(const queue<int>& from, const event& taken) {
  const auto held = from.take();
  taken.set();
  wait_for_ever();
}

TEST_P(QueuePains, KP_03_ALeaseOfAKilledProcessGoesToTheNext) {
  const queue<int> q;
  const event taken;
  door(q).put(7);
  const process taker{fn<take_and_hang>, q, taken};
  taker.start();
  taken.wait();
  auto waiting = begin_in_thread([&] { return door(q).get(); });
  taker.kill();
  EXPECT_EQ(waiting.get(), 7);
  taker.join();
}

// -- what a producer leaves ---------------------------------------------------------------------------

constexpr int parts = 100;

void put_100_mib(const queue<std::vector<std::byte>>& into) {
  for (int i = 0; i < parts; ++i)
    into.put(std::vector<std::byte>(1U << 20, static_cast<std::byte>(i)));
}

TEST_P(QueuePains, KP_07_AProcessIsJoinedBeforeAnythingItPutIsRead) {
  const queue<std::vector<std::byte>> q;
  const process producer{fn<put_100_mib>, q};
  producer.start();
  producer.join();
  EXPECT_EQ(producer.exitcode(), 0);
  queue_door<std::vector<std::byte>> mine = door(q);
  EXPECT_EQ(mine.size(), static_cast<std::size_t>(parts));
  for (int i = 0; i < parts; ++i)
    ASSERT_EQ(mine.get(), std::vector<std::byte>(1U << 20, static_cast<std::byte>(i)));
}

void put_and_tell(flavour how, const queue<int>& into, const event& there, const event& seen) {
  queue_door<int> mine{how, into};
  for (int i = 0; i < 50; ++i) {
    mine.put(i);
    there.set();
    seen.wait();
    seen.clear();
  }
}

TEST_P(QueuePains, KP_08_AfterPutEveryProcessSeesTheItem) {
  const queue<int> q;
  const event there, seen;
  const process producer{fn<put_and_tell>, GetParam(), q, there, seen};
  producer.start();
  queue_door<int> mine = door(q);
  for (int i = 0; i < 50; ++i) {
    there.wait();
    there.clear();
    EXPECT_FALSE(mine.empty());
    EXPECT_EQ(mine.size(), 1U);
    EXPECT_EQ(mine.try_get(), i);
    EXPECT_TRUE(mine.empty());
    seen.set();
  }
  producer.join();
}

// -- large messages -----------------------------------------------------------------------------------

/// Zeros that need no memory as long as they are only read.
class empty_pages {
public:
  explicit empty_pages(std::size_t size)
    : size_(size), at_(::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {}
  ~empty_pages() { ::munmap(at_, size_); }
  empty_pages(const empty_pages&) = delete;
  empty_pages& operator=(const empty_pages&) = delete;
  [[nodiscard]] std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(at_), size_}; }

private:
  std::size_t size_;
  void* at_;
};

constexpr std::size_t three_gib = std::size_t{3} << 30;

void send_3_gib(const connection& to) {
  const empty_pages large{three_gib};
  to.send_bytes(large.bytes());
  to.send(1);
}

TEST(LargeMessages, KP_20_AMessageOf3GiBPassesAndHoldsUpNoSmallOneOfOthers) {
  set_test_limit(std::chrono::seconds(280));
  system_options options = options_under_test();
  options.memory = GiB(5);
  const a_system sys{options};
  auto [a, b] = pipe();
  auto [c, d] = pipe();
  const process sender{fn<send_3_gib>, std::move(a)};
  sender.start();
  auto echo = begin_in_thread([&, end = std::move(d)] {
    for (int i = 0; i < 100; ++i)
      end.send(end.recv<int>());
  });
  for (int i = 0; i < 100; ++i) {
    c.send(i);
    EXPECT_EQ(c.recv<int>(), i);
  }
  echo.get();
  EXPECT_EQ(b.recv_bytes().size(), three_gib);
  EXPECT_EQ(b.recv<int>(), 1);
  sender.join();
}

TEST(LargeMessages, KP_20_OneThatDoesNotFitIntoTheMemorySaysSoAndNothingIsLost) {
  const a_system sys{{.memory = MiB(64)}};
  const empty_pages large{std::size_t{100} << 20};
  auto [a, b] = pipe();
  a.send(1);
  EXPECT_THROW(a.send_bytes(large.bytes()), no_resource);
  a.send(2);
  EXPECT_EQ(b.recv<int>(), 1);
  EXPECT_EQ(b.recv<int>(), 2);
}

// Of a type with a form: the most elements of a list is what its schema can say.
TEST(LargeMessages, KP_20_ATypedItemOf3GiBIsRefusedByBothDoorsAndNothingIsLost) {
  set_test_limit(std::chrono::seconds(120));
  const a_system sys;
  const queue<std::vector<std::byte>> q;
  q.put({std::byte{1}});
  std::vector<std::byte> large(three_gib);
  EXPECT_THROW(q.put(large), invalid_argument);
  auto [a, b] = pipe();
  EXPECT_THROW(a.send(large), invalid_argument);
  {
    asking_actor asks{q.address()};
    EXPECT_THROW(asks.tell(put_item{as_item(std::move(large))}), invalid_argument);
  }
  q.put({std::byte{2}});
  a.send(3);
  EXPECT_EQ(q.get(), std::vector{std::byte{1}});
  EXPECT_EQ(q.get(), std::vector{std::byte{2}});
  EXPECT_EQ(b.recv<int>(), 3);
}

class UsedUpMemory : public testing::TestWithParam<flavour> {};
INSTANTIATE_TEST_SUITE_P(By, UsedUpMemory, each_flavour(), flavour_name);

TEST_P(UsedUpMemory, KP_20_BehindAnUnboundedQueueSaysSoAndNothingIsLost) {
  const a_system sys{{.memory = MiB(64)}};
  const queue<std::vector<std::byte>> q;
  queue_door<std::vector<std::byte>> mine{GetParam(), q};
  const std::vector<std::byte> item(1U << 20, std::byte{7});
  std::size_t put = 0;
  EXPECT_THROW(for (;; ++put) mine.put(item), no_resource);
  EXPECT_GT(put, 10U);
  EXPECT_EQ(q.size(), put); // a message has no room now
  for (std::size_t i = 0; i < put; ++i)
    ASSERT_EQ(q.get(), item);
  const auto is_put = [&] {
    try {
      mine.put(item);
      return true;
    } catch (const no_resource&) {
      return false;
    }
  };
  EXPECT_TRUE(wait_until(is_put)) << "what was given back is there for all, once its owners have tidied up";
  EXPECT_EQ(q.get(), item);
}

// -- what is left behind ------------------------------------------------------------------------------

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, std::filesystem::directory_iterator{});
}

void use_all_kinds(flavour how) {
  const queue<int> q;
  const joinable_queue<int> j;
  auto [a, b] = pipe();
  queue_door<int>{how, q}.put(1);
  joinable_door<int>{how, j}.put(1);
  end_door{how, a}.send(1);
  EXPECT_NE(b.fileno(), -1);
  EXPECT_EQ(wait({q, j, b}).size(), 3U);
  EXPECT_EQ(end_door(how, b).recv<int>(), 1);
  const mutex m;
  const recursive_mutex r;
  const semaphore s{1};
  const condition c;
  const event e;
  const barrier at{1};
  const std::scoped_lock hold{m, r, s, c};
  e.set();
  at.wait();
}

TEST_P(QueuePains, KP_27_AHundredCyclesOfEveryKindOfObjectLeaveNothing) {
  const process first{fn<use_all_kinds>, GetParam()}; // the spawner is there when it is over
  first.start();
  first.join();
  use_all_kinds(GetParam());
  const std::ptrdiff_t before = open_descriptors();
  const std::uint64_t memory = allocated_memory();
  for (int i = 0; i < 100; ++i)
    use_all_kinds(GetParam());
  EXPECT_LE(open_descriptors(), before); // the first process's may have been open still
  troupe::self self;                     // the house hears of the last handles by mail
  EXPECT_TRUE(wait_until([] { return rooms::objects::current_table().count() == 0; }));
  EXPECT_TRUE(wait_until([&] { return allocated_memory() <= memory + memory_kept; })) << allocated_memory() - memory;
}

} // namespace
} // namespace troupe::tests
