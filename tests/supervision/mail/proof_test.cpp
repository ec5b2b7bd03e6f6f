// An actor under load is killed again and again: what is handled, in which order, and what is lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
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

using sender_function = process (*)(int sender, const caf::actor& role, const std::string& file);

template <auto F>
process sends_by(int sender, const caf::actor& role, const std::string& file) {
  return process{fn<F>, sender, role, file};
}

/// Sends from processes of their own until the ledger says that it ends.
class load {
public:
  load(const caf::actor& role, const std::string& file, sender_function make)
    : ledger_(file), role_(role), file_(file), make_(make) {
    for (int i = 0; i < senders; ++i)
      start_one();
  }
  /// One of them, and another begins with numbers of its own.
  void kill_one(unsigned which) {
    const auto one = all_.begin() + which % senders;
    one->what.kill();
    one->what.join();
    all_.erase(one);
    start_one();
  }
  void end() {
    ledger_.page().ends = 1;
    for (sender& each : all_) {
      each.what.join();
      EXPECT_EQ(each.what.exitcode(), 0);
    }
  }
  /// Of what those have sent who were not killed.
  [[nodiscard]] bool is_all_handled() const {
    const ledger_page& page = ledger_.page();
    return std::ranges::all_of(all_,
                               [&](const sender& each) { return page.last[each.number] == page.sent[each.number]; });
  }

private:
  struct sender {
    int number;
    process what;
  };
  void start_one() {
    all_.push_back({next_, make_(next_, role_, file_)});
    ++next_;
    all_.back().what.start();
  }

  ledger ledger_;
  caf::actor role_;
  std::string file_;
  sender_function make_;
  int next_ = 0;
  std::vector<sender> all_;
};

// At random moments of its lives, some of them as soon as it is ready.
void kill_many_times(int kills, std::chrono::microseconds longest_life, const std::function<void(unsigned)>& kill) {
  std::mt19937 random{4711};
  for (int i = 0; i < kills; ++i) {
    kill(static_cast<unsigned>(random()));
    const auto until = clock::now() + std::chrono::microseconds(static_cast<long>(random()) % longest_life.count());
    EXPECT_TRUE(wait_until([&] { return clock::now() >= until; }));
  }
}

std::uint64_t all_handled(const ledger_page& page) {
  std::uint64_t all = 0;
  for (const lone_counter& each : page.last)
    all += each;
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
  void run(actor_run what, const std::string& file_name, sender_function sends, int kills,
           bool senders_die_too = false) {
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
    load all{role, file, sends};
    kill_many_times(kills, GetParam().longest_life, [&](unsigned random) {
      if (senders_die_too && random % 2 == 0)
        all.kill_one(random / 2);
      else
        kill_life_of(role);
    });
    const double under_load = std::chrono::duration<double>(clock::now() - began).count();
    const auto handled = static_cast<double>(all_handled(seen.page()));
    all.end();
    ledger_page& page = seen.page();
    EXPECT_TRUE(wait_until([&] { return all.is_all_handled(); }, 100s));
    std::printf("%.0f messages in %.1f s of load, %.0f a second; %d kills: %llu lost, %llu repeated\n", handled,
                under_load, handled / under_load, kills, static_cast<unsigned long long>(page.lost),
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
  run(actor_run{fn<counter_of_numbers>, std::string{}}, "numbers", sends_by<send_numbers>, GetParam().kills);
  expect_little_lost(GetParam().kills);
}

TEST_P(Proof, An_actor_that_skips_is_killed_again_and_again) {
  run(actor_run{fn<skipping_counter>, std::string{}}, "skipped", sends_by<send_numbers>, GetParam().kills / 4);
  expect_little_lost(GetParam().kills / 4);
}

TEST_P(Proof, An_actor_that_awaits_is_killed_again_and_again) {
  run(actor_run{fn<awaiting_counter>, std::string{}}, "awaited", sends_by<send_numbers>, GetParam().kills / 4);
  expect_little_lost(GetParam().kills / 4);
}

TEST_P(Proof, An_actor_that_answers_later_is_killed_again_and_again) {
  run(actor_run{fn<promising_counter>, std::string{}}, "promised", sends_by<ask_numbers>, GetParam().kills / 4);
  EXPECT_EQ(lost, 0U) << "each caller asks again, or its request is redelivered";
}

// Of its promises two are open at most, and one more request is in hand: at least once they are redelivered, at most
// once their callers hear of the death and ask again.
TEST_P(Proof, An_actor_that_skips_and_awaits_and_answers_later_is_killed_again_and_again) {
  const int kills = GetParam().kills;
  run(actor_run{fn<versatile_counter>, std::string{}}, "everything", sends_by<send_or_ask_numbers>, kills);
  EXPECT_LE(lost, GetParam().delivery == at_least_once ? 0U : static_cast<std::uint64_t>(kills));
  EXPECT_LE(repeated, 3U * static_cast<std::uint64_t>(kills));
}

TEST_P(Proof, An_actor_and_its_senders_are_killed_again_and_again) {
  run(actor_run{fn<counter_of_numbers>, std::string{}}, "both", sends_by<send_numbers>, GetParam().kills, true);
  expect_little_lost(GetParam().kills);
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
