#include <dlfcn.h>

#include <thread>

#include <gmock/gmock.h>

#include "message/frames.hpp"
#include "message/same_name.hpp"
#include "message/shapes.hpp"

namespace {
struct twin_of_same_layout {
  int number;
};
struct twin_of_other_layout {
  std::string text;
};
} // namespace

struct defined_in_two_modules {
  int number;
  std::string weight;
};

namespace troupe::tests {
namespace {

using testing::HasSubstr;

std::vector<std::string> conflicts_about(std::string_view name) {
  std::vector<std::string> found;
  for (const std::string& one : type_conflicts())
    if (one.find("'" + std::string(name) + "'") != one.npos)
      found.push_back(one);
  return found;
}

TEST(Registry, knows_every_type_that_is_mentioned_by_id_and_by_type) {
  const type_entry& entry = type_entry_of<shapes::record>();
  EXPECT_EQ(find_type(entry.id), &entry);
  EXPECT_EQ(find_type(typeid(shapes::record)), &entry);
  EXPECT_EQ(entry.size, sizeof(shapes::record));
  EXPECT_EQ(*entry.type, typeid(shapes::record));
  EXPECT_THAT(entry.schema(), HasSubstr("struct Record"));
  const shapes::record value{1, 2.5, "x"};
  EXPECT_EQ(entry.text(&value), "record(id: 1, score: 2.5, name: \"x\")");
}

template <int>
struct never_called {};
[[maybe_unused]] void mentions_a_type_but_is_never_called() { type_entry_of<never_called<1>>(); }

TEST(Registry, has_a_type_before_the_code_that_mentions_it_runs) {
  EXPECT_NE(find_type(typeid(never_called<1>)), nullptr);
}

TEST(Registry, does_not_know_other_types) {
  struct stranger {};
  EXPECT_EQ(find_type(hash_of("no type has this name")), nullptr);
  EXPECT_EQ(find_type(typeid(stranger)), nullptr);
}

template <std::size_t... Is>
std::vector<const type_entry*> hundreds(std::index_sequence<Is...>) {
  return {&type_entry_of<std::array<char, Is + 1>>()...};
}

TEST(Registry, finds_each_of_hundreds_from_several_threads) {
  const auto all = hundreds(std::make_index_sequence<200>{});
  std::array<std::size_t, 4> found{};
  std::vector<std::jthread> threads;
  for (std::size_t& mine : found)
    threads.emplace_back([&] {
      for (int round = 0; round < 100; ++round)
        for (const type_entry* one : all)
          mine += find_type(one->id) == one && find_type(*one->type) == one ? 1 : 0;
    });
  threads.clear();
  EXPECT_THAT(found, testing::Each(200U * 100U));
}

TEST(Conflict, of_two_types_under_one_name_is_told_once_with_what_to_do) {
  mention_types_of_the_other_file();
  type_entry_of<twin_of_same_layout>();
  const auto found = conflicts_about("(anonymous)::twin_of_same_layout");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0], HasSubstr("two C++ types of the same layout"));
  EXPECT_THAT(found[0], HasSubstr("troupe::type_name<"));
}

TEST(Conflict, of_two_layouts_under_one_name_shows_both) {
  mention_types_of_the_other_file();
  type_entry_of<twin_of_other_layout>();
  const auto found = conflicts_about("(anonymous)::twin_of_other_layout");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0], HasSubstr("number @0 :Int32"));
  EXPECT_THAT(found[0], HasSubstr("text @0 :Text"));
}

TEST(Conflict, with_a_module_loaded_later_is_found_when_it_is_loaded) {
  type_entry_of<defined_in_two_modules>();
  ASSERT_TRUE(conflicts_about("defined_in_two_modules").empty());
  ASSERT_NE(::dlopen(CONFLICTING_MODULE, RTLD_NOW | RTLD_LOCAL), nullptr) << ::dlerror();
  const auto found = conflicts_about("defined_in_two_modules");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0],
              HasSubstr(std::to_string(sizeof(defined_in_two_modules)) + " and 16 bytes long, in two modules"));
}

TEST(Conflict, is_not_seen_where_there_is_none) {
  type_entry_of<shapes::record>();
  EXPECT_TRUE(conflicts_about("shapes::record").empty());
}

} // namespace
} // namespace troupe::tests
