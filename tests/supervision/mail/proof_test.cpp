// An actor under load is killed again and again: what is handled, in which order, and what is lost.
#include <gtest/gtest.h>

#include <random>

#include "ledger.hpp"
#include "loads.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr int senders = 4;

/// Sends from processes of their own until the ledger says that it ends.
class load {
public:
  load(const caf::actor& role, const std::string& file, bool asks) : ledger_(file) {
    for (int i = 0; i < senders; ++i) {
      all_.push_back(asks ? process{fn<ask_numbers>, i, role, file} : process{fn<send_numbers>, i, role, file});
      all_.back().start();
    }
  }
  void end() {
    ledger_.page().ends = 1;
    for (process& each : all_) {
      each.join();
      EXPECT_EQ(each.exitcode(), 0);
    }
  }

private:
  ledger ledger_;
  std::vector<process> all_;
};

// At random moments of its lives, some of them as soon as it is ready.
void kill_many_times(const caf::actor& role, int kills, std::chrono::microseconds longest_life, unsigned seed) {
  std::mt19937 random{seed};
  for (int i = 0; i < kills; ++i) {
    kill_life_of(role);
    const auto until = clock::now() + std::chrono::microseconds(static_cast<long>(random()) % longest_life.count());
    EXPECT_TRUE(wait_until([&] { return clock::now() >= until; }));
  }
}

std::uint64_t all_handled(const ledger_page& page) {
  std::uint64_t all = 0;
  for (int i = 0; i < senders; ++i)
    all += page.last[i];
  return all;
}

struct trial {
  const char* name;
  delivery_kind delivery;
  int kills;
  std::chrono::microseconds longest_life;
};

class Proof : public testing::TestWithParam<trial> {
protected:
  // What its senders have sent is in `sent`, counted by themselves; waits until the last of them is handled.
  void run(actor_run what, const std::string& file_name, bool asks, int kills) {
    set_test_limit(std::chrono::seconds(280));
    temp_folder folder;
    const std::string file = (folder.path() / file_name).string();
    const ledger seen{file};
    what.parameters = wire::to_words(std::tuple<std::string>{file});
    child one = quick_child("subject", std::move(what), GetParam().delivery);
    one.max_deliveries = 1000;
    const running_tree tree{{one}};
    const caf::actor role = whereis("subject");
    const clock::time_point began = clock::now();
    load all{role, file, asks};
    kill_many_times(role, kills, GetParam().longest_life, 4711);
    all.end();
    ledger_page& page = seen.page();
    EXPECT_TRUE(wait_until(
      [&] {
        for (int i = 0; i < senders; ++i)
          if (page.last[i] != page.sent[i])
            return false;
        return true;
      },
      100s));
    const double seconds = std::chrono::duration<double>(clock::now() - began).count();
    const auto count = all_handled(page);
    std::printf("%llu messages in %.1f s, %d kills: %llu lost, %llu repeated\n", static_cast<unsigned long long>(count),
                seconds, kills, static_cast<unsigned long long>(page.lost),
                static_cast<unsigned long long>(page.repeated));
    EXPECT_EQ(page.misordered, 0U);
    lost = page.lost;
    repeated = page.repeated;
  }

  // No more than what was in hand at a death: of that, one message.
  void expect_little_lost(int deaths) const {
    const auto most = static_cast<std::uint64_t>(deaths);
    const bool redelivers = GetParam().delivery == at_least_once;
    EXPECT_LE(lost, redelivers ? 0 : most);
    EXPECT_LE(repeated, redelivers ? most : 0);
  }

  std::uint64_t lost = 0, repeated = 0;
};

TEST_P(Proof, An_actor_under_load_is_killed_again_and_again) {
  run(actor_run{fn<counter_of_numbers>, std::string{}}, "numbers", false, GetParam().kills);
  expect_little_lost(GetParam().kills);
}

TEST_P(Proof, An_actor_that_skips_is_killed_again_and_again) {
  run(actor_run{fn<skipping_counter>, std::string{}}, "skipped", false, GetParam().kills / 4);
  expect_little_lost(GetParam().kills / 4);
}

TEST_P(Proof, An_actor_that_awaits_is_killed_again_and_again) {
  run(actor_run{fn<awaiting_counter>, std::string{}}, "awaited", false, GetParam().kills / 4);
  expect_little_lost(GetParam().kills / 4);
}

TEST_P(Proof, An_actor_that_answers_later_is_killed_again_and_again) {
  run(actor_run{fn<promising_counter>, std::string{}}, "promised", true, GetParam().kills / 4);
  EXPECT_EQ(lost, 0U) << "each caller asks again, or its request is redelivered";
}

std::string name_of(const testing::TestParamInfo<trial>& each) { return each.param.name; }

INSTANTIATE_TEST_SUITE_P(Delivery, Proof,
                         testing::Values(trial{"at_most_once", at_most_once, 40, 4ms},
                                         trial{"at_least_once", at_least_once, 40, 4ms}),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Soak, Proof,
                         testing::Values(trial{"at_most_once", at_most_once, 200, 60ms},
                                         trial{"at_least_once", at_least_once, 200, 60ms}),
                         name_of);

TEST(Proof, A_poison_message_among_10000_good_ones_is_the_only_one_that_is_not_handled) {
  temp_folder folder;
  const std::string file = (folder.path() / "numbers").string();
  const ledger seen{file};
  const running_tree tree{{quick_child("subject", actor_run{fn<counter_of_numbers>, file}, at_least_once)}};
  troupe::self self;
  const caf::actor role = whereis("subject");
  for (std::uint64_t i = 1; i <= 10'000; ++i) {
    if (i == 5000)
      self->send(role, poison{});
    self->send(role, number_a{0, i});
  }
  EXPECT_TRUE(wait_until([&] { return seen.page().last[0] == 10'000; }));
  EXPECT_EQ(seen.page().lost, 0U);
  EXPECT_EQ(seen.page().misordered, 0U);
  EXPECT_EQ(tree.ask("dead-letters", {{"action", "list"}}).at("result").at("letters").as_array().size(), 1U);
}

} // namespace
} // namespace troupe::tests
