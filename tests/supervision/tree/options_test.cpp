#include <gtest/gtest.h>

#include <csignal>
#include <set>

#include "supervision/tree/option_fields.hpp"
#include "supervision/tree/option_words.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::supervision {

namespace {

template <class S, class T>
std::size_t place_of(T S::* member) {
  const S one{};
  return static_cast<std::size_t>(reinterpret_cast<const std::byte*>(&(one.*member)) -
                                  reinterpret_cast<const std::byte*>(&one));
}

struct row {
  std::string key;
  std::size_t place = 0;
  std::size_t size = 0;
  std::size_t alignment = 0;
};

template <class S>
struct rows {
  std::vector<row> all;
  std::vector<file_key> file_only;
  template <class T>
  void operator()(const option_field<S, T>& field) {
    all.push_back({std::string{field.key}, place_of(field.member), sizeof(T), alignof(T)});
    EXPECT_FALSE(field.meaning.empty()) << field.key;
    EXPECT_NE(field.kinds & all_kinds, 0U) << field.key;
  }
  void operator()(const file_key& key) { file_only.push_back(key); }
};

template <class S>
rows<S> rows_of() {
  rows<S> found;
  for_each_option<S>(found);
  return found;
}

/// The members in the order of the struct, each following the one before it with nothing but padding between.
template <class S>
void expect_complete(std::size_t first, std::size_t end) {
  std::size_t at = first;
  for (const row& each : rows_of<S>().all) {
    EXPECT_GE(each.place, at) << each.key << " comes earlier in the struct than in the table";
    EXPECT_LT(each.place - at, each.alignment) << "a member before " << each.key << " is not in the table";
    at = each.place + each.size;
  }
  EXPECT_LT(end - at, 8U) << "a member after " << rows_of<S>().all.back().key << " is not in the table";
}

template <class E>
void expect_distinct_words() {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < option_words<E>.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(option_words<E>[i].value), i);
    EXPECT_TRUE(words.insert(option_words<E>[i].word).second);
  }
}

} // namespace

TEST(options, the_table_of_a_child_names_each_field_of_the_struct_in_its_order) {
  expect_complete<child>(place_of(&child::run), place_of(&child::extra));
}

TEST(options, the_table_of_a_supervisor_names_each_field_of_the_struct_in_its_order) {
  expect_complete<supervisor_options>(0, place_of(&supervisor_options::extra));
}

TEST(options, the_tables_of_inline_structs_name_each_field_in_its_order) {
  expect_complete<restart_limit>(0, sizeof(restart_limit));
  expect_complete<restart_budget>(0, sizeof(restart_budget));
  expect_complete<backoff_options>(0, sizeof(backoff_options));
  expect_complete<stop_options>(0, sizeof(stop_options));
  expect_complete<mailbox_options>(0, sizeof(mailbox_options));
  expect_complete<waiting_options>(0, sizeof(waiting_options));
  expect_complete<retry_options>(0, sizeof(retry_options));
  expect_complete<work_options>(0, sizeof(work_options));
}

TEST(options, every_choice_of_an_enum_has_a_word_of_its_own) {
  expect_distinct_words<restart_strategy>();
  expect_distinct_words<restart_kind>();
  expect_distinct_words<limit_action>();
  expect_distinct_words<limit_scope>();
  expect_distinct_words<start_order>();
  expect_distinct_words<auto_shutdown_rule>();
  expect_distinct_words<milestone>();
  expect_distinct_words<readiness>();
  expect_distinct_words<overflow_policy>();
  expect_distinct_words<down_policy>();
  expect_distinct_words<delivery_kind>();
  expect_distinct_words<dispatch_kind>();
}

TEST(options, a_signal_has_a_name_and_a_name_has_a_signal) {
  EXPECT_EQ(signal_number{"SIGUSR1"}.number(), SIGUSR1);
  EXPECT_EQ(text(signal_number{SIGTERM}), "SIGTERM");
  EXPECT_EQ(signal_number{text(signal_number{SIGRTMIN + 3})}.number(), SIGRTMIN + 3);
  EXPECT_THROW(signal_number{"USR1"}, invalid_argument);
}

TEST(options, an_end_code_is_an_exit_code_a_signal_or_the_stop_signal) {
  const code_list codes = {0, 3, "SIGUSR1", "stop"};
  EXPECT_TRUE(codes[1].is_exit_code(3));
  EXPECT_FALSE(codes[1].is_signal(3, SIGTERM));
  EXPECT_TRUE(codes[2].is_signal(SIGUSR1, SIGTERM));
  EXPECT_TRUE(codes[3].is_signal(SIGINT, SIGINT));
  EXPECT_FALSE(codes[3].is_signal(SIGTERM, SIGINT));
  EXPECT_EQ(text(codes[2]), "SIGUSR1");
  EXPECT_THROW(end_code{256}, invalid_argument);
  EXPECT_THROW(end_code{-1}, invalid_argument);
}

TEST(options, a_count_may_follow_the_cpus) {
  EXPECT_EQ(child_count{4}.on(16), 4U);
  EXPECT_EQ(child_count::cpus().on(16), 16U);
  EXPECT_EQ(child_count::cpus(1).on(16), 15U);
  EXPECT_EQ(child_count::cpus(4).on(2), 1U);
  EXPECT_EQ(child_count::percent(50).on(16), 8U);
  EXPECT_EQ(child_count::percent(50).on(1), 1U);
  EXPECT_EQ(text(child_count::cpus(1)), "cpus-1");
  EXPECT_EQ(text(child_count::percent(50)), "50%");
}

TEST(options, a_child_is_written_with_the_keys_of_the_file) {
  const child web{.name = "web",
                  .command = {"./web", "--port", "8080"},
                  .after = {"store", {"migrate", milestone::done}},
                  .uses = {{"counter", "counter"}},
                  .success = {0, 3, "SIGUSR1"},
                  .limit = {{.restarts = unlimited}},
                  .env_file = {"?secrets.env"},
                  .stdin = "file:words.txt"};
  EXPECT_EQ(web.after[0].until, milestone::ready);
  EXPECT_EQ(web.after[1].until, milestone::done);
  EXPECT_TRUE(web.limit->restarts.is_unlimited());
  EXPECT_TRUE(web.env_file[0].may_be_missing);
  EXPECT_EQ(web.env_file[0].path, "secrets.env");
  EXPECT_EQ(web.stdin.path, "words.txt");
  EXPECT_THROW(input_source{"somewhere"}, invalid_argument);
}

} // namespace troupe::rooms::supervision
