// Each monitor is told of a death once: however many there are, whether they begin before it, meanwhile or afterwards,
// in chains where each death is the cause of the next, and of oneself.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <set>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;

// TROUPE_SOAK=1 asks for the long run.
int count_of(int usual, int soak) { return std::getenv("TROUPE_SOAK") != nullptr ? soak : usual; }

struct monitor_it {
  caf::actor whom;
  std::int32_t monitors = 0;
};
struct get_heard {};
/// Of all monitors of a post.
struct heard {
  std::uint64_t monitors = 0;
  std::uint64_t once = 0;
  std::uint64_t more_often = 0;
};

struct post_state {
  std::vector<caf::actor> all;
  std::shared_ptr<std::vector<int>> downs = std::make_shared<std::vector<int>>();
};

/// One more actor beside `self`, which monitors it.
void add_monitor(stateful_actor<post_state>* self, const caf::actor& whom) {
  const auto downs = self->state.downs;
  const std::size_t number = downs->size();
  downs->push_back(0);
  self->state.all.push_back(self->spawn([=](event_based_actor* one) -> behavior {
    one->set_down_handler([=](const down_msg&) { ++(*downs)[number]; });
    one->monitor(whom);
    return {[](int x) { return x; }};
  }));
}

/// A process full of monitors.
behavior post(stateful_actor<post_state>* self) {
  return {
    [=](const monitor_it& what) {
      for (int i = 0; i < what.monitors; ++i)
        add_monitor(self, what.whom);
      return true;
    },
    [=](get_heard) {
      heard all{self->state.downs->size()};
      for (const int each : *self->state.downs) {
        all.once += each == 1 ? 1 : 0;
        all.more_often += each > 1 ? 1 : 0;
      }
      return all;
    },
  };
}

class Monitors : public testing::Test {
protected:
  void wait_for_down(const caf::actor& whom) {
    bool told = false;
    self_->receive_while([&] { return !told; })([&](const down_msg& down) { told = down.source == whom.address(); },
                                                caf::after(30s) >>
                                                  [&] {
                                                    ADD_FAILURE() << "no down";
                                                    told = true;
                                                  });
  }
  void ask_all(const std::vector<caf::actor>& posts, const monitor_it& what) {
    for (const caf::actor& each : posts)
      EXPECT_TRUE(ask<bool>(each, what));
  }

  const a_system sys_;
  troupe::self self_;
};

TEST_F(Monitors, Before_a_death_meanwhile_and_afterwards_are_told_once_each) {
  set_test_limit(std::chrono::seconds(count_of(100, 3000)));
  constexpr int at_once = 40;
  std::vector<caf::actor> posts;
  for (int i = 0; i < 3; ++i)
    posts.push_back(spawn({.name = "post"}, fn<post>));
  for (int round = count_of(5, 280); round > 0; --round) { // 280 rounds: 100,000 monitors
    const caf::actor victim = spawn({.name = "victim"}, fn<echo>);
    self_->monitor(victim);
    ask_all(posts, {victim, at_once});
    for (const caf::actor& each : posts)
      self_->send(each, monitor_it{victim, at_once});
    EXPECT_TRUE(kill_process_of(victim));
    wait_for_down(victim);
    ask_all(posts, {victim, at_once});
  }
  for (const caf::actor& each : posts) {
    heard all;
    EXPECT_TRUE(wait_until([&] {
      all = ask<heard>(each, get_heard{});
      return all.once + all.more_often == all.monitors;
    }))
      << all.once << " of " << all.monitors;
    EXPECT_EQ(all.more_often, 0U);
  }
}

struct fallen {
  std::int32_t position = 0;
};

/// Says when the one before has ended, and ends itself: in turn by SIGKILL, of itself, by an error.
behavior link_of_chain(event_based_actor* self, std::int32_t position, const caf::actor& before,
                       const caf::actor& witness) {
  self->set_down_handler([=](const down_msg&) {
    self->send(witness, fallen{position});
    if (position % 3 == 0)
      std::raise(SIGKILL);
    if (position % 3 == 1)
      return self->quit();
    throw std::runtime_error("the one before has fallen");
  });
  self->monitor(before);
  return {[](int x) { return x; }};
}

TEST_F(Monitors, In_a_chain_are_told_one_after_the_other_once_each) {
  constexpr int length = 12;
  const caf::actor me = self_;
  std::vector<caf::actor> chain{spawn({.name = "head"}, fn<echo>)};
  for (int i = 1; i <= length; ++i) {
    chain.push_back(spawn({.name = "link"}, fn<link_of_chain>, i, chain.back(), me));
    self_->monitor(chain.back());
    EXPECT_EQ(ask<int>(chain.back(), i), i); // it monitors by now
  }
  EXPECT_TRUE(kill_process_of(chain.front()));
  // What somebody has sent comes before the news of its end: with the last of them all is there.
  std::multiset<int> said;
  int downs = 0;
  self_->receive_while([&] { return downs < length; })([&](const fallen& what) { said.insert(what.position); },
                                                       [&](const down_msg&) { ++downs; },
                                                       caf::after(30s) >>
                                                         [&] {
                                                           ADD_FAILURE() << "only " << downs << " have ended";
                                                           downs = length;
                                                         });
  EXPECT_EQ(said.size(), static_cast<std::size_t>(length));
  for (int i = 1; i <= length; ++i)
    EXPECT_EQ(said.count(i), 1U) << i;
}

struct look_at_yourself {
  caf::actor you;
};

/// Answers how often it was told of its own end.
behavior self_centred(event_based_actor* self) {
  const auto downs = std::make_shared<int>(0);
  self->set_down_handler([=](const down_msg&) { ++*downs; });
  self->monitor(caf::actor{self});
  return {
    [=](const look_at_yourself& what) {
      self->monitor(what.you);
      return *downs;
    },
    [=](const std::string&) { self->quit(); },
  };
}

TEST_F(Monitors, Of_oneself_change_nothing_for_the_others) {
  const caf::actor one = spawn({.name = "one"}, fn<self_centred>), other = spawn({.name = "other"}, fn<echo>);
  self_->monitor(one);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(ask<int>(one, look_at_yourself{one}), 0);
  self_->send(one, std::string{"end"});
  wait_for_down(one);
  EXPECT_EQ(ask<int>(other, 1), 1);
  EXPECT_FALSE(self_->has_next_message()) << "told twice";
}

} // namespace
} // namespace troupe::tests
