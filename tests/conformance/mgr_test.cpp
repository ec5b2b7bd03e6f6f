/// Managers: the process, its handles and its errors.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <unistd.h>

#include <troupe/value.hpp>

#include "os/process_facts.hpp"
#include "supervision/signal_process.hpp"
#include "support/users_of_objects.hpp"

namespace troupe::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Does what the rows ask of an object of a user's class.
struct clerk {
  int filed = 0;

  [[nodiscard]] int pid() const { return ::getpid(); }
  int file(int pages) { return filed += pages; }
  void refuse(const std::string& why) const { throw std::out_of_range(why); }
};
int pages_twice(const clerk& who) { return 2 * who.filed; }

struct complaint {
  std::string about;
  int grade = 0;
};
[[maybe_unused]] const type_entry& travels_as_itself = type_entry_of<complaint>();
void complain(clerk&, int grade) { throw complaint{"the weather", grade}; }

struct unknown_elsewhere : std::exception {
  [[nodiscard]] const char* what() const noexcept override { return "nobody knows me"; }
};
void fail_strangely(clerk&) { throw unknown_elsewhere{}; }

std::string greeting = "none";
void greet(const std::string& name) { greeting = "hello " + name; }
void refuse_to_begin(int code) { throw std::invalid_argument("code " + std::to_string(code)); }
std::string greeting_there(const clerk&) { return greeting; }

class Manager : public testing::Test {
protected:
  a_system sys_;
};

TEST_F(Manager, MGR_01_OneServerProcessOwnsTheObjects) {
  const manager m;
  const object<clerk> one = m.make<clerk>(), other = m.make<clerk>();
  const int server = one.call(fn<&clerk::pid>);
  EXPECT_NE(server, ::getpid());
  EXPECT_EQ(server, other.call(fn<&clerk::pid>));
  EXPECT_EQ(server, m.pid());
}

double seconds_of(int times, const auto& what) {
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i)
    what();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count() / times;
}

// Some 300 to 1 where nobody else wants the processor.
TEST_F(Manager, MGR_02_AnOperationCostsAMessageAndOneInSharedMemoryNone) {
  const manager m;
  const managed_value<int> managed = m.value<int>(0);
  const value<int> shared{0};
  const double by_message = seconds_of(500, [&] { static_cast<void>(managed.add(1)); });
  const double in_memory = seconds_of(50'000, [&] { shared.fetch_add(1); });
  EXPECT_LT(5 * in_memory, by_message);
  EXPECT_EQ(managed.load(), 500);
  EXPECT_EQ(shared.load(), 50'000);
}

TEST_F(Manager, MGR_01_SeveralManagersStandSideBySide) {
  const manager one, other;
  EXPECT_NE(one.pid(), other.pid());
  const list<int> here = one.list<int>({1}), there = other.list<int>({2});
  here.extend(there.snapshot());
  EXPECT_EQ(here.snapshot(), (std::vector{1, 2}));
  EXPECT_EQ(there.snapshot(), std::vector{2});
}

TEST_F(Manager, MGR_03_ItStartsWhereItIsDeclaredAndEndsWithItsScope) {
  int server = 0;
  {
    const manager m;
    server = *m.pid();
    EXPECT_NE(rooms::os::process_state(server), 0);
  }
  EXPECT_EQ(rooms::os::process_state(server), 0);
}

TEST_F(Manager, MGR_05_MethodsAndFunctionsAreCalledWhereTheObjectIs) {
  const manager m;
  const object<clerk> c = m.make<clerk>(10);
  EXPECT_EQ(c.call(fn<&clerk::file>, 5), 15);
  EXPECT_EQ(c.call(fn<pages_twice>), 30);
  c.call(fn<[](clerk& who, int to) { who.filed = to; }>, 7);
  EXPECT_EQ(c.call(fn<&clerk::file>, 1), 8);
}

TEST_F(Manager, MGR_06_AnExceptionOfTheMethodIsThrownAtTheCallerWithItsClass) {
  const manager m{{.name = "office"}};
  const object<clerk> c = m.make<clerk>();
  try {
    c.call(fn<&clerk::refuse>, "no such form");
    FAIL() << "it was done";
  } catch (const std::out_of_range& why) {
    EXPECT_STREQ(why.what(), "no such form");
    const auto* const from = dynamic_cast<const remote_info*>(&why);
    ASSERT_NE(from, nullptr);
    EXPECT_THAT(from->worker(), HasSubstr("'office'"));
    EXPECT_THAT(from->where(), HasSubstr("clerk"));
  }
  EXPECT_EQ(c.call(fn<&clerk::file>, 1), 1) << "the object is as before";
}

TEST_F(Manager, MGR_06_AClassOfTheUsersIsThrownAsItselfWhenItTravels) {
  const manager m;
  const object<clerk> c = m.make<clerk>();
  try {
    c.call(fn<complain>, 3);
    FAIL() << "it was done";
  } catch (const complaint& what) {
    EXPECT_EQ(what.about, "the weather");
    EXPECT_EQ(what.grade, 3);
  }
}

TEST_F(Manager, MGR_06_TheObjectsOwnErrorsAreThrownAsTheyAre) {
  const manager m;
  EXPECT_THROW(static_cast<void>(m.dict<std::string, int>().at("a")), key_not_found);
  EXPECT_THROW(static_cast<void>(m.list<int>({1}).at(1)), out_of_range);
}

TEST_F(Manager, MGR_07_AnErrorOfAnUnknownKindIsARemoteErrorWithTheServersReport) {
  const manager m{{.name = "office"}};
  const object<clerk> c = m.make<clerk>();
  try {
    c.call(fn<fail_strangely>);
    FAIL() << "it was done";
  } catch (const remote_error& why) {
    EXPECT_THAT(why.what(), HasSubstr("nobody knows me"));
    const auto* const from = dynamic_cast<const remote_info*>(&why);
    ASSERT_NE(from, nullptr);
    EXPECT_THAT(from->type(), HasSubstr("unknown_elsewhere"));
    EXPECT_THAT(from->report(), AllOf(HasSubstr("nobody knows me"), HasSubstr("'office'")));
  }
}

TEST_F(Manager, MGR_09_AnInitializerRunsInTheServerBeforeItServes) {
  const manager m{{.initializer = {fn<greet>, "Sam"}}};
  EXPECT_EQ(m.make<clerk>().call(fn<greeting_there>), "hello Sam");
  EXPECT_EQ(greeting, "none") << "not in this process";
}

TEST_F(Manager, MGR_09_AnInitializerThatThrowsIsTheErrorOfTheConstructor) {
  try {
    const manager m{{.name = "stillborn", .initializer = {fn<refuse_to_begin>, 7}}};
    FAIL() << "it was made";
  } catch (const initializer_failed& why) {
    EXPECT_THAT(why.what(), AllOf(HasSubstr("code 7"), HasSubstr("stillborn")));
  }
}

TEST_F(Manager, MGR_10_ShutdownEndsTheServerAndAgainDoesNothing) {
  const manager m;
  const int server = *m.pid();
  const list<int> l = m.list<int>();
  EXPECT_FALSE(m.join_for(std::chrono::milliseconds(1)));
  m.shutdown();
  m.shutdown();
  EXPECT_TRUE(m.join_for(std::chrono::milliseconds(0)));
  m.join();
  EXPECT_EQ(m.pid(), std::nullopt);
  EXPECT_EQ(rooms::os::process_state(server), 0);
  EXPECT_THROW(l.push_back(1), manager_lost);
  EXPECT_THROW(static_cast<void>(m.list<int>()), manager_lost);
}

struct idler {
  void idle() const { hang(); }
};

TEST_F(Manager, MGR_10_AServerThatDoesNotEndByItselfIsEndedAfterTheTimeout) {
  const manager m{{.shutdown_timeout = std::chrono::milliseconds(50)}};
  const object<idler> s = m.make<idler>();
  self self;
  self->send(s.address(), s.call_message(fn<&idler::idle>));
  m.shutdown();
  EXPECT_THROW(s.call(fn<&idler::idle>), manager_lost);
}

TEST_F(Manager, MGR_11_AnObjectLivesAsLongAsAHandleInAnyProcess) {
  const manager m;
  list<int> mine = m.list<int>({7});
  caf::actor other = spawn(fn<keeps>);
  EXPECT_TRUE(ask<bool>(other, mine));
  EXPECT_EQ(m.number_of_objects(), 1U);
  mine = {};
  EXPECT_EQ(ask<std::size_t>(other, 8), 2U) << "kept by the other process alone";
  EXPECT_EQ(m.number_of_objects(), 1U);
  EXPECT_TRUE(ask<bool>(other, list<int>{}));
  EXPECT_TRUE(comes_true([&] { return m.number_of_objects() == 0; }));
}

TEST_F(Manager, MGR_11_AnObjectLivesAsLongAsAContainerRefersToIt) {
  const manager m;
  const dict<std::string, list<int>> lists = m.dict<std::string, list<int>>();
  lists.insert_or_assign("a", m.list<int>({1, 2}));
  self self;
  self->receive(caf::after(std::chrono::milliseconds(300)) >> [] {}); // longer than unused handles are kept warm
  EXPECT_EQ(m.number_of_objects(), 2U);
  EXPECT_EQ(lists.at("a").size(), 2U);
  lists.clear();
  EXPECT_TRUE(comes_true([&] { return m.number_of_objects() == 1; }));
}

TEST_F(Manager, MGR_11_DebugInfoTellsOfEachObject) {
  const manager m;
  const dict<std::string, int> d = m.dict<std::string, int>({{"a", 1}});
  const list<dict<std::string, int>> l = m.list<dict<std::string, int>>({d, d});
  const std::vector<object_info> all = m.debug_info();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].type, "troupe::dict<std::string,int>");
  EXPECT_EQ(all[0].text, "{\"a\": 1}");
  EXPECT_EQ(all[0].references, 3U) << "this process, and two places in the list";
  EXPECT_EQ(all[1].type, "troupe::list<troupe::dict<std::string,int>>");
  EXPECT_EQ(all[1].references, 1U);
  EXPECT_LT(all[0].id, all[1].id);
}

TEST_F(Manager, MGR_13_ASnapshotIsAPlainLocalCopy) {
  const manager m;
  const list<int> l = m.list<int>({1, 2, 3});
  std::vector<int> copy = l.snapshot();
  copy.push_back(4);
  EXPECT_EQ(l.size(), 3U);
  const dict<std::string, int> d = m.dict<std::string, int>({{"b", 2}, {"a", 1}});
  std::map<std::string, int> map = d.snapshot();
  map["c"] = 3;
  EXPECT_EQ(d.size(), 2U);
  EXPECT_EQ(map, (std::map<std::string, int>{{"a", 1}, {"b", 2}, {"c", 3}}));
}

TEST_F(Manager, MGR_14_HandlesAreGivenToProcesses) {
  const manager m;
  const list<int> l = m.list<int>();
  std::vector<caf::actor> workers;
  for (int i = 0; i < 3; ++i)
    workers.push_back(spawn(fn<appends>, l, i));
  EXPECT_EQ(ask_all(workers, 20), (std::vector{20, 20, 20}));
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(l.count(i), 20U);
}

TEST_F(Manager, MGR_14_EachThreadsCallsAreAnsweredToIt) {
  const manager m;
  const list<int> l = m.list<int>();
  const object<clerk> c = m.make<clerk>();
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int number = 0; number < 4; ++number)
    threads.emplace_back([&, number] {
      const dict<int, int> own = m.dict<int, int>();
      for (int i = 0; i < 200; ++i) {
        l.push_back(number);
        own.insert_or_assign(i, number * 1000 + i);
        wrong += own.at(i) != number * 1000 + i;
      }
    });
  for (std::thread& one : threads)
    one.join();
  EXPECT_EQ(wrong, 0);
  for (int number = 0; number < 4; ++number)
    EXPECT_EQ(l.count(number), 200U);
}

TEST_F(Manager, MGR_14_AManagerIsGivenToProcessesThatMakeObjectsInIt) {
  const manager m;
  const caf::actor maker = spawn(fn<makes_lists>, m);
  const list<int> made = ask<list<int>>(maker, 5);
  EXPECT_EQ(made.snapshot(), std::vector{5});
  EXPECT_EQ(m.number_of_objects(), 1U);
}

TEST_F(Manager, MGR_15_TheServerIgnoresSigint) {
  const manager m;
  const list<int> l = m.list<int>({1});
  ASSERT_TRUE(rooms::supervision::signal_process_of(m.address(), SIGINT));
  EXPECT_EQ(l.snapshot(), std::vector{1});
  l.push_back(2);
  EXPECT_EQ(l.size(), 2U);
}

} // namespace
} // namespace troupe::tests
