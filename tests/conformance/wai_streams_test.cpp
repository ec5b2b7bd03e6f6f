/// Waiting for queues and connections.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "os/event_fd.hpp"
#include "support/in_thread.hpp"
#include "support/listener.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

struct WaitingForStreams : testing::Test {
  a_system sys;
};

TEST_F(WaitingForStreams, WAI_01_QueuesConnectionsProcessesAndDescriptorsAreMixed) {
  listener test;
  const process p{fn<wait_for_go>, static_cast<caf::actor>(test)};
  p.start();
  const caf::actor waiting = test.hear<caf::actor>();
  const rooms::os::event_fd bell;
  const queue<int> q;
  const joinable_queue<int> j;
  auto [a, b] = pipe();
  EXPECT_THAT(wait({p, bell.descriptor(), q, j, b}, 0s), IsEmpty());
  a.send(1);
  EXPECT_THAT(wait({p, bell.descriptor(), q, j, b}), ElementsAre(4));
  q.put(1);
  bell.set();
  EXPECT_THAT(wait({p, bell.descriptor(), q, j, b}), ElementsAre(1, 2, 4));
  EXPECT_EQ(q.get() + b.recv<int>(), 2);
  bell.clear();
  let_go(waiting);
  EXPECT_THAT(wait({bell.descriptor(), q, j, b, p}), ElementsAre(4));
}

TEST_F(WaitingForStreams, WAI_01_AnItemOrAMessageOfAnotherThreadEndsTheWait) {
  const queue<int> q;
  auto [a, b] = pipe();
  auto waiting = begin_in_thread([&] { return wait({q, b}, 20s); });
  q.put(1);
  EXPECT_THAT(waiting.get(), ElementsAre(0));
  static_cast<void>(q.get());
  waiting = begin_in_thread([&] { return wait({q, b}, 20s); });
  a.send(1);
  EXPECT_THAT(waiting.get(), ElementsAre(1));
}

void send_ten(const connection& to, std::chrono::milliseconds pace) {
  for (int i = 0; i < 10; ++i) {
    std::this_thread::sleep_for(pace); // pause: slow writers are what is tested
    to.send(i);
  }
}

TEST_F(WaitingForStreams, WAI_02_ALoopOverFourPipesCollectsAllMessages) {
  std::vector<connection> readers;
  std::vector<process> writers;
  for (int i = 0; i < 4; ++i) {
    auto [in, out] = pipe(simplex);
    readers.push_back(std::move(in));
    writers.emplace_back(fn<send_ten>, std::move(out), std::chrono::milliseconds(i % 2));
    writers.back().start();
  }
  int heard = 0;
  while (!readers.empty()) {
    const std::vector<waitable> things(readers.begin(), readers.end());
    const std::vector<std::size_t> ready = wait(things);
    for (auto i = ready.rbegin(); i != ready.rend(); ++i) {
      try {
        static_cast<void>(readers[*i].recv<int>());
        ++heard;
      } catch (const end_of_stream&) {
        readers.erase(readers.begin() + static_cast<std::ptrdiff_t>(*i));
      }
    }
  }
  for (const process& each : writers)
    each.join();
  EXPECT_EQ(heard, 40);
}

TEST_F(WaitingForStreams, WAI_03_ANegativeTimeoutLooksOnce) {
  const queue<int> q;
  auto [a, b] = pipe();
  EXPECT_THAT(wait({q, b}, -1h), IsEmpty());
  q.put(1);
  EXPECT_THAT(wait({q, b}, -1h), ElementsAre(0));
}

TEST_F(WaitingForStreams, WAI_04_AnEndOfStreamCountsAsReady) {
  const queue<int> q;
  auto [a, b] = pipe();
  a.close();
  EXPECT_THAT(wait({q, b}), ElementsAre(1));
  q.finish();
  EXPECT_THAT(wait({q, b}), ElementsAre(0, 1));
}

} // namespace
} // namespace troupe::tests
