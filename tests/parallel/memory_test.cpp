// Values and arrays as a user has them, as calls and as messages.
#include <cstring>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include <troupe/troupe.hpp>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using bytes = std::vector<std::byte>;

template <class T>
bytes bytes_in(const T& what) {
  bytes out(sizeof what);
  std::memcpy(out.data(), &what, sizeof what);
  return out;
}
template <class T>
T value_in(const bytes& all) {
  T out;
  EXPECT_EQ(all.size(), sizeof out);
  std::memcpy(&out, all.data(), std::min(all.size(), sizeof out));
  return out;
}

struct triple {
  int x = 0, y = 0, z = 0;
};

class Memory : public testing::Test {
protected:
  template <class T>
  T add(const caf::actor& to, const add_to_value& what) {
    return value_in<T>(ask<bytes>(to, what));
  }
  template <class Question>
  void tell(const Question& what, const caf::actor& whom) {
    self_->request(whom, caf::infinite, what).receive([] {}, [](const error_value& why) { throw_error(why); });
  }

  a_system system_;
  troupe::self self_;
};

TEST_F(Memory, Numbers_are_added_to_by_messages_as_by_calls) {
  const value<int> i{-5};
  EXPECT_EQ(add<int>(i.address(), {.whole = 7}), -5);
  EXPECT_EQ(i.load(), 2);
  const value<std::uint8_t> wraps{250};
  EXPECT_EQ(add<std::uint8_t>(wraps.address(), {.whole = 10}), 250);
  EXPECT_EQ(wraps.load(), 4);
  const value<float> f{0.5F};
  EXPECT_EQ(add<float>(f.address(), {.real = 0.25}), 0.5F);
  EXPECT_EQ(f.load(), 0.75F);
  const value<long double> wide{1.5L};
  EXPECT_EQ(add<long double>(wide.address(), {.real = 1}), 1.5L);
  EXPECT_EQ(wide.load(), 2.5L);
  const auto a = array<double>::of({1, 2, 3});
  EXPECT_EQ(add<double>(a.address(), {.at = 2, .real = 0.5}), 3);
  EXPECT_EQ(a[2], 3.5);
}

TEST_F(Memory, What_is_no_number_cannot_be_added_to) {
  EXPECT_THROW(add<bool>(value<bool>{}.address(), {.whole = 1}), type_mismatch);
  EXPECT_THROW(add<triple>(value<triple>{}.address(), {.whole = 1}), type_mismatch);
}

TEST_F(Memory, Elements_are_loaded_and_stored_by_messages) {
  const auto a = array<int>::of({1, 2, 3, 4});
  const caf::actor door = a.address();
  EXPECT_EQ((value_in<std::array<int, 2>>(ask<bytes>(door, load_bytes{1, 2}))), (std::array{2, 3}));
  tell(store_bytes{2, bytes_in(std::array{7, 8})}, door);
  EXPECT_EQ(a.copy(), (std::vector{1, 2, 7, 8}));
  EXPECT_EQ(value_in<int>(ask<bytes>(door, exchange_bytes{0, bytes_in(9)})), 1);
  EXPECT_EQ(a[0], 9);
  EXPECT_EQ(ask<bytes>(door, load_bytes{4, 0}), bytes{});
  const array<char> letters(16);
  tell(store_bytes{1, bytes(8, std::byte{'x'})}, letters.address()); // as long as a word, and nowhere near one
  EXPECT_EQ(std::count(letters.begin(), letters.end(), 'x'), 8);
}

TEST_F(Memory, A_part_that_is_not_there_is_out_of_range) {
  const array<int> a(4);
  const caf::actor door = a.address();
  EXPECT_THROW(ask<bytes>(door, (load_bytes{4, 1})), out_of_range);
  EXPECT_THROW(ask<bytes>(door, (load_bytes{1, UINT64_MAX})), out_of_range);
  EXPECT_THROW(tell(store_bytes{3, bytes_in(std::array{1, 2})}, door), out_of_range);
  EXPECT_THROW(tell(store_bytes{0, bytes(3)}, door), invalid_argument);
  EXPECT_THROW(static_cast<void>(a.at(4)), out_of_range);
  EXPECT_THROW(static_cast<void>(a.span(3, 5)), out_of_range);
}

TEST_F(Memory, A_value_that_is_no_word_waits_for_its_lock_by_messages_too) {
  const value<triple> v;
  const caf::actor door = v.address();
  std::optional<std::scoped_lock<const value<triple>>> hold{v};
  auto storing = self_->request(door, caf::infinite, store_bytes{0, bytes_in(triple{1, 2, 3})});
  EXPECT_THROW(self_->request(door, 20ms, load_bytes{})
                 .receive([](const bytes&) {}, [](const error_value& why) { throw_error(why); }),
               timeout);
  EXPECT_EQ(v.unsafe().x, 0);
  hold.reset();
  storing.receive([] {}, [](const error_value& why) { throw_error(why); });
  EXPECT_EQ(v.load().z, 3);
  EXPECT_EQ(v.mutex().text(), "recursive_mutex(free)");
}

TEST_F(Memory, Who_owns_the_lock_by_message_touches_the_value_by_message) {
  const value<triple> v{{}, mutex{}};
  const caf::actor door = v.address();
  tell(lock{}, door);
  tell(store_bytes{0, bytes_in(triple{1, 2, 3})}, door);
  EXPECT_EQ(v.unsafe().y, 2);
  tell(unlock{}, door);
  EXPECT_EQ(value_in<triple>(ask<bytes>(door, load_bytes{})).z, 3);
}

TEST_F(Memory, A_first_value_may_be_given_by_its_fields) {
  const value<triple> v{{1, 2, 3}};
  EXPECT_EQ(v.load().z, 3);
}

TEST_F(Memory, Update_holds_the_lock_and_keeps_the_value_when_it_throws) {
  const value<triple> v{triple{1, 1, 1}};
  EXPECT_EQ(v.update([&](triple& t) {
               ++t.x;
               EXPECT_EQ(v.mutex().text(), "recursive_mutex(held by this thread)");
             })
              .x,
            2);
  EXPECT_THROW(v.update([](triple& t) {
    ++t.x;
    throw std::out_of_range("no");
  }),
               std::out_of_range);
  EXPECT_EQ(v.load().x, 2);
  EXPECT_TRUE(v.try_lock());
  v.unlock();
  EXPECT_EQ(v.exchange(triple{5, 5, 5}).x, 2);
}

TEST_F(Memory, Says_what_it_is) {
  EXPECT_EQ(value<int>{42}.text(), "value(42)");
  EXPECT_EQ(value<triple>{}.text(), "value(12 bytes)");
  EXPECT_EQ(array<int>(100).text(), "array(100 of 4 bytes)");
  const array<char> a(3);
  EXPECT_EQ(ask<std::string>(a.address(), describe{}), "array(3 of 1 bytes)");
}

TEST_F(Memory, Larger_than_the_memory_of_the_system_is_no_resource) {
  EXPECT_THROW(array<double>(std::size_t{1} << 40), no_resource);
  EXPECT_THROW(array<double>(SIZE_MAX), invalid_argument);
}

TEST_F(Memory, Of_another_type_does_not_arrive) {
  EXPECT_THROW(codec<array<float>>::from_wire(codec<array<int>>::to_wire(array<int>(2))), decode_error);
  EXPECT_THROW(codec<value<int>>::from_wire(codec<value<short>>::to_wire(value<short>{})), decode_error);
  const value<int> v{3};
  EXPECT_EQ(codec<value<int>>::from_wire(codec<value<int>>::to_wire(v)), v);
}

} // namespace
} // namespace troupe::tests
