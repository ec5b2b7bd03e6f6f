// What a handler throws is what the one who asked gets, of its own class where that travels.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>

#include <troupe/troupe.hpp>

#include "support/test_actors.hpp"

namespace troupe::tests {

struct out_of_stock {
  std::string item;
  int missing = 0;
};

} // namespace troupe::tests

template const troupe::type_entry& troupe::type_entry_of<troupe::tests::out_of_stock>(); // it is only ever thrown

namespace troupe::tests {

struct ask_for {
  int how_many = 0;
};

behavior warehouse(event_based_actor*) {
  return {[](const ask_for& order) -> int {
    if (order.how_many < 0)
      throw std::out_of_range("fewer than none");
    if (order.how_many > 10)
      throw out_of_stock{"nails", order.how_many - 10};
    return order.how_many;
  }};
}

namespace {

using testing::HasSubstr;

error_value refusal(const caf::actor& whom, int how_many) {
  error_value why;
  self me;
  me->request(whom, caf::infinite, ask_for{how_many}).receive([](int) {}, [&](const error_value& got) { why = got; });
  return why;
}

struct HandlerException : testing::Test {
  a_system sys;
  caf::actor seller = spawn(fn<warehouse>);
};

TEST_F(HandlerException, Of_the_standard_library_is_thrown_again_as_what_it_was) {
  const error_value why = refusal(seller, -1);
  EXPECT_EQ(text(why), "std::out_of_range: fewer than none");
  EXPECT_EQ(code_of(why), errc::remote_error);
  EXPECT_THROW(throw_error(why), std::out_of_range);
  EXPECT_THROW(throw_error(why), remote_info);
}

TEST_F(HandlerException, That_can_travel_is_thrown_again_with_its_fields) {
  const error_value why = refusal(seller, 12);
  EXPECT_THAT(text(why), HasSubstr("out_of_stock"));
  EXPECT_THAT(text(why), HasSubstr("nails"));
  try {
    throw_error(why);
  } catch (const out_of_stock& what) {
    EXPECT_EQ(what.item, "nails");
    EXPECT_EQ(what.missing, 2);
  }
}

TEST_F(HandlerException, Of_an_actor_of_this_process_is_the_same) {
  self me;
  const caf::actor here = me->spawn(&warehouse);
  EXPECT_THROW(throw_error(refusal(here, 11)), out_of_stock);
}

} // namespace
} // namespace troupe::tests
