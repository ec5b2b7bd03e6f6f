/// Waiting for many things.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/event_fd.hpp"
#include "os/fd.hpp"
#include "support/listener.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
namespace os = rooms::os;

struct Waiting : testing::Test {
  a_system sys;
  listener test;
  os::event_fd bell;
};

TEST_F(Waiting, WAI_01_ProcessesAndDescriptorsAreMixedAndThosePositionsAreReady) {
  const process p{fn<wait_for_go>, static_cast<caf::actor>(test)};
  p.start();
  const caf::actor waiting = test.hear<caf::actor>();
  EXPECT_THAT(wait({p, bell.descriptor()}, 0s), IsEmpty());
  bell.set();
  EXPECT_THAT(wait({p, bell.descriptor()}), ElementsAre(1));
  bell.clear();
  let_go(waiting);
  EXPECT_THAT(wait({bell.descriptor(), p.sentinel(), p}), ElementsAre(1, 2));
  bell.set();
  EXPECT_THAT(wait({p, bell.descriptor()}), ElementsAre(0, 1));
  EXPECT_EQ(p.exitcode(), 0);
}

TEST_F(Waiting, WAI_01_ADescriptorThatBecomesReadyEndsTheWait) {
  std::thread other{[&] { bell.set(); }};
  EXPECT_THAT(wait({bell.descriptor()}), ElementsAre(0));
  other.join();
}

TEST_F(Waiting, WAI_01_TheMailOfTheProcessFlowsMeanwhile) {
  troupe::self me;
  const caf::actor answers = me->home_system().spawn(echo);
  const process asks{fn<[](const caf::actor& whom) {
                       troupe::self asker;
                       asker->request(whom, caf::infinite, 7).receive([](int) {}, [](const error_value&) {});
                     }>,
                     answers};
  asks.start();
  EXPECT_THAT(wait({asks, bell.descriptor()}), ElementsAre(0));
  me->send_exit(answers, caf::exit_reason::user_shutdown);
}

TEST_F(Waiting, WAI_02_ALoopOverFourSocketsCollectsAll) {
  std::vector<os::fd> readers;
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
    readers.emplace_back(pair[0]);
    writers.emplace_back([fd = pair[1]] {
      const os::fd end{fd};
      for (char j = 0; j < 10; ++j)
        static_cast<void>(::write(end.get(), &j, 1));
    });
  }
  int heard = 0;
  while (!readers.empty()) {
    std::vector<waitable> things;
    for (const os::fd& each : readers)
      things.emplace_back(each.get());
    const std::vector<std::size_t> ready = wait(things);
    for (auto i = ready.rbegin(); i != ready.rend(); ++i) {
      char byte = 0;
      if (::read(readers[*i].get(), &byte, 1) == 1)
        ++heard;
      else
        readers.erase(readers.begin() + static_cast<std::ptrdiff_t>(*i));
    }
  }
  for (std::thread& each : writers)
    each.join();
  EXPECT_EQ(heard, 40);
}

TEST_F(Waiting, WAI_01_ANegativeDescriptorIsRefused) {
  EXPECT_THROW(static_cast<void>(wait({-1})), invalid_argument);
  EXPECT_THROW(static_cast<void>(wait({bell.descriptor(), -1}, 0s)), invalid_argument);
}

TEST_F(Waiting, WAI_03_ANegativeTimeoutLooksOnce) {
  EXPECT_THAT(wait({bell.descriptor()}, -1h), IsEmpty());
  bell.set();
  EXPECT_THAT(wait({bell.descriptor()}, -1h), ElementsAre(0));
  EXPECT_THAT(wait({bell.descriptor()}, std::chrono::nanoseconds::min()), ElementsAre(0));
}

TEST_F(Waiting, WAI_03_ATimeoutThatIsOverGivesNothing) {
  const auto before = os::clock::now();
  EXPECT_THAT(wait({bell.descriptor()}, 50ms), IsEmpty());
  EXPECT_GE(os::clock::now() - before, 50ms);
}

TEST_F(Waiting, WAI_04_AnEndOfStreamCountsAsReady) {
  int pair[2];
  ASSERT_EQ(::pipe2(pair, O_CLOEXEC), 0);
  const os::fd reader{pair[0]};
  os::fd writer{pair[1]};
  EXPECT_THAT(wait({reader.get()}, 0s), IsEmpty());
  writer.reset();
  EXPECT_THAT(wait({reader.get()}), ElementsAre(0));
}

TEST_F(Waiting, WAI_01_AProcessThatIsNotStartedCannotBeWaitedFor) {
  const process p{fn<wait_for_go>, static_cast<caf::actor>(test)};
  EXPECT_THROW(static_cast<void>(wait({p})), invalid_state);
}

void wait_in_a_process(const caf::actor& test) {
  int pair[2];
  if (::pipe2(pair, O_CLOEXEC) != 0)
    exit_process(2);
  const os::fd reader{pair[0]};
  const os::fd writer{pair[1]};
  if (!wait({reader.get()}, 10ms).empty()) // no actors here: a plain poll
    exit_process(3);
  const process child{fn<wait_for_go>, test};
  child.start();
  if (wait({reader.get(), child}) != std::vector<std::size_t>{1})
    exit_process(4);
}

TEST_F(Waiting, WAI_01_AProcessWaitsForItsOwnChildren) {
  const process p{fn<wait_in_a_process>, static_cast<caf::actor>(test)};
  p.start();
  let_go(test.hear<caf::actor>());
  p.join();
  EXPECT_EQ(p.exitcode(), 0);
}

} // namespace
} // namespace troupe::tests
