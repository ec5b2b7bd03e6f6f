// A manager asked by message, from whoever does not wait: what its functions do, and its end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <troupe/manager.hpp>
#include <troupe/manager_messages.hpp>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {

struct sum {
  explicit sum(int of) : all(of < 0 ? throw std::out_of_range("below zero") : of) {}
  int add(int by) { return all += by; }
  int all;
};

namespace {

using testing::ElementsAre;
using testing::Pair;

struct ManagerMessages : testing::Test {
  a_system sys;
  const manager manager_;
  template <class Handle>
  Handle made(const make_object& what) const {
    return Handle{actor_reference{ask<caf::actor>(manager_.address(), what)}};
  }
};

TEST_F(ManagerMessages, Make_every_kind_of_object) {
  EXPECT_THAT(made<list<int>>(make_list<int>({1, 2})).snapshot(), ElementsAre(1, 2));
  EXPECT_THAT((made<dict<int, int>>(make_dict<int, int>({{1, 2}})).items()), ElementsAre(Pair(1, 2)));
  EXPECT_THAT(made<managed_array<int>>(make_array<int>({3, 4})).slice(0), ElementsAre(3, 4));
  EXPECT_EQ(made<managed_value<int>>(make_value(5)).load(), 5);
  EXPECT_FALSE(made<name_space>(make_name_space()).contains("x"));
  EXPECT_EQ(made<object<sum>>(make_instance<sum>(6)).call(fn<&sum::add>, 1), 7);
}

TEST_F(ManagerMessages, Run_a_batch) {
  const auto all = manager_.list<int>({1});
  const auto scores = manager_.dict<std::string, int>();
  run_batch both;
  both.runs.push_back(run_on(all, std::vector<list_push_back<int>>{{2}, {3}}));
  both.runs.push_back(run_on(scores, std::vector<dict_contains<std::string>>{{"Sam"}}));
  both.runs.push_back(run_on(all, std::vector<list_at>{{2}, {7}}));
  const auto done = ask<std::vector<managed::run_outcome>>(manager_.address(), both);
  ASSERT_EQ(done.size(), 3U);
  EXPECT_THAT(done[1].values.as<std::vector<bool>>(), ElementsAre(false));
  EXPECT_THAT(done[2].values.as<std::vector<int>>(), ElementsAre(3));
  ASSERT_EQ(done[2].failures.size(), 1U);
  EXPECT_EQ(done[2].failures.front().why.code, errc::out_of_range);
}

TEST_F(ManagerMessages, Tell_of_objects) {
  const auto all = manager_.list<int>({1});
  EXPECT_EQ(ask<std::uint64_t>(manager_.address(), count_objects{}), 1U);
  const auto told = ask<std::vector<object_info>>(manager_.address(), list_objects{});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().type, "troupe::list<int>");
  EXPECT_EQ(ask<std::string>(all.address(), show_text{}), all.text());
}

TEST_F(ManagerMessages, End_it) {
  const auto all = manager_.list<int>({1});
  self self;
  self->send(manager_.address(), end_manager{});
  EXPECT_TRUE(manager_.join_for(patience));
  EXPECT_THROW(all.push_back(2), manager_lost);
}

} // namespace
} // namespace troupe::tests
