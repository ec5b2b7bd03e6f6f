/// What is wrong with a tree before any of it starts.
#include <gtest/gtest.h>

#include "supervision/tree/tree_check.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using rooms::supervision::check_tree;
using rooms::supervision::finding;

child program(std::string name) {
  child made{.name = std::move(name)};
  made.command = {"true"};
  return made;
}
child actor(std::string name) {
  child made{.name = std::move(name)};
  made.run.name = "counter";
  return made;
}

/// "E205 a after[0]" for each, in order.
std::string found_in(const tree_spec& tree) {
  std::string text;
  for (const finding& one : check_tree(tree)) {
    EXPECT_FALSE(one.text.empty());
    text += (text.empty() ? "" : "; ") + one.code + " " + one.child + (one.key.empty() ? "" : " ") + one.key;
  }
  return text;
}
std::string found_in(std::vector<child> children, supervisor_options options = {}) {
  tree_spec tree{"root", std::move(options), {}};
  for (child& one : children)
    tree.children.emplace_back(std::move(one));
  return found_in(tree);
}
template <class Change>
std::string found_with(child one, Change change) {
  change(one);
  return found_in({std::move(one)});
}

TEST(TreeCheck, nothing_is_found_where_nothing_is_wrong) {
  child pool = actor("pool");
  pool.count = child_count(4);
  child job = program("job");
  job.restart = transient;
  job.ready = readiness::exit;
  child web = program("web");
  web.after = {{"job", milestone::done}};
  web.uses = {{"work", "pool"}};
  EXPECT_EQ(found_in({pool, job, web}), "");
}

TEST(TreeCheck, names_are_there_and_unique_aliases_too) {
  EXPECT_EQ(found_in({program("")}), "E201 ");
  EXPECT_EQ(found_in({program("a"), program("a")}), "E107 a");
  child other = actor("b");
  other.alias = {"c", "a"};
  EXPECT_EQ(found_in({program("a"), other}), "E107 b alias[1]");
}

TEST(TreeCheck, who_is_waited_for_has_to_be_there) {
  child one = program("one");
  one.after = {"two", "thre"};
  one.uses = {{"x", "nobody"}};
  const std::vector<finding> found = check_tree({"root", {}, {one, program("two"), program("three")}});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].code + found[0].key, "E207after[1]");
  EXPECT_EQ(found[0].help, "did you mean \"three\"?");
  EXPECT_EQ(found[1].code + found[1].key, "E207uses.x");
}

TEST(TreeCheck, children_that_wait_for_each_other_are_shown_as_a_circle) {
  child a = program("a"), b = program("b"), c = program("c"), d = program("d");
  a.after = {"b"};
  b.uses = {{"next", "c"}};
  c.after = {"a"};
  d.after = {"d"};
  const std::vector<finding> found = check_tree({"root", {}, {a, b, c, d}});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].code + found[0].child + found[0].key, "E205aafter[0]");
  EXPECT_NE(found[0].text.find("a -> "), std::string::npos) << found[0].text;
  EXPECT_NE(found[0].text.find("b"), std::string::npos) << found[0].text;
  EXPECT_NE(found[0].text.find("c"), std::string::npos) << found[0].text;
  EXPECT_EQ(found[1].text, "\"d\" waits for itself");
}

TEST(TreeCheck, a_sequence_does_not_wait_for_what_it_starts_later) {
  child first = program("first"), second = program("second");
  first.after = {"second"};
  EXPECT_EQ(found_in({first, second}), "");
  EXPECT_EQ(found_in({first, second}, {.strategy = rest_for_one}), "E206 first after[0]");
  EXPECT_EQ(found_in({first, second}, {.start = start_order::sequence}), "E206 first after[0]");
  EXPECT_EQ(found_in({second, first}, {.strategy = one_for_all}), "");
}

TEST(TreeCheck, the_order_of_those_above_counts_too) {
  child web = program("web"), database = program("database");
  web.after = {"database"};
  const tree_spec front{"front", {}, {web}}, back{"back", {}, {database}};
  EXPECT_EQ(found_in({"root", {}, {front, back}}), "");
  EXPECT_EQ(found_in({"root", {.strategy = rest_for_one}, {front, back}}), "E206 web after[0]");
  EXPECT_EQ(found_in({"root", {.strategy = rest_for_one}, {back, front}}), "");
  child inner = program("inner");
  inner.after = {"group"};
  EXPECT_EQ(found_in({"root", {}, {tree_spec{"group", {}, {inner}}}}), "E206 inner after[0]");
}

TEST(TreeCheck, two_supervisors_do_not_stop_before_each_other) {
  child a1 = program("a1"), a2 = program("a2"), b1 = program("b1"), b2 = program("b2");
  a1.after = {"b1"};
  const tree_spec left{"left", {}, {a1, a2}};
  EXPECT_EQ(found_in({"root", {}, {left, tree_spec{"right", {}, {b1, b2}}}}), "");
  b2.after = {"a2"};
  const tree_spec root{"root", {}, {left, tree_spec{"right", {}, {b1, b2}}}};
  EXPECT_EQ(found_in(root), "E206 a1 after[0]");
  EXPECT_NE(check_tree(root)[0].text.find("left -> right -> left"), std::string::npos) << check_tree(root)[0].text;
}

TEST(TreeCheck, who_does_not_start_by_itself_is_not_waited_for) {
  child late = program("late"), web = program("web");
  late.autostart = false;
  late.after = {"web"};
  EXPECT_EQ(found_in({late, web}, {.start = start_order::graph, .strategy = rest_for_one}), "");
  EXPECT_EQ(found_in({web, late}, {.strategy = rest_for_one}), "");
  EXPECT_EQ(found_in({late, web}, {.strategy = rest_for_one}), "E206 late after[0]")
    << "once both run, which of them would be the last to stop?";
}

TEST(TreeCheck, significance_needs_an_end_and_somebody_who_asks) {
  child one = program("one");
  one.significant = true;
  EXPECT_EQ(found_in({one}), "E208 one significant; E208 one significant");
  one.restart = transient;
  EXPECT_EQ(found_in({one}), "E208 one significant");
  EXPECT_EQ(found_in({one}, {.auto_shutdown = auto_shutdown_rule::any}), "");
}

TEST(TreeCheck, nobody_waits_for_the_end_of_what_always_comes_back) {
  EXPECT_EQ(found_with(program("a"), [](child& it) { it.ready = readiness::exit; }), "E209 a ready");
  child b = program("b");
  b.after = {{"a", milestone::done}};
  EXPECT_EQ(found_in({program("a"), b}), "E209 b after[0]");
}

TEST(TreeCheck, values_do_not_contradict_each_other) {
  EXPECT_EQ(found_with(program("a"), [](child& it) { it.shell = "true"; }), "E105 a shell");
  EXPECT_EQ(found_with(program("a"), [](child& it) { it.run.name = "counter"; }), "E105 a run");
  EXPECT_EQ(found_with(actor("a"), [](child& it) { it.stop = {.drain = 20s, .grace = 10s}; }), "E105 a stop.drain");
  EXPECT_EQ(found_with(actor("a"), [](child& it) { it.stop.grace = 0s; }), "") << "it is killed at once";
  EXPECT_EQ(found_with(program("a"), [](child& it) { it.ready = readiness::handshake; }), "E105 a ready");
  EXPECT_EQ(found_with(actor("a"), [](child& it) { it.ready = readiness::notify; }), "E105 a ready");
  EXPECT_EQ(
    found_with(program("a"), [](child& it) { it.backoff = {.initial = 1min, .max = 1s, .factor = 0.5, .jitter = 2}; }),
    "E105 a backoff.initial; E105 a backoff.factor; E105 a backoff.jitter");
}

TEST(TreeCheck, numbers_of_pools_and_deliveries_can_be_meant) {
  const auto pool = [](auto change) {
    child made = actor("p");
    made.count = child_count(2);
    change(made);
    return found_in({made});
  };
  EXPECT_EQ(pool([](child& it) { it.min_ready = 3; }), "E210 p min_ready");
  EXPECT_EQ(pool([](child& it) { it.work.max_deliveries = 0; }), "E210 p work.max_deliveries");
  EXPECT_EQ(pool([](child& it) { it.work.in_flight = 0; }), "E105 p work.in_flight");
  EXPECT_EQ(pool([](child& it) { it.work.retry.initial = 1min; }), "E105 p work.retry.initial");
  EXPECT_EQ(found_with(actor("a"),
                       [](child& it) {
                         it.delivery = at_least_once;
                         it.max_deliveries = 0;
                       }),
            "E210 a max_deliveries");
  EXPECT_EQ(found_with(actor("a"),
                       [](child& it) {
                         it.delivery = at_least_once;
                         it.max_deliveries = 101;
                       }),
            "W208 a max_deliveries");
}

TEST(TreeCheck, limits_that_defeat_themselves_are_warned_of) {
  EXPECT_EQ(found_with(program("a"), [](child& it) { it.limit = restart_limit{3, 10s}; }), "W201 a limit.within");
  EXPECT_EQ(found_with(program("a"), [](child& it) { it.limit = restart_limit{0, 10s}; }), "");
  EXPECT_EQ(found_with(program("a"), [](child& it) { it.start_timeout = 2min; }), "W201 root limit.within");
  const auto held = [](child& it) { it.on_limit = limit_action::hold; };
  EXPECT_EQ(found_with(program("a"), held), "");
  EXPECT_EQ(found_with(program("a"),
                       [&](child& it) {
                         held(it);
                         it.restart = temporary;
                       }),
            "W201 a on_limit");
  EXPECT_EQ(found_with(program("a"),
                       [&](child& it) {
                         held(it);
                         it.limit = restart_limit{unlimited, 1min};
                       }),
            "W201 a on_limit");
}

TEST(TreeCheck, limits_that_multiply_beyond_the_budget_are_warned_of) {
  const tree_spec inner{"inner", {}, {program("a")}};
  const tree_spec middle{"middle", {}, {inner}};
  const std::vector<finding> found = check_tree({"root", {}, {middle}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].code + found[0].child, "W202root");
  EXPECT_NE(found[0].text.find("215 restarts"), std::string::npos) << found[0].text;
  EXPECT_EQ(found_in({"root", {.budget = restart_budget{215, 10min}}, {middle}}), "");
  EXPECT_EQ(found_in({"root", {.on_limit = limit_action::stop}, {middle}}), "") << "the root does not multiply";
}

TEST(TreeCheck, a_circle_of_thousands_is_found) {
  tree_spec wide{"root", {}, {}};
  for (int i = 0; i < 2'000; ++i) {
    child one = program("c" + std::to_string(i));
    one.after = {"c" + std::to_string((i + 1) % 2'000)};
    wide.children.emplace_back(std::move(one));
  }
  const std::vector<finding> found = check_tree(wide);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].code, "E205");
}

} // namespace
} // namespace troupe::tests
