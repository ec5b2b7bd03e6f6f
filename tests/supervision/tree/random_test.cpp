/// Random trees and random failures: compared with a reference model where nothing takes time, and checked event by
/// event where everything does. A failure says its seed.
#include <gtest/gtest.h>

#include "supervision/tree/history_checker.hpp"
#include "supervision/tree/random_tree.hpp"
#include "supervision/tree/reference_model.hpp"
#include "supervision/tree/world.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::supervision {

namespace {

struct blow {
  end_cause cause;
  ending how;
  bool is_success;
};
const blow blows[] = {
  {end_cause::exit, {ending_kind::exited, 1}, false},      {end_cause::exit, {ending_kind::exited, 1}, false},
  {end_cause::signal, {ending_kind::signalled, 9}, false}, {end_cause::signal, {ending_kind::signalled, 15}, true},
  {end_cause::exit, {ending_kind::exited, 0}, true},       {end_cause::fatal_code, {ending_kind::exited, 78}, false},
};

/// What has ended in the world, for comparing with the model's.
std::vector<std::pair<node_id, end_cause>> ends_of(const world& all) {
  std::vector<std::pair<node_id, end_cause>> found;
  for (const entry& each : all.history())
    if (const auto* end = std::get_if<told::end>(&each.what))
      found.emplace_back(end->life.who, end->cause);
  std::ranges::sort(found);
  return found;
}

class comparison {
public:
  explicit comparison(std::uint64_t seed)
    : dice_(seed),
      spec_(random_tree(
        dice_, {.with_jitter = false, .with_budgets = false, .with_milestones = false, .with_shared_limits = false})),
      real_(spec_), model_{std::vector<reference_model::item>(real_.present().nodes.size()), real_.present().nodes} {
    real_.usual = {.to_start = {}, .to_ready = {}, .to_end = {}};
    model_.all[root_node].state = child_state::blocked;
    real_.begin();
    model_.settle();
    compare("begin");
  }

  void run(int steps) {
    for (int i = 0; i < steps && !real_.is_over() && !testing::Test::HasFailure(); ++i)
      do_something();
  }

private:
  void do_something() {
    const duration pause = milliseconds(between(dice_, 0, 1) == 0 ? between(dice_, 1, 100) : between(dice_, 1, 60000)) +
                           duration{between(dice_, 1, 999999)};
    real_.run_for(pause);
    model_.pass_until(real_.now());
    compare("a while");
    const auto who = static_cast<node_id>(between(dice_, 1, static_cast<int>(model_.all.size()) - 1));
    const int what = between(dice_, 0, 9);
    if (what == 0) {
      real_.tell(happened::stop_asked{who});
      model_.stop(who, end_cause::stopped);
    } else if (what == 1) {
      real_.tell(happened::start_asked{who});
      model_.ask_start(who);
    } else if (what == 2 && model_.up(who)) {
      real_.tell(happened::restart_asked{who});
      model_.stop(who, end_cause::stopped);
      model_.all[who].state = child_state::blocked;
    } else if (model_.up(who) && model_.at[who].kind == node_kind::process) {
      const blow& how = blows[between(dice_, 0, 5)];
      real_.tell(happened::ended{
        {who, model_.all[who].life}, how.cause == end_cause::fatal_code ? end_cause::exit : how.cause, how.how});
      model_.crash(who, how.cause, how.how.code + (how.how.kind == ending_kind::signalled ? 128 : 0), how.is_success);
    }
    model_.settle();
    compare("step on " + model_.at[who].name);
  }

  void compare(const std::string& after) {
    real_.run_for(duration::zero());
    model_.pass_until(model_.now);
    for (node_id who = 0; who < model_.all.size(); ++who)
      compare(who, after);
    std::ranges::sort(model_.ends);
    EXPECT_EQ(ends_of(real_), model_.ends) << after;
    EXPECT_EQ(real_.is_over(), model_.exit_code >= 0);
    if (real_.is_over() && model_.exit_code >= 0) {
      EXPECT_EQ(real_.exit_code(), model_.exit_code);
    }
    model_.ends.clear();
    if (!real_.is_over())
      real_.forget_history();
  }

  void compare(node_id who, const std::string& after) {
    const node& real = real_.present().nodes[who];
    const reference_model::item& model = model_.all[who];
    const std::string where = real.name + " after " + after;
    EXPECT_EQ(name(real.state), name(model.state)) << where;
    EXPECT_EQ(real.incarnation, model.life) << where;
    EXPECT_EQ(real.is_probe, model.probe) << where;
    if (is_up(real.state)) {
      EXPECT_EQ(real.in_a_row, model.row) << where;
    }
  }

  std::mt19937_64 dice_;
  tree_spec spec_;
  world real_;
  reference_model model_;
};

/// Everything takes its time, and things go wrong in all phases.
class turmoil {
public:
  explicit turmoil(std::uint64_t seed)
    : dice_(seed), spec_(random_tree(dice_, {.nodes = 200})), real_(spec_, seed), checker_(real_.present()) {
    real_.usual = {.to_start = milliseconds(3), .to_ready = milliseconds(70), .to_end = milliseconds(30)};
    for (std::size_t i = 1; i < real_.present().nodes.size(); ++i)
      real_.habits_of(real_.present().nodes[i].name) = some_habits();
  }

  std::string run(int steps) {
    std::string text;
    real_.begin();
    for (int i = 0; i < steps && !real_.is_over(); ++i) {
      real_.run_for(milliseconds(between(dice_, 0, 3) == 0 ? between(dice_, 1, 40000) : between(dice_, 0, 100)));
      text += take_history();
      do_something();
      text += take_history();
    }
    real_.tell(happened::end_asked{0});
    real_.run_for(minutes(20));
    text += take_history();
    EXPECT_TRUE(real_.is_over()) << "every stop ends: the longest grace is 5 s a level";
    checker_.expect_all_down();
    return text;
  }

private:
  habits some_habits() {
    habits made{.to_start = milliseconds(between(dice_, 0, 5)),
                .to_ready = milliseconds(between(dice_, 0, 500)),
                .to_end = milliseconds(between(dice_, 0, 200))};
    made.gets_ready = between(dice_, 1, 20) != 1;
    made.heeds_drain = between(dice_, 1, 10) != 1;
    made.heeds_exit = between(dice_, 1, 10) != 1;
    made.heeds_signal = between(dice_, 1, 10) != 1;
    made.is_executable = between(dice_, 1, 30) != 1;
    return made;
  }

  void do_something() {
    const auto who = static_cast<node_id>(between(dice_, 1, static_cast<int>(real_.present().nodes.size()) - 1));
    const node& one = real_.present().nodes[who];
    switch (between(dice_, 0, 15)) {
    case 0: return real_.tell(happened::stop_asked{who});
    case 1: return ask(happened::start_asked{who}, who);
    case 2: return ask(happened::restart_asked{who}, who);
    case 3: return add_one(who);
    case 4: return remove_one();
    default: break;
    }
    if (!is_up(one.state) || one.kind != node_kind::process)
      return;
    const blow& how = blows[between(dice_, 0, 5)];
    real_.tell(happened::ended{life_in(real_.present(), who),
                               how.cause == end_cause::fatal_code ? end_cause::exit : how.cause, how.how});
  }

  void ask(const tree_event& what, node_id who) {
    if (!is_up(real_.present().nodes[who].state))
      checker_.forgive(who);
    real_.tell(what);
  }

  // Who has been asked already cannot wait for the end of one that comes to wait for it only now.
  [[nodiscard]] bool is_on_its_way_down(node_id who) {
    const node& one = real_.present().nodes[who];
    const bool itself = one.is_removed || one.state == child_state::draining || one.state == child_state::stopping;
    return itself || (one.parent != no_node && is_on_its_way_down(one.parent));
  }

  void add_one(node_id somewhere) {
    while (real_.present().nodes[somewhere].kind != node_kind::supervisor)
      somewhere = real_.present().nodes[somewhere].parent;
    if (real_.present().nodes[somewhere].is_removed)
      return;
    child made = some("added" + std::to_string(++added_));
    made.restart = between(dice_, 0, 1) == 0 ? temporary : permanent;
    made.durable = between(dice_, 0, 1) == 0;
    const auto other = static_cast<node_id>(between(dice_, 1, static_cast<int>(real_.present().nodes.size()) - 1));
    if (const node& known = real_.present().nodes[other]; !is_on_its_way_down(other) && between(dice_, 0, 1) == 0)
      made.after = {known.name};
    try {
      const node_id who = add(real_.present(), somewhere, made, 4);
      real_.tell(happened::start_asked{who});
    } catch (const invalid_argument&) { // it would wait for who waits for it
    }
  }

  void remove_one() {
    const std::vector<node>& all = real_.present().nodes;
    const auto found = std::ranges::find_if(all, [](const node& each) { return each.is_added && !each.is_removed; });
    if (found != all.end())
      real_.tell(happened::removal_asked{static_cast<node_id>(found - all.begin())});
  }

  std::string take_history() {
    for (const entry& each : real_.history())
      checker_.check(each);
    std::string text = real_.text();
    real_.forget_history();
    return text;
  }

  std::mt19937_64 dice_;
  tree_spec spec_;
  world real_;
  history_checker checker_;
  int added_ = 0;
};

} // namespace

TEST(random_tree, is_treated_as_the_reference_model_says) {
  for (std::uint64_t seed = 1; seed <= 400 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    comparison{seed}.run(60);
  }
}

TEST(random_tree, keeps_all_promises_whatever_happens_when) {
  for (std::uint64_t seed = 1; seed <= 400 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    turmoil{seed}.run(150);
  }
}

TEST(random_tree, has_the_same_history_byte_for_byte_for_the_same_seed) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const std::string first = turmoil{seed}.run(200), second = turmoil{seed}.run(200);
    EXPECT_EQ(first, second);
    EXPECT_NE(first, turmoil{seed + 100}.run(200));
  }
}

} // namespace troupe::rooms::supervision
