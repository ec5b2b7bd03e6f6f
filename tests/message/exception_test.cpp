#include "troupe/exception.hpp"

#include <gmock/gmock.h>

#include "message/frames.hpp"

namespace {

struct bad_order {
  int id;
  std::string reason;
};

/// A class of the user's with its own constructor, made to travel.
struct shop_error : std::runtime_error {
  shop_error(int id_, const std::string& text) : std::runtime_error(text), id(id_) {}
  int id;
};

struct unknown_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

} // namespace

template <>
struct troupe::codec<shop_error> {
  using wire_type = std::pair<int, std::string>;
  static wire_type to_wire(const shop_error& e) { return {e.id, e.what()}; }
  static shop_error from_wire(wire_type&& wire) { return {wire.first, wire.second}; }
};

template const troupe::type_entry& troupe::type_entry_of<shop_error>();
template const troupe::type_entry& troupe::type_entry_of<bad_order>();
template const troupe::type_entry& troupe::type_entry_of<int>();

namespace troupe::tests {
namespace {

using testing::HasSubstr;

/// Thrown, captured, sent and received.
template <class E>
exception_value sent(E exception) {
  std::exception_ptr thrown;
  try {
    throw exception;
  } catch (...) {
    thrown = std::current_exception();
  }
  decoded<exception_value> received(
    encoded(capture_exception(thrown, {"worker 3 'resize' (pid 42)", "resize", "handler"})));
  EXPECT_TRUE(received);
  return *received;
}

template <class Caught>
Caught caught(const exception_value& value) {
  try {
    rethrow(value);
  } catch (const Caught& e) {
    return e;
  }
}

template <class E>
remote_info info_of(E exception) {
  return caught<remote_info>(sent(exception));
}

TEST(Exception, of_the_standard_library_comes_back_as_its_class) {
  EXPECT_STREQ(caught<std::out_of_range>(sent(std::out_of_range("index 5"))).what(), "index 5");
  EXPECT_STREQ(caught<std::invalid_argument>(sent(std::invalid_argument("x"))).what(), "x");
  EXPECT_STREQ(caught<std::overflow_error>(sent(std::overflow_error("x"))).what(), "x");
  EXPECT_STREQ(caught<std::logic_error>(sent(std::domain_error("derived"))).what(), "derived");
}

TEST(Exception, of_troupe_comes_back_as_its_class_with_code_and_errno) {
  EXPECT_EQ(caught<worker_lost>(sent(worker_lost("gone"))).code(), errc::worker_lost);
  EXPECT_EQ(caught<error>(sent(troupe::out_of_range("x"))).code(), errc::out_of_range);
  const auto e = caught<no_resource>(sent(no_resource("full", 28)));
  EXPECT_EQ(e.number(), 28);
  EXPECT_STREQ(e.what(), "full");
}

TEST(Exception, of_a_type_that_travels_comes_back_whole) {
  EXPECT_EQ(caught<shop_error>(sent(shop_error(7, "closed"))).id, 7);
  EXPECT_STREQ(caught<std::runtime_error>(sent(shop_error(7, "closed"))).what(), "closed");
  EXPECT_EQ(caught<bad_order>(sent(bad_order{5, "late"})).reason, "late");
  EXPECT_EQ(caught<int>(sent(9)), 9);
}

TEST(Exception, of_any_other_type_is_a_remote_error_with_its_name) {
  EXPECT_THAT(caught<remote_error>(sent(unknown_error("strange"))).what(), HasSubstr("unknown_error: strange"));
  EXPECT_THAT(caught<remote_error>(sent(2.5F)).what(), HasSubstr("float"));
  EXPECT_THAT(caught<remote_error>(sent(std::bad_alloc())).what(), HasSubstr("std::bad_alloc"));
}

TEST(Exception, is_also_a_remote_info_that_says_where_it_was_thrown) {
  const remote_info info = info_of(std::out_of_range("index 5"));
  EXPECT_EQ(info.worker(), "worker 3 'resize' (pid 42)");
  EXPECT_EQ(info.task(), "resize");
  EXPECT_EQ(info.where(), "handler");
  EXPECT_EQ(info.type(), "std::out_of_range");
  EXPECT_EQ(info.report(), "std::out_of_range: index 5\n  in worker 3 'resize' (pid 42)\n  doing resize\n  at handler");
  EXPECT_EQ(info_of(worker_lost("x")).type(), "troupe::worker_lost");
  EXPECT_EQ(info_of(shop_error(1, "x")).task(), "resize");
  EXPECT_EQ(info_of(bad_order{1, "x"}).task(), "resize");
  EXPECT_EQ(info_of(unknown_error("x")).task(), "resize");
}

TEST(Exception, reports_what_it_was_nested_on) {
  std::exception_ptr thrown;
  try {
    try {
      throw std::runtime_error("disk full");
    } catch (...) {
      std::throw_with_nested(std::logic_error("cannot save"));
    }
  } catch (...) {
    thrown = std::current_exception();
  }
  const exception_value value = capture_exception(thrown);
  EXPECT_EQ(value.report, "std::logic_error: cannot save\n  because of std::runtime_error: disk full");
  EXPECT_STREQ(caught<std::logic_error>(value).what(), "cannot save");
}

TEST(Exception, with_a_damaged_value_is_still_told_by_its_text) {
  exception_value value = sent(shop_error(7, "closed"));
  value.value.resize(1);
  EXPECT_THAT(caught<remote_error>(value).what(), HasSubstr("closed"));
  value.value_type = 12345;
  EXPECT_THAT(caught<remote_error>(value).what(), HasSubstr("closed"));
}

} // namespace
} // namespace troupe::tests
