/// What a manager keeps: lists, dicts, name spaces, values, arrays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "objects/table.hpp"
#include "support/users_of_objects.hpp"
#include "troupe/process.hpp"

namespace troupe::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

struct record {
  std::string name;
  int score = 0;
};
bool higher(const record& a, const record& b) { return a.score > b.score; }
int throws_in_the_middle(int& x, int by) {
  x += by;
  throw std::runtime_error("in the middle");
}
std::vector<std::string> names_of(const list<record>& records) {
  std::vector<std::string> out;
  for (const record& one : records)
    out.push_back(one.name);
  return out;
}

class ManagerTypes : public testing::Test {
protected:
  a_system sys_;
  manager manager_;
};

TEST_F(ManagerTypes, MGT_01_ListsGrowAndShrink) {
  const list<int> l = manager_.list<int>({0, 1, 2, 3, 4});
  l.push_back(5);
  l.extend(std::set<int>{6, 7});
  EXPECT_THAT(l.snapshot(), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  l.insert(0, -1);
  l.insert(-1, 66);
  l.insert(100, 8);
  EXPECT_THAT(l.snapshot(), ElementsAre(-1, 0, 1, 2, 3, 4, 5, 6, 66, 7, 8));
  EXPECT_EQ(l.pop(), 8);
  EXPECT_EQ(l.pop(0), -1);
  EXPECT_TRUE(l.remove(66));
  EXPECT_FALSE(l.remove(66));
  EXPECT_EQ(l.erase(1), 1U);
  EXPECT_EQ(l.erase(-1), 1U);
  EXPECT_EQ(l.erase(100), 0U);
  EXPECT_EQ(l.erase(1, 3), 2U);
  EXPECT_THAT(l.snapshot(), ElementsAre(0, 4, 5, 6));
  EXPECT_EQ(l.size(), 4U);
  EXPECT_FALSE(l.empty());
  l.clear();
  EXPECT_TRUE(l.empty());
  EXPECT_THROW(static_cast<void>(l.pop()), out_of_range);
}

TEST_F(ManagerTypes, MGT_01_ElementsOfListsAreReadAndAssigned) {
  const list<std::string> l = manager_.list<std::string>({"a", "b", "c"});
  EXPECT_EQ(l.at(1), "b");
  EXPECT_EQ(l.at(-1), "c");
  l.assign(-1, "z");
  l.assign(0, "y");
  EXPECT_THAT(l.snapshot(), ElementsAre("y", "b", "z"));
  l.assign_slice(0, 2, {"1", "2", "3"});
  EXPECT_THAT(l.snapshot(), ElementsAre("1", "2", "3", "z"));
  EXPECT_THROW(static_cast<void>(l.at(4)), out_of_range);
  EXPECT_THROW(l.assign(-5, "x"), out_of_range);
}

TEST_F(ManagerTypes, MGT_01_ListsAreSearchedAndCounted) {
  const list<record> l = manager_.list<record>({{"Sam", 10}, {"Adam", 9}, {"Sam", 10}});
  EXPECT_EQ(l.find({"Adam", 9}), 1U);
  EXPECT_EQ(l.find({"Adam", 8}), std::nullopt);
  EXPECT_EQ(l.count({"Sam", 10}), 2U);
  EXPECT_TRUE(l.contains({"Sam", 10}));
  EXPECT_FALSE(l.contains({"Jeff", 8}));
  EXPECT_TRUE(l.remove({"Sam", 10}));
  EXPECT_THAT(names_of(l), ElementsAre("Adam", "Sam")) << "the first equal one goes";
}

TEST_F(ManagerTypes, MGT_01_ListsAreSortedAndReversed) {
  const list<record> l = manager_.list<record>({{"Sam", 10}, {"Adam", 9}, {"Bill", 10}});
  l.sort();
  EXPECT_THAT(names_of(l), ElementsAre("Adam", "Bill", "Sam"));
  l.reverse();
  EXPECT_THAT(names_of(l), ElementsAre("Sam", "Bill", "Adam"));
  l.sort(fn<higher>);
  EXPECT_THAT(names_of(l), ElementsAre("Sam", "Bill", "Adam")) << "equal ones stay in their order";
  EXPECT_THROW(l.sort(fn<[](const record&, const record&) -> bool { throw std::runtime_error("no order"); }>),
               std::runtime_error);
  EXPECT_THAT(names_of(l), ElementsAre("Sam", "Bill", "Adam"));
}

TEST_F(ManagerTypes, MGT_01_ListsAreIteratedAddedAndMultiplied) {
  const list<int> l = manager_.list<int>({1, 2});
  EXPECT_THAT(l + std::vector<int>({5, 6}), ElementsAre(1, 2, 5, 6));
  EXPECT_THAT(l * 2, ElementsAre(1, 2, 1, 2));
  EXPECT_EQ(l.size(), 2U) << "those were copies";
  int sum = 0;
  for (const int x : l) {
    l.push_back(x); // the loop goes over a copy
    sum += x;
  }
  EXPECT_EQ(sum, 3);
  EXPECT_EQ(l.size(), 4U);
}

TEST_F(ManagerTypes, MGT_02_ASliceEndsAtTheEndOfTheList) {
  list<int> b = manager_.list<int>({0, 1, 2, 3, 4});
  EXPECT_THAT(b.slice(2, 10), ElementsAre(2, 3, 4));
  EXPECT_THAT(b.slice(-2), ElementsAre(3, 4));
  EXPECT_THAT(b.slice(-100, 2), ElementsAre(0, 1));
  EXPECT_THAT(b.slice(4, 2), IsEmpty());
  EXPECT_THAT(b + std::vector<int>({5, 6}), ElementsAre(0, 1, 2, 3, 4, 5, 6));
  b *= 2;
  EXPECT_EQ(b.size(), 10U) << "the shared one";
  b += {7};
  EXPECT_EQ(b.at(-1), 7);
  b *= 0;
  EXPECT_TRUE(b.empty());
}

TEST_F(ManagerTypes, MGT_03_ChangesOfAnInnerObjectAreSeenThroughTheOuter) {
  const list<int> inner = manager_.list<int>({1});
  const dict<std::string, list<int>> outer = manager_.dict<std::string, list<int>>({{"a", inner}});
  const list<dict<std::string, list<int>>> outermost = manager_.list<dict<std::string, list<int>>>({outer});
  inner.push_back(2);
  outermost.at(0).at("a").push_back(3);
  EXPECT_EQ(outer.at("a"), inner) << "the same object";
  EXPECT_THAT(outer.at("a").snapshot(), ElementsAre(1, 2, 3));
  EXPECT_THAT(inner.snapshot(), ElementsAre(1, 2, 3));
}

TEST_F(ManagerTypes, MGT_03_AnObjectUsesOthersOfItsManagerByTheirHandles) {
  struct ledger {
    dict<std::string, int> totals;
    list<std::string> log;
    int book(const std::string& account, int amount) {
      log.push_back(account);
      return totals.modify(account, fn<bump>, amount);
    }
  };
  const dict<std::string, int> totals = manager_.dict<std::string, int>();
  const list<std::string> log = manager_.list<std::string>();
  const object<ledger> books = manager_.make<ledger>(totals, log);
  EXPECT_EQ(books.call(fn<&ledger::book>, "rent", 500), 500);
  EXPECT_EQ(books.call(fn<&ledger::book>, "rent", 20), 520);
  EXPECT_EQ(totals.at("rent"), 520);
  EXPECT_THAT(log.snapshot(), ElementsAre("rent", "rent"));
}

TEST_F(ManagerTypes, MGT_04_DictsAreReadAndWritten) {
  const dict<std::string, int> d = manager_.dict<std::string, int>({{"a", 1}});
  EXPECT_TRUE(d.insert_or_assign("b", 2));
  EXPECT_FALSE(d.insert_or_assign("b", 3));
  EXPECT_FALSE(d.try_emplace("a", 9));
  EXPECT_TRUE(d.try_emplace("c", 4));
  EXPECT_EQ(d.setdefault("c", 9), 4);
  EXPECT_EQ(d.setdefault("d", 9), 9);
  EXPECT_EQ(d.at("a"), 1);
  EXPECT_EQ(d.find("b"), 3);
  EXPECT_EQ(d.find("x").value_or(-1), -1);
  EXPECT_TRUE(d.contains("c"));
  EXPECT_FALSE(d.contains("x"));
  EXPECT_EQ(d.size(), 4U);
  EXPECT_TRUE(d.erase("a"));
  EXPECT_FALSE(d.erase("a"));
  EXPECT_EQ(d.extract("b"), 3);
  EXPECT_THROW(static_cast<void>(d.extract("b")), key_not_found);
  EXPECT_THAT(d.pop_item(), Pair("d", 9));
  EXPECT_THAT(d.pop_item(), Pair("c", 4));
  EXPECT_THROW(static_cast<void>(d.pop_item()), key_not_found);
  EXPECT_TRUE(d.empty());
}

TEST_F(ManagerTypes, MGT_04_ValuesThatOwnMemoryTakeThePlaceOfOthers) {
  const dict<std::string, std::string> d = manager_.dict<std::string, std::string>({{"a", "one"}});
  EXPECT_FALSE(d.insert_or_assign("a", "two"));
  EXPECT_EQ(d.at("a"), "two");
  d.update({{"a", "three"}, {"b", "four"}});
  EXPECT_THAT(d.items(), ElementsAre(Pair("a", "three"), Pair("b", "four")));
}

TEST_F(ManagerTypes, MGT_04_DictsKeepTheOrderInWhichKeysCame) {
  const dict<std::string, int> d = manager_.dict<std::string, int>();
  for (const char* const key : {"z", "a", "m"})
    d.insert_or_assign(key, static_cast<int>(d.size()));
  d.insert_or_assign("z", 10);
  d.erase("a");
  d.insert_or_assign("a", 11);
  EXPECT_THAT(d.keys(), ElementsAre("z", "m", "a"));
  EXPECT_THAT(d.values(), ElementsAre(10, 2, 11));
  EXPECT_THAT(d.items(), ElementsAre(Pair("z", 10), Pair("m", 2), Pair("a", 11)));
  std::string seen;
  for (const auto& [key, value] : d)
    seen += key;
  EXPECT_EQ(seen, "zma");
}

TEST_F(ManagerTypes, MGT_04_DictsTakeManyAtOnce) {
  const dict<std::string, int> d = manager_.dict<std::string, int>({{"a", 1}, {"b", 2}});
  EXPECT_EQ(d.merge(std::map<std::string, int>{{"b", 9}, {"c", 9}}), 1U);
  EXPECT_THAT(d.items(), ElementsAre(Pair("a", 1), Pair("b", 2), Pair("c", 9)));
  d.update({{"b", 7}, {"d", 8}});
  EXPECT_THAT(d.items(), ElementsAre(Pair("a", 1), Pair("b", 7), Pair("c", 9), Pair("d", 8)));
  const std::map<std::string, int> copy = d.snapshot();
  d.clear();
  EXPECT_EQ(copy.size(), 4U);
  EXPECT_EQ(d.size(), 0U);
}

TEST_F(ManagerTypes, MGT_04_KeysMayBeStructsAndContainers) {
  const dict<record, std::vector<record>> d = manager_.dict<record, std::vector<record>>();
  d.insert_or_assign({"Sam", 1}, {{"a", 2}});
  EXPECT_TRUE(d.contains({"Sam", 1}));
  EXPECT_FALSE(d.contains({"Sam", 2}));
  EXPECT_EQ(d.snapshot().begin()->second.front().name, "a");
  const dict<std::pair<int, std::optional<std::string>>, int> pairs =
    manager_.dict<std::pair<int, std::optional<std::string>>, int>();
  pairs.insert_or_assign({1, "x"}, 1);
  pairs.insert_or_assign({1, std::nullopt}, 2);
  EXPECT_EQ(pairs.at({1, std::nullopt}), 2);
}

TEST_F(ManagerTypes, MGT_04_ValuesAreModifiedWhereTheyAre) {
  const dict<std::string, int> d = manager_.dict<std::string, int>();
  EXPECT_EQ(d.modify("a", fn<bump>, 5), 5) << "starts from int{}";
  EXPECT_EQ(d.modify("a", fn<bump>, 2), 7);
  EXPECT_EQ(d.modify("a", fn<[](int& x) { return std::to_string(x++); }>), "7");
  EXPECT_EQ(d.at("a"), 8);
  EXPECT_TRUE(d.compare_exchange("a", 8, 1));
  EXPECT_FALSE(d.compare_exchange("a", 8, 2));
  EXPECT_FALSE(d.compare_exchange("b", 0, 2));
  EXPECT_EQ(d.at("a"), 1);
}

TEST_F(ManagerTypes, MGT_04_AValueIsAsBeforeWhenTheFunctionThrows) {
  const dict<std::string, int> d = manager_.dict<std::string, int>({{"a", 1}});
  EXPECT_THROW(d.modify("a", fn<throws_in_the_middle>, 5), std::runtime_error);
  EXPECT_EQ(d.at("a"), 1);
  EXPECT_THROW(d.modify("b", fn<throws_in_the_middle>, 5), std::runtime_error);
  EXPECT_FALSE(d.contains("b"));
  const list<int> l = manager_.list<int>({1});
  EXPECT_THROW(l.modify(0, fn<throws_in_the_middle>, 5), std::runtime_error);
  EXPECT_THAT(l.snapshot(), ElementsAre(1));
}

TEST_F(ManagerTypes, MGT_05_AppendsOfManyProcessesLoseNothing) {
  const list<int> l = manager_.list<int>();
  std::vector<caf::actor> workers;
  for (int i = 0; i < 4; ++i)
    workers.push_back(spawn(fn<appends>, l, i));
  ask_all(workers, 100);
  EXPECT_EQ(l.size(), 400U);
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(l.count(i), 100U);
}

TEST_F(ManagerTypes, MGT_05_ModificationsOfManyProcessesLoseNothing) {
  const dict<std::string, int> d = manager_.dict<std::string, int>();
  std::vector<caf::actor> workers;
  for (int i = 0; i < 4; ++i)
    workers.push_back(spawn(fn<bumps>, d, "a"));
  ask_all(workers, 100);
  EXPECT_EQ(d.at("a"), 400);
}

TEST_F(ManagerTypes, MGT_06_AttributesAreSetReadAndErased) {
  const name_space n = manager_.ns();
  n.set("name", "Bob");
  n.set("job", std::string{"builder"});
  n.set("_hidden", 42);
  EXPECT_EQ(n.get<std::string>("name"), "Bob");
  EXPECT_EQ(n.get<int>("_hidden"), 42);
  n.set("name", 7);
  EXPECT_EQ(n.get<int>("name"), 7);
  EXPECT_THROW(static_cast<void>(n.get<std::string>("name")), type_mismatch);
  EXPECT_THROW(static_cast<void>(n.get<int>("age")), key_not_found);
  EXPECT_EQ(n.text(), "name_space(name: 7, job: \"builder\")");
  EXPECT_THAT(n.names(), ElementsAre("name", "job", "_hidden"));
  EXPECT_TRUE(n.erase("job"));
  EXPECT_FALSE(n.erase("job"));
  EXPECT_FALSE(n.contains("job"));
}

TEST_F(ManagerTypes, MGT_06_AnAttributeMayBeAnotherObject) {
  const name_space n = manager_.ns();
  n.set("list", manager_.list<int>({1}));
  n.get<list<int>>("list").push_back(2);
  EXPECT_THAT(n.get<list<int>>("list").snapshot(), ElementsAre(1, 2));
}

TEST_F(ManagerTypes, MGT_07_ValuesOfAnyTypeAreReadAndWritten) {
  const managed_value<std::string> text = manager_.value<std::string>("a");
  EXPECT_EQ(text.load(), "a");
  text.store("b");
  EXPECT_EQ(text.exchange("c"), "b");
  EXPECT_TRUE(text.compare_exchange("c", "d"));
  EXPECT_FALSE(text.compare_exchange("c", "e"));
  EXPECT_EQ(text.load(), "d");
  const managed_value<int> number = manager_.value<int>();
  EXPECT_EQ(number.load(), 0);
  EXPECT_EQ(number.add(3), 3);
  EXPECT_EQ(number.modify(fn<bump>, 4), 7);
  EXPECT_THROW(number.modify(fn<throws_in_the_middle>, 4), std::runtime_error);
  EXPECT_EQ(number.load(), 7);
}

TEST_F(ManagerTypes, MGT_07_ArraysKeepTheirLength) {
  const managed_array<int> a = manager_.array<int>(4);
  EXPECT_THAT(a.snapshot(), ElementsAre(0, 0, 0, 0));
  EXPECT_EQ(a.size(), 4U);
  a.assign(1, 5);
  a.assign(-1, 9);
  EXPECT_EQ(a.at(1), 5);
  a.assign_slice(0, 2, {7, 8});
  EXPECT_THAT(a.slice(1), ElementsAre(8, 0, 9));
  EXPECT_THROW(a.assign_slice(0, 2, {1}), invalid_argument);
  EXPECT_THROW(a.assign(4, 1), out_of_range);
  int sum = 0;
  for (const int x : a)
    sum += x;
  EXPECT_EQ(sum, 24);
  EXPECT_THAT(manager_.array(std::vector<double>{1.5}).snapshot(), ElementsAre(1.5));
}

// What a manager makes of the kinds below is the shared object itself, with one holder more. The bodies of QUE, JQU,
// LCK, RLK, SEM, CND, EVT and BAR run over them, too: `flavour::manager`.
static_assert(std::is_same_v<decltype(std::declval<manager>().queue<int>()), queue<int>>);
static_assert(std::is_same_v<decltype(std::declval<manager>().joinable_queue<int>()), joinable_queue<int>>);
static_assert(std::is_same_v<decltype(std::declval<manager>().mutex()), mutex>);
static_assert(std::is_same_v<decltype(std::declval<manager>().recursive_mutex()), recursive_mutex>);
static_assert(std::is_same_v<decltype(std::declval<manager>().semaphore()), semaphore>);
static_assert(std::is_same_v<decltype(std::declval<manager>().bounded_semaphore()), bounded_semaphore>);
static_assert(std::is_same_v<decltype(std::declval<manager>().condition()), condition>);
static_assert(std::is_same_v<decltype(std::declval<manager>().event()), event>);
static_assert(std::is_same_v<decltype(std::declval<manager>().barrier(2)), barrier>);

std::uint32_t shared_objects() { return rooms::objects::current_table().count(); }

TEST_F(ManagerTypes, MGT_08_QueuesHaveTheirSizeAndOrder) {
  const queue<int> q = manager_.queue<int>(2);
  q.put(1);
  q.put(2);
  EXPECT_TRUE(q.full());
  EXPECT_FALSE(q.try_put(3));
  EXPECT_EQ(q.size(), 2U);
  EXPECT_EQ(q.get(), 1);
  EXPECT_EQ(q.get(), 2);
  EXPECT_TRUE(q.empty());
  const joinable_queue<int> jobs = manager_.joinable_queue<int>();
  jobs.put(1);
  EXPECT_FALSE(jobs.join_for(std::chrono::milliseconds(1)));
  EXPECT_EQ(jobs.get(), 1);
  jobs.task_done();
  jobs.join();
}

TEST_F(ManagerTypes, MGT_08_MGT_10_SharedObjectsLiveAsLongAsTheManagerAndAsAnyOtherHandle) {
  const std::uint32_t before = shared_objects();
  static_cast<void>(manager_.queue<int>());
  static_cast<void>(manager_.event());
  EXPECT_EQ(shared_objects(), before + 2) << "the manager holds them";
  const queue<int> kept = manager_.queue<int>();
  kept.put(7);
  manager_.shutdown();
  EXPECT_TRUE(comes_true([&] { return shared_objects() == before + 1; })) << shared_objects() - before;
  EXPECT_EQ(kept.get(), 7) << "it works on without the manager";
  EXPECT_THROW(static_cast<void>(manager_.event()), manager_lost);
  EXPECT_TRUE(comes_true([&] { return shared_objects() == before + 1; })) << "what could not be kept is not left";
}

TEST_F(ManagerTypes, MGT_09_AQueueInAContainerWorksThroughIt) {
  const queue<std::string> q = manager_.queue<std::string>();
  const dict<std::string, queue<std::string>> queues = manager_.dict<std::string, queue<std::string>>({{"in", q}});
  const list<queue<std::string>> all = manager_.list<queue<std::string>>({q});
  queues.at("in").put("through the dict");
  all.at(0).put("through the list");
  EXPECT_EQ(q.get(), "through the dict");
  EXPECT_EQ(queues.at("in").get(), "through the list");
  EXPECT_EQ(all.at(0), q) << "the same queue";
}

/// Uses one of each where another process does, too.
void meets(const event& go, const mutex& lock, const semaphore& units, const barrier& all, const queue<int>& out) {
  go.wait();
  {
    const std::scoped_lock hold{lock};
    out.put(1);
  }
  units.release();
  all.wait();
}

TEST_F(ManagerTypes, MGT_10_PrimitivesWorkBetweenProcesses) {
  const event go = manager_.event();
  const mutex lock = manager_.mutex();
  const semaphore units = manager_.semaphore(0);
  const barrier all = manager_.barrier(2);
  const queue<int> out = manager_.queue<int>();
  process other{fn<meets>, go, lock, units, all, out};
  other.start();
  EXPECT_TRUE(out.empty());
  go.set();
  units.acquire();
  EXPECT_EQ(out.get(), 1);
  const std::scoped_lock hold{lock};
  all.wait();
  other.join();
  EXPECT_EQ(other.exitcode(), 0);
}

TEST_F(ManagerTypes, MGT_10_PrimitivesAnswerAsTheirDirectCounterparts) {
  const recursive_mutex again = manager_.recursive_mutex();
  again.lock();
  EXPECT_TRUE(again.try_lock());
  again.unlock();
  again.unlock();
  EXPECT_THROW(again.unlock(), not_owner);
  const bounded_semaphore one = manager_.bounded_semaphore(1);
  EXPECT_TRUE(one.try_acquire());
  EXPECT_FALSE(one.try_acquire());
  one.release();
  EXPECT_THROW(one.release(), error) << "more than there were";
  const condition told = manager_.condition();
  const std::scoped_lock hold{told};
  EXPECT_FALSE(told.wait_for(std::chrono::milliseconds(1)));
  const barrier alone = manager_.barrier(1);
  alone.wait();
  alone.abort();
  EXPECT_TRUE(alone.broken());
  EXPECT_EQ(alone.parties(), 1U);
}

/// Dies with the mutex in its hands.
void dies_with(const mutex& lock) {
  lock.lock();
  ::raise(SIGKILL);
}

TEST_F(ManagerTypes, MGT_10_AMutexOfAManagerOutlivesItsOwner) {
  const mutex lock = manager_.mutex();
  process owner{fn<dies_with>, lock};
  owner.start();
  owner.join();
  const std::scoped_lock hold{lock};
  EXPECT_TRUE(lock.previous_owner_died());
}

TEST_F(ManagerTypes, MGT_12_WhatAConstructorThrowsIsThrownAtTheCaller) {
  struct picky {
    explicit picky(int size) {
      if (size < 0)
        throw std::invalid_argument("a size of " + std::to_string(size));
    }
  };
  try {
    static_cast<void>(manager_.make<picky>(-1));
    FAIL() << "it was made";
  } catch (const std::invalid_argument& why) {
    EXPECT_STREQ(why.what(), "a size of -1");
    EXPECT_NE(dynamic_cast<const remote_info*>(&why), nullptr);
  }
  EXPECT_EQ(manager_.number_of_objects(), 0U);
}

TEST_F(ManagerTypes, HaveTheTextOfWhatTheyHold) {
  std::ostringstream out;
  out << manager_.list<int>({1, 2}) << ' ' << manager_.dict<std::string, int>({{"a", 1}}) << ' '
      << manager_.value<double>(2.5) << ' ' << manager_.array<int>(2);
  EXPECT_EQ(out.str(), "[1, 2] {\"a\": 1} 2.5 [0, 0]");
  const list<int> l = manager_.list<int>();
  manager_.shutdown();
  EXPECT_THAT(l.text(), HasSubstr("(lost)"));
}

} // namespace
} // namespace troupe::tests
