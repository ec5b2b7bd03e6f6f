#include "house/control/address.hpp"

#include <gtest/gtest.h>

namespace troupe::tests {
namespace {

using namespace rooms::house;

const std::vector<addressee>& everybody() {
  static const std::vector<addressee> all{
    {"root", {}, {}, {{"kind", "supervisor"}, {"state", "ready"}}},
    {"catalog", {}, {"root"}, {{"kind", "actor"}, {"state", "backoff"}}},
    {"pipeline", {}, {"root"}, {{"kind", "supervisor"}, {"state", "ready"}}},
    {"resize", 0, {"pipeline", "root"}, {{"kind", "pool"}, {"state", "ready"}}},
    {"resize", 1, {"pipeline", "root"}, {{"kind", "pool"}, {"state", "backoff"}}},
    {"rescue", {}, {"pipeline", "root"}, {{"kind", "command"}, {"state", "held"}}}};
  return all;
}

std::string chosen_by(std::vector<std::string> addresses, std::vector<std::string> filters = {}) {
  const chosen made = choose(everybody(), addresses, filters);
  std::string text = made.code.empty() ? "" : made.code + ": " + made.problem + " (" + made.help + ")";
  for (const std::size_t i : made.who)
    text += (text.empty() ? "" : " ") + address_text(everybody()[i]);
  return text;
}

TEST(Address, a_name_means_its_child_and_all_slots_of_a_pool) {
  EXPECT_EQ(chosen_by({"catalog"}), "catalog");
  EXPECT_EQ(chosen_by({"resize"}), "resize[0] resize[1]");
  EXPECT_EQ(chosen_by({"resize[*]"}), "resize[0] resize[1]");
  EXPECT_EQ(chosen_by({"resize[1]"}), "resize[1]");
}

TEST(Address, a_slash_means_all_below_and_a_pattern_all_that_match) {
  EXPECT_EQ(chosen_by({"pipeline/"}), "pipeline resize[0] resize[1] rescue");
  EXPECT_EQ(chosen_by({"res*"}), "resize[0] resize[1] rescue");
  EXPECT_EQ(chosen_by({"res*[0]"}), "resize[0]");
}

TEST(Address, several_are_together_each_once_in_the_order_of_the_tree) {
  EXPECT_EQ(chosen_by({"rescue", "resize[1]", "res*", "catalog"}), "catalog resize[0] resize[1] rescue");
  EXPECT_EQ(chosen_by({}), "root catalog pipeline resize[0] resize[1] rescue");
}

TEST(Address, filters_leave_who_passes_all_of_them) {
  EXPECT_EQ(chosen_by({}, {"state=backoff"}), "catalog resize[1]");
  EXPECT_EQ(chosen_by({"pipeline/"}, {"state!=ready", "kind=pool"}), "resize[1]");
  EXPECT_EQ(chosen_by({}, {"state=b*"}), "catalog resize[1]");
  EXPECT_EQ(chosen_by({"catalog"}, {"state=ready"}), "") << "it is there, and does not pass";
}

TEST(Address, who_is_not_there_is_named_with_the_nearest) {
  EXPECT_EQ(chosen_by({"catalogue"}),
            "unknown_address: there is no \"catalogue\" in this tree (did you mean \"catalog\"?)");
  EXPECT_EQ(chosen_by({"resize[7]"}).substr(0, 16), "unknown_address:");
  EXPECT_EQ(chosen_by({"catalog", "zzz"}),
            "unknown_address: there is no \"zzz\" in this tree (`troupe ps` lists everybody)");
}

TEST(Address, a_number_that_is_vacant_is_meant_by_nothing) {
  const std::vector<addressee> all{{"root", {}, {}, {{"state", "ready"}}}, {"", {}, {"root"}, {{"state", "stopped"}}}};
  for (const char* each : {"*", "root/"})
    EXPECT_EQ(choose(all, std::vector<std::string>{each}).who, std::vector<std::size_t>{0}) << each;
  EXPECT_EQ(choose(all, {}).who, std::vector<std::size_t>{0});
  EXPECT_EQ(choose(all, {}, std::vector<std::string>{"state=stopped"}).who, std::vector<std::size_t>{});
}

TEST(Address, what_is_no_address_or_filter_is_wrong_usage) {
  EXPECT_EQ(chosen_by({"resize[x]"}).substr(0, 6), "usage:");
  EXPECT_EQ(chosen_by({"resize]"}).substr(0, 6), "usage:");
  EXPECT_EQ(chosen_by({""}).substr(0, 6), "usage:");
  EXPECT_EQ(chosen_by({"/"}).substr(0, 6), "usage:");
  EXPECT_EQ(chosen_by({}, {"state"}).substr(0, 6), "usage:");
  EXPECT_EQ(chosen_by({}, {"=x"}).substr(0, 6), "usage:");
  EXPECT_EQ(chosen_by({}, {"stat=ready"}), "usage: nobody can be chosen by \"stat\" (did you mean \"state\"?)");
  EXPECT_EQ(chosen_by({}, {"colour!=red"}), "usage: nobody can be chosen by \"colour\" (the keys are kind, state)");
  EXPECT_EQ(chosen_by({}, {"!=x"}).substr(0, 6), "usage:");
}

} // namespace
} // namespace troupe::tests
