// Nobody hangs: managers that are killed at random instants while many processes use their objects.
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include <troupe/manager.hpp>

#include "support/test_actors.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

// TROUPE_SOAK=1 asks for the long run.
bool is_long() { return std::getenv("TROUPE_SOAK") != nullptr; }

void bump(int& x, int by) { x += by; }
struct safe {
  std::string content;
  std::string swap(std::string with) { return std::exchange(content, std::move(with)); }
};

/// The objects of one manager.
struct goods {
  list<std::string> words;
  dict<int, int> counts;
  object<safe> box;
  name_space names;
};
goods make_goods(const manager& of) { return {of.list<std::string>(), of.dict<int, int>(), of.make<safe>(), of.ns()}; }

/// Each kind of operation in turn, among them large ones, new objects and batches.
void use(const manager& of, const goods& all, int turn) {
  switch (turn % 7) {
  case 0: all.words.push_back(std::string(turn % 100, 'x')); break;
  case 1: all.counts.modify(turn % 10, fn<bump>, 1); break;
  case 2: all.box.call(fn<&safe::swap>, std::string(turn % 50 == 2 ? 300'000 : 10, 'y')); break;
  case 3: all.names.set("list", of.list<int>({turn})); break;
  case 4: static_cast<void>(all.counts.snapshot()); break;
  case 5:
    if (turn % 100 == 5)
      all.words.clear();
    break;
  default:
    batch b = of.batch();
    const auto put_off = b.on(all.counts);
    for (int i = 0; i < 20; ++i)
      put_off.insert_or_assign(i, turn);
    b.run();
  }
}

/// Goes on until something is thrown, and tells what.
behavior user(event_based_actor*, const manager& of, const goods& all) {
  return {[=](int) -> std::string {
    try {
      for (int turn = 0;; ++turn)
        use(of, all, turn);
    } catch (const manager_lost&) {
      return "manager_lost";
    } catch (const std::exception& why) {
      return std::string{"something else: "} + why.what();
    }
  }};
}

TEST(ManagerSoak, Killed_under_load_makes_every_handle_throw) {
  set_test_limit(std::chrono::seconds(is_long() ? 3500 : 110));
  const a_system sys;
  std::mt19937 random{20};
  const manager other;
  const list<int> untouched = other.list<int>();
  const int rounds = is_long() ? 500 : 10;
  for (int round = 0; round < rounds; ++round) {
    const manager office;
    const goods all = make_goods(office);
    self self;
    for (int i = 0; i < 3; ++i)
      self->send(spawn(fn<user>, office, all), 0);
    for (unsigned turn = random() % 200; turn > 0; --turn)
      use(office, all, static_cast<int>(turn));
    ASSERT_TRUE(kill_process_of(office.address()));
    for (int kind = 0; kind < 7; ++kind)
      EXPECT_THROW(use(office, all, kind), manager_lost) << kind;
    for (int i = 0; i < 3; ++i)
      self->receive([](const std::string& how) { EXPECT_EQ(how, "manager_lost"); });
    untouched.push_back(round);
  }
  EXPECT_EQ(untouched.size(), static_cast<std::uint64_t>(rounds));
}

} // namespace
} // namespace troupe::tests
