/// Pipes.
#include <gtest/gtest.h>
#include <poll.h>

#include <array>
#include <cstring>

#include "support/in_thread.hpp"
#include "support/listener.hpp"
#include "support/queue_door.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;

struct Pipe : testing::TestWithParam<flavour> {
  a_system sys;
  std::pair<connection, connection> ends = pipe();
  connection& a = ends.first;
  connection& b = ends.second;

  [[nodiscard]] end_door door(const connection& to) { return {GetParam(), to}; }
};
INSTANTIATE_TEST_SUITE_P(By, Pipe, each_flavour(), flavour_name);

TEST_P(Pipe, PIP_01_BothEndsSendAndReceive) {
  end_door first = door(a), second = door(b);
  first.send(1);
  EXPECT_EQ(second.recv<int>(), 1);
  second.send(2);
  EXPECT_EQ(first.recv<int>(), 2);
  EXPECT_EQ(first.text(), "connection(receives and sends)");
}

TEST_P(Pipe, PIP_02_TheFirstEndOfASimplexPipeReceivesTheSecondSends) {
  auto [in, out] = pipe(simplex);
  EXPECT_TRUE(in.readable() && !in.writable() && !out.readable() && out.writable());
  door(out).send(1);
  EXPECT_EQ(door(in).recv<int>(), 1);
  EXPECT_THROW(door(in).send(1), invalid_state);
  EXPECT_THROW(static_cast<void>(door(out).recv<int>()), invalid_state);
}

struct reading {
  int number = 0;
  double value = 0;
  std::optional<std::string> note;
  friend bool operator==(const reading&, const reading&) = default;
};

TEST_P(Pipe, PIP_03_WholeTypedValuesAreCarried) {
  const std::vector<reading> sent{{1, 2.5, std::nullopt}, {2, -1.0, "x"}};
  door(a).send(sent);
  EXPECT_EQ(door(b).recv<std::vector<reading>>(), sent);
  door(a).send(std::string{"text"});
  EXPECT_THROW(static_cast<void>(door(b).recv<int>()), type_mismatch);
  EXPECT_EQ(door(b).recv<std::string>(), "text") << "it is not lost";
}

TEST_P(Pipe, PIP_04_RecvWaitsUntilAMessageIsThere) {
  auto receiving = begin_in_thread([&] { return door(b).recv<int>(); });
  EXPECT_EQ(receiving.wait_for(20ms), std::future_status::timeout);
  door(a).send(7);
  EXPECT_EQ(receiving.get(), 7);
}

TEST_P(Pipe, PIP_05_WhenTheOtherEndIsClosedAndAllIsReadTheStreamEnds) {
  door(a).send(1);
  a.close();
  EXPECT_EQ(door(b).recv<int>(), 1);
  EXPECT_THROW(static_cast<void>(door(b).recv<int>()), end_of_stream);
  EXPECT_THROW(static_cast<void>(door(b).recv_bytes()), end_of_stream);
  EXPECT_THROW(door(b).send(1), end_of_stream);
}

void send_one(flavour how, const connection& to) { end_door{how, to}.send(1); }

TEST_P(Pipe, PIP_06_PIP_17_AnEndMovesIntoAProcessAndIsClosedWithIt) {
  const process sender{fn<send_one>, GetParam(), std::move(a)};
  EXPECT_TRUE(a.closed());
  sender.start();
  EXPECT_EQ(door(b).recv<int>(), 1);
  EXPECT_THROW(static_cast<void>(door(b).recv<int>()), end_of_stream) << "nobody has closed anything by hand";
  sender.join();
}

TEST_P(Pipe, PIP_07_APartOfABufferIsSentAsOneMessage) {
  const std::string data = "0123456789";
  a.send_bytes(data, 3);
  a.send_bytes(data, 3, 2);
  a.send_bytes(data, 10);
  EXPECT_EQ(door(b).recv_bytes(), "3456789");
  EXPECT_EQ(door(b).recv_bytes(), "34");
  EXPECT_EQ(door(b).recv_bytes(), "");
  EXPECT_THROW(a.send_bytes(data, 11), out_of_range);
  EXPECT_THROW(a.send_bytes(data, 3, 8), out_of_range);
}

TEST_P(Pipe, PIP_08_OneReceivedMessageIsExactlyOneSent) {
  end_door from = door(a), to = door(b);
  from.send_bytes("one");
  from.send_bytes("");
  from.send_bytes("three");
  EXPECT_EQ(to.recv_bytes(), "one");
  EXPECT_EQ(to.recv_bytes(), "");
  EXPECT_EQ(to.recv_bytes(), "three");
}

TEST_P(Pipe, PIP_09_ALongerMessageThanAllowedEndsTheReadingAtThatEnd) {
  door(a).send_bytes("12345");
  door(a).send_bytes("1");
  EXPECT_THROW(static_cast<void>(door(b).recv_bytes(4)), buffer_too_short);
  EXPECT_THROW(static_cast<void>(door(b).recv_bytes()), invalid_state);
}

TEST_P(Pipe, PIP_10_PIP_11_AMessageIsWrittenIntoABufferAtItsOffsetIfItFits) {
  std::array<std::byte, 8> buffer{};
  door(a).send_bytes("abc");
  EXPECT_EQ(b.recv_bytes_into(buffer, 2), 3U);
  EXPECT_EQ(std::memcmp(buffer.data(), "\0\0abc\0\0\0", 8), 0);
  door(a).send_bytes("123456789");
  EXPECT_THROW(b.recv_bytes_into(buffer), buffer_too_short);
  EXPECT_EQ(door(b).recv_bytes(), "123456789") << "it is still there";
}

TEST_P(Pipe, PIP_12_PollAnswersAtOnceOrWaitsUntilTheLimit) {
  end_door mine = door(b);
  EXPECT_FALSE(mine.poll());
  const auto before = std::chrono::steady_clock::now();
  EXPECT_FALSE(mine.poll(50ms));
  EXPECT_GE(std::chrono::steady_clock::now() - before, 50ms);
  auto polling = begin_in_thread([&] { return door(b).poll(std::chrono::nanoseconds::max()); });
  door(a).send(1);
  EXPECT_TRUE(polling.get());
  EXPECT_TRUE(mine.poll());
  EXPECT_EQ(mine.recv<int>(), 1);
  a.close();
  EXPECT_TRUE(mine.poll(20s)) << "the end can be read";
}

void send_back(flavour how, const connection& from) {
  end_door mine{how, from};
  mine.send_bytes(mine.recv_bytes());
}

TEST_P(Pipe, PIP_13_AMessageOf16MiBMakesTheRoundTrip) {
  const process echo{fn<send_back>, GetParam(), std::move(b)};
  echo.start();
  std::string large(16U << 20, 'x');
  for (std::size_t i = 0; i < large.size(); i += 4093)
    large[i] = static_cast<char>('a' + i % 26);
  end_door mine = door(a);
  mine.send_bytes(large);
  EXPECT_TRUE(mine.recv_bytes() == large);
  echo.join();
}

TEST_P(Pipe, PIP_14_CloseMayBeRepeatedAndLeavingTheScopeCloses) {
  {
    const connection gone = std::move(a);
  }
  EXPECT_THROW(static_cast<void>(door(b).recv<int>()), end_of_stream);
  EXPECT_FALSE(b.closed());
  b.close();
  b.close();
  EXPECT_TRUE(b.closed());
}

TEST_P(Pipe, PIP_15_AClosedEndRefusesEverything) {
  a.close();
  EXPECT_THROW(a.send(1), closed);
  EXPECT_THROW(static_cast<void>(a.recv<int>()), closed);
  EXPECT_THROW(a.send_bytes("x"), closed);
  EXPECT_THROW(static_cast<void>(a.recv_bytes()), closed);
  EXPECT_THROW(static_cast<void>(a.poll()), closed);
  EXPECT_THROW(static_cast<void>(a.fileno()), closed);
  EXPECT_THROW(static_cast<void>(a.address()), closed);
  EXPECT_THROW(static_cast<void>(wait({a}, 0s)), closed);
}

TEST_P(Pipe, PIP_16_TheDescriptorIsReadableWhenAMessageIs) {
  pollfd one{b.fileno(), POLLIN, 0};
  EXPECT_EQ(::poll(&one, 1, 0), 0);
  auto sending = begin_in_thread([&] { door(a).send(1); });
  EXPECT_EQ(::poll(&one, 1, 20'000), 1);
  EXPECT_EQ(wait({one.fd}), std::vector<std::size_t>{0});
  sending.get();
  EXPECT_EQ(b.recv<int>(), 1);
  EXPECT_EQ(::poll(&one, 1, 0), 0);
}

void serve_sums(flavour how, const connection& from) {
  end_door mine{how, from};
  try {
    for (;;) {
      const auto [x, y] = mine.recv<std::pair<int, int>>();
      mine.send(x + y);
    }
  } catch (const end_of_stream&) {
    exit_process(5);
  }
}

TEST_P(Pipe, PIP_18_ADuplexPipeServesRequestsUntilItsEnd) {
  const process server{fn<serve_sums>, GetParam(), std::move(b)};
  server.start();
  {
    const connection client = std::move(a);
    end_door mine = door(client);
    for (int i = 0; i < 20; ++i) {
      mine.send(std::pair{i, 2 * i});
      EXPECT_EQ(mine.recv<int>(), 3 * i);
    }
  }
  server.join();
  EXPECT_EQ(server.exitcode(), 5);
}

TEST_P(Pipe, PIP_19_ThreadsMayUseOneEndAndProcessesShareOneByShare) {
  std::vector<std::future<void>> threads;
  for (int i = 0; i < 4; ++i)
    threads.push_back(begin_in_thread([&] {
      for (int j = 0; j < 25; ++j)
        door(a).send(1);
    }));
  const process other{fn<send_one>, GetParam(), a.share()};
  other.start();
  int sum = 0;
  for (int i = 0; i < 101; ++i)
    sum += door(b).recv<int>();
  EXPECT_EQ(sum, 101);
  for (auto& each : threads)
    each.get();
  other.join();
  EXPECT_FALSE(door(b).poll()) << "this process's end is open";
}

} // namespace
} // namespace troupe::tests
