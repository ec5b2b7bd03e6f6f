/// Pipes: values and bytes, ends that move and end, errors.
#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include <troupe/pipe.hpp>
#include <troupe/queue.hpp>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;

std::vector<std::byte> some_bytes(std::size_t count) {
  std::vector<std::byte> bytes(count);
  for (std::size_t i = 0; i < count; ++i)
    bytes[i] = static_cast<std::byte>(i * 7 + i / 251);
  return bytes;
}

TEST(Pipe, Both_ends_of_a_duplex_one_send_and_receive) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  EXPECT_TRUE(a.readable() && a.writable() && b.readable() && b.writable());
  a.send(std::pair{3, 4});
  a.send("word");
  EXPECT_EQ((b.recv<std::pair<int, int>>()), (std::pair{3, 4}));
  EXPECT_EQ(b.recv<std::string>(), "word");
  b.send(std::vector<double>{1.5});
  EXPECT_EQ(a.recv<std::vector<double>>(), std::vector{1.5});
}

TEST(Pipe, The_first_end_of_a_simplex_one_receives) {
  const a_system sys;
  auto [a, b] = troupe::pipe(simplex);
  EXPECT_TRUE(a.readable() && !a.writable() && !b.readable() && b.writable());
  b.send(1);
  EXPECT_EQ(a.recv<int>(), 1);
  EXPECT_THROW(a.send(1), invalid_state);
  EXPECT_THROW(static_cast<void>(b.recv<int>()), invalid_state);
}

TEST(Pipe, Another_type_is_refused_with_both_names_and_not_lost) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  a.send(std::string{"x"});
  try {
    static_cast<void>(b.recv<int>());
    ADD_FAILURE() << "received a string as an int";
  } catch (const type_mismatch& why) {
    EXPECT_NE(std::string{why.what()}.find("int"), std::string::npos);
    EXPECT_NE(std::string{why.what()}.find("string"), std::string::npos);
  }
  EXPECT_THROW(static_cast<void>(b.recv_bytes()), type_mismatch);
  const auto either = b.recv<int, std::string>();
  EXPECT_EQ(std::get<std::string>(either), "x");
  a.send(5);
  EXPECT_EQ(std::get<int>((b.recv<int, std::string>())), 5);
}

TEST(Pipe, Ends_when_the_other_end_is_closed_and_all_is_read) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  a.send(1);
  a.close();
  a.close();
  EXPECT_TRUE(a.closed());
  EXPECT_TRUE(b.poll());
  EXPECT_EQ(b.recv<int>(), 1);
  EXPECT_THROW(static_cast<void>(b.recv<int>()), end_of_stream);
  EXPECT_THROW(static_cast<void>(b.recv_bytes()), end_of_stream);
  EXPECT_TRUE(b.poll()) << "the end of the stream can be read";
  EXPECT_THROW(b.send(1), end_of_stream);
}

TEST(Pipe, A_closed_or_moved_end_says_so) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  connection c = std::move(a);
  EXPECT_THROW(a.send(1), closed);
  EXPECT_THROW(static_cast<void>(a.poll()), closed);
  c.send(1);
  EXPECT_EQ(b.recv<int>(), 1);
  c.close();
  EXPECT_THROW(static_cast<void>(c.recv<int>()), closed);
  EXPECT_THROW(static_cast<void>(c.share()), closed);
  EXPECT_EQ(text(c), "connection(closed)");
}

TEST(Pipe, A_shared_end_is_open_until_its_last_owner_closes_it) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  connection second = a.share();
  a.close();
  EXPECT_FALSE(b.poll());
  second.send(2);
  second.close();
  EXPECT_EQ(b.recv<int>(), 2);
  EXPECT_THROW(static_cast<void>(b.recv<int>()), end_of_stream);
}

TEST(Pipe, Bytes_are_one_message_each) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  const std::string data = "0123456789";
  a.send_bytes(data);
  a.send_bytes(data, 3);
  a.send_bytes(data, 3, 2);
  a.send_bytes(data, 10);
  EXPECT_EQ(b.recv_bytes().size(), 10U);
  EXPECT_EQ(b.recv_bytes().size(), 7U);
  const auto part = b.recv_bytes(2);
  ASSERT_EQ(part.size(), 2U);
  EXPECT_EQ(std::memcmp(part.data(), "34", 2), 0);
  EXPECT_TRUE(b.recv_bytes().empty());
  EXPECT_THROW(a.send_bytes(data, 11), out_of_range);
  EXPECT_THROW(a.send_bytes(data, 3, 8), out_of_range);
}

TEST(Pipe, A_message_longer_than_allowed_ends_the_reading) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  a.send_bytes("12345");
  a.send_bytes("1");
  EXPECT_THROW(static_cast<void>(b.recv_bytes(4)), buffer_too_short);
  EXPECT_THROW(static_cast<void>(b.recv_bytes()), invalid_state);
  b.send(1);
  EXPECT_EQ(a.recv<int>(), 1);
}

TEST(Pipe, A_buffer_is_filled_from_the_offset_on_and_one_too_short_is_refused) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  std::array<std::byte, 8> buffer{};
  a.send_bytes("abc");
  EXPECT_EQ(b.recv_bytes_into(buffer, 2), 3U);
  EXPECT_EQ(std::memcmp(buffer.data(), "\0\0abc\0\0\0", 8), 0);
  a.send_bytes("123456789");
  EXPECT_THROW(b.recv_bytes_into(buffer), buffer_too_short);
  EXPECT_THROW(b.recv_bytes_into(buffer, 100), out_of_range);
  EXPECT_EQ(b.recv_bytes().size(), 9U) << "it is still there";
}

TEST(Pipe, An_offset_behind_the_buffer_is_refused_whatever_the_message_is) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  std::array<std::byte, 4> buffer{};
  a.send_bytes("");
  EXPECT_THROW(b.recv_bytes_into(buffer, 10), out_of_range);
  EXPECT_EQ(b.recv_bytes_into(buffer, 4), 0U);
}

TEST(Pipe, Says_nothing_of_its_ends_after_the_system) {
  std::optional<connection> kept;
  {
    const a_system sys;
    auto [a, b] = troupe::pipe();
    kept.emplace(std::move(b));
  }
  EXPECT_THROW(static_cast<void>(kept->readable()), contract_error);
  EXPECT_THROW(static_cast<void>(kept->writable()), contract_error);
  EXPECT_FALSE(kept->closed());
}

TEST(Pipe, Large_messages_pass_in_both_forms) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  const auto bytes = some_bytes(16U << 20);
  std::thread echo{[&, end = std::move(b)] {
    end.send_bytes(end.recv_bytes());
    end.send(end.recv<std::vector<std::byte>>());
  }};
  a.send_bytes(bytes);
  EXPECT_TRUE(a.recv_bytes() == bytes);
  a.send(bytes);
  EXPECT_TRUE(a.recv<std::vector<std::byte>>() == bytes);
  echo.join();
}

TEST(Pipe, A_sender_waits_when_some_megabytes_are_unread_and_both_may_send_first) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  const std::vector<std::byte> part(1U << 20);
  std::atomic<int> sent{0};
  std::thread sender{[&] {
    for (int i = 0; i < 40; ++i) {
      a.send(part);
      ++sent;
    }
  }};
  EXPECT_TRUE(wait_until([&] { return sent >= 8; }));
  EXPECT_LT(sent, 20);
  for (int i = 0; i < 8; ++i)
    b.send(part); // does not wait for its own mail to be read
  for (int i = 0; i < 40; ++i)
    EXPECT_EQ(b.recv<std::vector<std::byte>>().size(), part.size());
  sender.join();
}

TEST(Pipe, Poll_waits_no_longer_than_told) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  EXPECT_FALSE(b.poll());
  EXPECT_FALSE(b.poll(-1s));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(b.poll(20ms));
  EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms);
  std::thread sender{[&] { a.send(1); }};
  EXPECT_TRUE(b.poll(std::chrono::nanoseconds::max()));
  sender.join();
}

// -- other owners -----------------------------------------------------------------------------------

TEST(Pipe, An_end_moves_through_a_queue_and_through_a_pipe) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  const queue<connection> q;
  q.put(std::move(b));
  EXPECT_TRUE(b.closed());
  connection back = q.get();
  a.send(1);
  EXPECT_EQ(back.recv<int>(), 1);
  auto [c, d] = troupe::pipe();
  c.send(std::move(back));
  EXPECT_TRUE(back.closed());
  const auto again = d.recv<connection>();
  a.send(2);
  EXPECT_EQ(again.recv<int>(), 2);
}

TEST(Pipe, An_end_that_goes_with_a_queue_is_closed) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  {
    const queue<connection> q;
    q.put(std::move(b));
    EXPECT_FALSE(a.poll());
  }
  EXPECT_TRUE(a.poll(10s));
  EXPECT_THROW(static_cast<void>(a.recv<int>()), end_of_stream);
}

troupe::behavior server(troupe::event_based_actor*, const queue<connection>& ends) {
  return {[=](int) {
    const connection end = ends.get();
    try {
      for (;;) {
        const auto [x, y] = end.recv<std::pair<int, int>>();
        end.send(x + y);
      }
    } catch (const end_of_stream&) {
      return 1;
    }
  }};
}

TEST(Pipe, Serves_requests_of_another_process_until_the_end_of_the_stream) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  const queue<connection> ends;
  ends.put(std::move(b));
  const caf::actor other = spawn(fn<server>, ends);
  std::thread client{[end = std::move(a)]() mutable {
    for (int i = 0; i < 100; ++i) {
      end.send(std::pair{i, 1});
      EXPECT_EQ(end.recv<int>(), i + 1);
    }
    end.close();
  }};
  EXPECT_EQ(ask<int>(other, 1), 1);
  client.join();
}

troupe::behavior keeper(troupe::event_based_actor*, const queue<connection>& ends) {
  return {[=](int) {
    const connection end = ends.get();
    end.send(7);
    hang();
  }};
}

TEST(Pipe, A_killed_owner_is_the_end_after_what_it_has_sent) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  const queue<connection> ends;
  ends.put(std::move(b));
  const caf::actor other = spawn(fn<keeper>, ends);
  troupe::self self;
  self->send(other, 1);
  EXPECT_TRUE(a.poll(20s));
  kill_process_of(other);
  EXPECT_EQ(a.recv<int>(), 7);
  EXPECT_THROW(static_cast<void>(a.recv<int>()), end_of_stream);
}

TEST(Pipe, An_end_on_its_way_to_a_process_that_dies_is_closed) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  auto [c, d] = troupe::pipe();
  d.send(std::move(b));
  const queue<connection> ends;
  ends.put(std::move(c));
  const caf::actor other = spawn(fn<keeper>, ends); // owns c, in which b lies
  troupe::self self;
  self->send(other, 1);
  EXPECT_EQ(d.recv<int>(), 7);
  EXPECT_FALSE(a.poll());
  kill_process_of(other);
  EXPECT_TRUE(d.poll(20s));
  d.close();
  EXPECT_TRUE(a.poll(20s)) << "nobody can receive b any more";
}

} // namespace
} // namespace troupe::tests
