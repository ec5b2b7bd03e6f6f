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

} // namespace

/// Cannot be sent when it is broken.
struct brittle {
  bool broken = false;
};
} // namespace troupe::tests

template <>
struct troupe::codec<troupe::tests::brittle> {
  using wire_type = bool;
  static bool to_wire(const tests::brittle& which) { return which.broken ? throw std::runtime_error("broken") : false; }
  static tests::brittle from_wire(bool&& broken) { return {broken}; }
};

namespace troupe::tests {
namespace {

void break_it(brittle& which) { which.broken = true; }

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

TEST_F(AManager, Tells_the_operations_of_a_run_that_fail_from_those_that_do_not) {
  const dict<int, int> d = manager_.dict<int, int>({{1, 10}, {3, 30}});
  batch b = manager_.batch();
  const auto later_d = b.on(d);
  std::vector<later<int>> all;
  for (int key = 0; key < 5; ++key)
    all.push_back(later_d.at(key));
  EXPECT_THROW(b.run(), key_not_found);
  EXPECT_EQ(all[1].get(), 10);
  EXPECT_EQ(all[3].get(), 30);
  for (const int absent : {0, 2, 4})
    EXPECT_THROW(static_cast<void>(all[absent].get()), key_not_found) << absent;
}

TEST_F(AManager, Takes_every_kind_of_operation_in_a_batch) {
  const list<std::string> l = manager_.list<std::string>({"a"});
  const name_space n = manager_.ns();
  const managed_value<int> v = manager_.value<int>(4);
  const object<counter> c = manager_.make<counter>(10);
  batch b = manager_.batch();
  b.on(l).extend({"b", "c"});
  const later<std::vector<std::string>> all = b.on(l).slice(0);
  b.on(n).set("port", 8080);
  const later<int> port = b.on(n).get<int>("port");
  const later<std::string> wrong_type = b.on(n).get<std::string>("port");
  const later<int> sum = b.on(v).add(3);
  const later<int> called = b.on(c).call(fn<&counter::add>, 5);
  const later<bool> removed = b.on(l).remove("b"), again = b.on(l).remove("b");
  b.run();
  EXPECT_THAT(all.get(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(port.get(), 8080);
  EXPECT_THROW(static_cast<void>(wrong_type.get()), type_mismatch);
  EXPECT_EQ(sum.get(), 7);
  EXPECT_EQ(called.get(), 15);
  EXPECT_TRUE(removed.get());
  EXPECT_FALSE(again.get());
}

TEST_F(AManager, Says_of_the_results_of_a_batch_why_it_could_not_be_run) {
  batch b = manager_.batch();
  const list<int> l = manager_.list<int>();
  const later<std::uint64_t> size = b.on(l).size();
  manager_.shutdown();
  EXPECT_THROW(b.run(), manager_lost);
  EXPECT_THROW(static_cast<void>(size.get()), manager_lost);
  EXPECT_EQ(b.size(), 0U);
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

TEST_F(AManager, That_was_moved_from_has_no_process) {
  manager first;
  const manager m{std::move(first)};
  EXPECT_EQ(first.pid(), std::nullopt);
  EXPECT_EQ(first.text(), "manager(none)");
  EXPECT_TRUE(first.join_for(patience));
  EXPECT_THROW(first.shutdown(), invalid_state);
  EXPECT_TRUE(m.pid().has_value());
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

// -- what users' classes do ---------------------------------------------------------------------------

struct node {
  object<node> next;
  void set_next(const object<node>& to) { next = to; }
  [[nodiscard]] std::string text() const { return "node " + next.text(); }
};

// What would be a message to itself is done at once.
TEST_F(AManager, Serves_the_functions_that_it_runs_itself) {
  struct founder {
    queue<int> made;
    [[nodiscard]] std::uint64_t found(const manager& in) {
      made = in.queue<int>();
      made.put(7);
      const list<int> own = in.list<int>({1});
      batch b = in.batch();
      b.on(own).push_back(2);
      const later<std::uint64_t> size = b.on(own).size();
      b.run();
      return 100 * size.get() + 10 * in.debug_info().size() + in.number_of_objects();
    }
    [[nodiscard]] queue<int> give() const { return made; }
  };
  object<founder> f = manager_.make<founder>();
  EXPECT_EQ(f.call(fn<&founder::found>, manager_), 222U);
  const queue<int> made = f.call(fn<&founder::give>);
  EXPECT_EQ(made.get(), 7);
}

TEST_F(AManager, Keeps_values_larger_than_a_ring) {
  const dict<std::string, std::string> d = manager_.dict<std::string, std::string>();
  const std::string large(20U << 20, 'x');
  for (const char* const key : {"a", "b"})
    d.insert_or_assign(key, large);
  EXPECT_TRUE(d.at("b") == large);
  EXPECT_EQ(d.snapshot().at("a").size(), large.size());
  d.modify("a", fn<[](std::string& all) { all += 'y'; }>);
  EXPECT_EQ(d.extract("a").size(), large.size() + 1);
}

TEST_F(AManager, Prints_an_object_that_holds_itself) {
  const object<node> one = manager_.make<node>(), other = manager_.make<node>(one);
  EXPECT_THAT(other.text(), AllOf(HasSubstr("node node object"), HasSubstr("(none)")));
  one.call(fn<&node::set_next>, other);
  EXPECT_EQ(one.text(), "node node ...");
  EXPECT_EQ(manager_.debug_info().at(1).text, "node node ...");
  one.call(fn<&node::set_next>, object<node>{});
}

// Or the two would wait for each other.
TEST_F(AManager, Prints_no_object_of_another_manager_within_its_own) {
  const manager other;
  const object<node> here = manager_.make<node>(), there = other.make<node>(here);
  here.call(fn<&node::set_next>, there);
  EXPECT_THAT(here.text(), AllOf(testing::StartsWith("node object"), HasSubstr("(of another manager)")));
  EXPECT_THAT(there.text(), HasSubstr("(of another manager)"));
}

TEST_F(AManager, Goes_on_when_the_text_of_an_object_throws) {
  struct mute {
    [[nodiscard]] std::string text() const { throw std::domain_error("no words"); }
    [[nodiscard]] int answer() const { return 42; }
  };
  const object<mute> m = manager_.make<mute>();
  EXPECT_THROW(static_cast<void>(m.text()), std::domain_error);
  EXPECT_EQ(manager_.debug_info().at(0).text, "(no text: no words)");
  EXPECT_EQ(m.call(fn<&mute::answer>), 42);
}

// The end of one is the end of the next: as many ends within one another are more than a stack holds.
TEST_F(AManager, Lets_go_of_a_long_chain_of_objects) {
  object<node> last = manager_.make<node>();
  for (int i = 0; i < 30'000; ++i)
    last = manager_.make<node>(last);
  EXPECT_EQ(manager_.number_of_objects(), 30'001U);
  EXPECT_THAT(last.text(), testing::EndsWith(" ..."));
  last = {};
  self self;
  EXPECT_TRUE(wait_until([&] {
    self->receive(caf::after(1ms) >> [] {});
    return manager_.number_of_objects() == 0;
  }));
}

TEST_F(AManager, Keeps_a_value_whose_answer_cannot_be_written) {
  const list<brittle> l = manager_.list<brittle>({brittle{}});
  EXPECT_THROW(l.modify(0, fn<break_it>), remote_error);
  EXPECT_THROW(static_cast<void>(l.at(0)), remote_error);
  EXPECT_EQ(l.size(), 1U);
  l.assign(0, brittle{});
  EXPECT_FALSE(l.at(0).broken);
}

TEST_F(AManager, Repeats_no_list_beyond_memory_and_keeps_it_whole) {
  const list<int> l = manager_.list<int>({1, 2});
  EXPECT_THROW(l.repeat(1'000'000'000'000), out_of_range);
  EXPECT_THROW(l.repeat(std::uint64_t{1} << 63), out_of_range);
  EXPECT_THAT(l.snapshot(), ElementsAre(1, 2));
  l.repeat(2);
  EXPECT_THAT(l.snapshot(), ElementsAre(1, 2, 1, 2));
}

TEST_F(AManager, Repeats_nothing_as_often_as_it_is_told) {
  const list<int> l = manager_.list<int>();
  l.repeat(std::uint64_t{1} << 62);
  EXPECT_TRUE((l * (std::uint64_t{1} << 62)).empty());
  EXPECT_TRUE(l.empty());
}

// -- ends ---------------------------------------------------------------------------------------------

// What CAF tells watchers of an actor that was not ended by force is no reason at all.
TEST_F(AManager, That_is_shut_down_ends_in_order_whatever_its_objects_hold) {
  const object<node> one = manager_.make<node>(), other = manager_.make<node>(one);
  one.call(fn<&node::set_next>, other);
  const list<queue<int>> queues = manager_.list<queue<int>>({manager_.queue<int>()});
  self self;
  self->monitor(manager_.address());
  manager_.shutdown();
  std::optional<error_value> reason;
  self->receive([&](const down_msg& end) { reason = end.reason; });
  EXPECT_FALSE(*reason) << text(*reason);
}

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

TEST_F(AManager, That_hangs_with_a_full_mailbox_is_shut_down_all_the_same) {
  struct idler {
    void idle() const { hang(); }
  };
  const manager stuck{{.shutdown_timeout = 50ms}};
  const object<idler> i = stuck.make<idler>();
  const list<std::string> l = stuck.list<std::string>();
  self self;
  self->send(i.address(), i.call_message(fn<&idler::idle>));
  const caf::actor here = self;
  self->home_system().spawn([=](event_based_actor* sender) {
    for (int n = 0; n < 1'600; ++n)
      sender->send(l.address(), list_push_back{std::string(800, 'x')});
    sender->send(here, true);
  });
  self->receive([](bool) {});
  stuck.shutdown();
  EXPECT_THROW(l.push_back("x"), manager_lost);
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
