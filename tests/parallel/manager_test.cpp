/// What a user does with a manager beyond its rows of conformance: batches, messages, mistakes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <troupe/manager.hpp>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

void bump(int& x, int by) { x += by; }
struct counter {
  int n = 0;
  int add(int by) { return n += by; }
};

class AManager : public testing::Test {
protected:
  a_system sys_;
  manager manager_;
};

// -- batches ------------------------------------------------------------------------------------------

TEST_F(AManager, Does_the_operations_of_a_batch_in_order) {
  const dict<std::string, int> d = manager_.dict<std::string, int>();
  const list<int> l = manager_.list<int>({1});
  batch b = manager_.batch();
  const auto later_d = b.on(d);
  const auto later_l = b.on(l);
  const later<bool> is_new = later_d.insert_or_assign("a", 1);
  const later<int> bumped = later_d.modify("a", fn<bump>, 4);
  const later<std::optional<int>> found = later_d.find("a"), missing = later_d.find("b");
  later_l.push_back(2);
  const later<std::uint64_t> size = later_l.size();
  EXPECT_EQ(b.size(), 6U);
  EXPECT_EQ(d.size(), 0U) << "nothing is done before";
  b.run();
  EXPECT_TRUE(is_new.get());
  EXPECT_EQ(bumped.get(), 5);
  EXPECT_EQ(found.get(), 5);
  EXPECT_EQ(missing.get(), std::nullopt);
  EXPECT_EQ(size.get(), 2U);
  EXPECT_EQ(b.size(), 0U);
}

TEST_F(AManager, Fills_and_runs_a_batch_again) {
  const list<int> l = manager_.list<int>();
  batch b = manager_.batch();
  const auto to = b.on(l);
  b.run();
  to.push_back(1);
  const later<std::uint64_t> first = to.size();
  b.run();
  to.push_back(2);
  b.run();
  EXPECT_EQ(first.get(), 1U);
  EXPECT_THAT(l.snapshot(), ElementsAre(1, 2));
}

TEST_F(AManager, Does_the_rest_of_a_batch_when_one_operation_fails) {
  const dict<std::string, int> d = manager_.dict<std::string, int>();
  batch b = manager_.batch();
  const auto later_d = b.on(d);
  const later<int> failing = later_d.at("a");
  const later<bool> working = later_d.insert_or_assign("a", 1);
  EXPECT_THROW(b.run(), key_not_found);
  EXPECT_THROW(static_cast<void>(failing.get()), key_not_found);
  EXPECT_TRUE(working.get());
  EXPECT_EQ(d.at("a"), 1);
}

TEST_F(AManager, Says_that_a_batch_has_not_been_run) {
  batch b = manager_.batch();
  const later<std::uint64_t> size = b.on(manager_.list<int>()).size();
  EXPECT_THROW(static_cast<void>(size.get()), invalid_state);
}

TEST_F(AManager, Refuses_an_object_of_another_manager_in_a_batch) {
  const manager other;
  const list<int> mine = manager_.list<int>(), theirs = other.list<int>();
  batch b = manager_.batch();
  b.on(theirs).push_back(1);
  b.on(mine).push_back(2);
  EXPECT_THROW(b.run(), invalid_argument);
  EXPECT_TRUE(theirs.empty());
  EXPECT_EQ(mine.size(), 1U);
}

TEST_F(AManager, Keeps_objects_that_only_a_batch_refers_to) {
  batch b = manager_.batch();
  const list<list<int>> outer = manager_.list<list<int>>();
  b.on(outer).push_back(manager_.list<int>({1, 2}));
  b.run();
  EXPECT_THAT(outer.at(0).snapshot(), ElementsAre(1, 2));
}

// -- messages -----------------------------------------------------------------------------------------

TEST_F(AManager, Answers_messages_to_the_address_of_an_object) {
  const dict<std::string, int> scores = manager_.dict<std::string, int>({{"a", 1}});
  EXPECT_EQ(ask<std::optional<int>>(scores.address(), dict_find{"a"}), 1);
  EXPECT_EQ(ask<std::optional<int>>(scores.address(), dict_find{"b"}), std::nullopt);
  EXPECT_TRUE(ask<bool>(scores.address(), dict_insert_or_assign{"b", 2}));
  EXPECT_EQ(ask<int>(scores.address(), scores.modify_message("b", fn<bump>, 3)), 5);
  EXPECT_THAT((ask<std::vector<std::pair<std::string, int>>>(scores.address(), dict_items{})),
              ElementsAre(Pair("a", 1), Pair("b", 5)));
}

TEST_F(AManager, Lets_an_actor_ask_and_go_on) {
  const dict<std::string, int> scores = manager_.dict<std::string, int>({{"a", 1}});
  self self;
  const caf::actor here = self;
  self->spawn([=](event_based_actor* asker) {
    asker->request(scores.address(), 10s, dict_find{"a"}).then([=](const std::optional<int>& score) {
      asker->send(here, score.value());
    });
    asker->request(scores.address(), 10s, dict_clear{}).then([=] { asker->send(here, std::string{"cleared"}); });
  });
  int score = 0;
  std::string cleared;
  self->receive([&](int x) { score = x; });
  self->receive([&](const std::string& x) { cleared = x; });
  EXPECT_EQ(score, 1);
  EXPECT_EQ(cleared, "cleared");
}

TEST_F(AManager, Answers_a_message_that_fails_with_the_code_of_the_error) {
  const list<int> l = manager_.list<int>();
  self self;
  error_value why;
  self->request(l.address(), caf::infinite, list_at{3}).receive([](int) {}, [&](const error_value& e) { why = e; });
  EXPECT_EQ(code_of(why), errc::out_of_range);
  EXPECT_THAT(text(why), HasSubstr("no position 3"));
}

TEST_F(AManager, Refuses_a_message_that_its_object_does_not_understand) {
  const list<int> l = manager_.list<int>();
  EXPECT_THROW(ask<int>(l.address(), dict_find{"a"}), type_mismatch);
  EXPECT_THROW(ask<int>(l.address(), std::string{"a"}), type_mismatch);
  EXPECT_TRUE(l.empty());
}

TEST_F(AManager, Tells_an_object_s_watchers_of_its_end) {
  list<int> l = manager_.list<int>();
  self self;
  self->monitor(l.address());
  manager_.shutdown();
  bool told = false;
  self->receive([&](const down_msg&) { told = true; });
  EXPECT_TRUE(told);
}

// -- mistakes -----------------------------------------------------------------------------------------

TEST_F(AManager, Says_that_a_handle_refers_to_nothing) {
  const list<int> nowhere;
  EXPECT_FALSE(nowhere);
  EXPECT_THROW(nowhere.push_back(1), contract_error);
}

TEST(NoManager, Can_be_made_without_a_system) { EXPECT_THROW(manager{}, contract_error); }

TEST(NoManager, Works_after_its_system) {
  std::optional<list<int>> left;
  {
    const a_system sys;
    const manager m;
    left = m.list<int>();
  }
  EXPECT_THROW(left->push_back(1), contract_error);
}

TEST(NoManager, That_outlives_its_system_hangs) {
  std::optional<a_system> sys{std::in_place};
  const manager m;
  sys.reset();
}

// What an object works on is in the function's hands already.
TEST_F(AManager, Refuses_an_object_that_uses_itself_while_it_works) {
  struct narcissus {
    list<int> reached;
    bool look(const object<narcissus>& at) {
      reached.push_back(1);
      return at.call(fn<[](narcissus&) { return true; }>);
    }
  };
  const list<int> reached = manager_.list<int>();
  const object<narcissus> n = manager_.make<narcissus>(reached);
  EXPECT_THROW(n.call(fn<&narcissus::look>, n), contract_error);
  EXPECT_EQ(reached.size(), 1U);
}

// -- ends ---------------------------------------------------------------------------------------------

TEST_F(AManager, That_was_killed_makes_every_handle_throw_manager_lost) {
  const list<int> l = manager_.list<int>();
  const dict<std::string, int> d = manager_.dict<std::string, int>();
  const object<counter> c = manager_.make<counter>();
  const name_space n = manager_.ns();
  const std::string who = manager_.text();
  ASSERT_TRUE(kill_process_of(manager_.address()));
  EXPECT_THROW(l.push_back(1), manager_lost);
  EXPECT_THROW(static_cast<void>(d.find("a")), manager_lost);
  EXPECT_THROW(c.call(fn<&counter::add>, 1), manager_lost);
  EXPECT_THROW(n.set("a", 1), manager_lost);
  EXPECT_THROW(static_cast<void>(manager_.list<int>()), manager_lost);
  EXPECT_THROW(static_cast<void>(manager_.number_of_objects()), manager_lost);
  batch b = manager_.batch();
  b.on(l).push_back(1);
  EXPECT_THROW(b.run(), manager_lost);
  try {
    l.push_back(1);
  } catch (const manager_lost& why) {
    EXPECT_THAT(why.what(), AllOf(HasSubstr("'manager'"), HasSubstr("SIGKILL")));
  }
}

TEST_F(AManager, That_dies_in_an_operation_makes_its_callers_throw) {
  struct bomb {
    void explode() const { std::abort(); }
  };
  const object<bomb> b = manager_.make<bomb>();
  EXPECT_THROW(b.call(fn<&bomb::explode>), manager_lost);
}

TEST_F(AManager, Does_not_hold_up_the_objects_of_another) {
  struct slow {
    int wait_for(const list<int>& gate) const {
      while (gate.empty())
        ::sched_yield();
      return 1;
    }
  };
  const manager other;
  const list<int> gate = other.list<int>();
  const object<slow> s = manager_.make<slow>();
  self self;
  auto answer = self->request(s.address(), caf::infinite, s.call_message(fn<&slow::wait_for>, gate));
  gate.push_back(1);
  int result = 0;
  answer.receive([&](int x) { result = x; }, [](const error_value& why) { throw_error(why); });
  EXPECT_EQ(result, 1);
}

} // namespace
} // namespace troupe::tests
