/// What has happened, for who reads it fast, slowly, or not at all.
#include <mutex>

#include "answering_tree.hpp"
#include "house/control/tree_events.hpp"
#include "support/scoped.hpp"

namespace troupe::tests {
namespace {

using namespace rooms;
using namespace rooms::house;
using namespace std::chrono_literals;

using supervision::node;

/// Answers with the events that it is told of.
class eventful_tree {
public:
  explicit eventful_tree(const fs::path& socket)
    : server_({.socket = socket},
              [this](auto&& asked, auto reply) { events_.show(asked, reply, std::nullopt, json::object{}); }),
      thread_([this] { serve(); }) {}
  ~eventful_tree() {
    ends_ = true;
    thread_.join();
  }
  void remember(int count, const std::string& words) {
    node web;
    web.name = "web";
    const std::scoped_lock hold{guard_};
    for (int i = 0; i < count; ++i)
      events_.remember(1, web, "child.ready", words);
  }
  void end() {
    const std::scoped_lock hold{guard_};
    events_.end();
  }

private:
  void serve() {
    while (!ends_) {
      os::wait_readable(server_.descriptor(), os::deadline_after(1ms));
      const std::scoped_lock hold{guard_};
      server_.dispatch();
      events_.look();
    }
  }
  std::mutex guard_;
  tree_events events_;
  std::atomic<bool> ends_{false};
  control_server server_;
  std::thread thread_;
};

class Events : public ::testing::Test {
protected:
  static std::int64_t number_of(const std::string& line) {
    const auto read = message::parse_json(line);
    const json::value* const event = read ? read.value->as_object().if_contains("event") : nullptr;
    return event == nullptr ? -1 : event->as_object().at("seq").as_int64();
  }
  temp_folder folder_;
  fs::path socket_ = folder_.path() / "t.sock";
  eventful_tree tree_{socket_};
  client one_{socket_};
  const std::string long_words_ = std::string(900, 'x');
};

TEST_F(Events, all_of_them_come_in_order_though_they_are_more_than_is_kept_for_one) {
  tree_.remember(10'000, long_words_); // 10 MB
  one_.ask("events");
  for (int i = 1; i <= 10'000; ++i)
    ASSERT_EQ(number_of(one_.line()), i);
  EXPECT_EQ(one_.line(), R"({"result":{"last_seq":10000},"exit":0})");
}

TEST_F(Events, a_burst_is_read_by_who_follows_when_it_can) {
  one_.ask("events", R"(,"options":{"follow":true})");
  tree_.remember(1, "first");
  EXPECT_EQ(number_of(one_.line()), 1);
  tree_.remember(9'000, long_words_);
  for (int i = 2; i <= 9'001; ++i)
    ASSERT_EQ(number_of(one_.line()), i);
}

TEST_F(Events, who_follows_so_slowly_that_some_are_forgotten_is_told_which) {
  one_.ask("events", R"(,"options":{"follow":true})");
  tree_.remember(1, "first");
  EXPECT_EQ(number_of(one_.line()), 1);
  tree_.remember(30'000, long_words_);
  std::int64_t last = 1;
  std::string line;
  for (std::int64_t number = 0; number != -1; last = std::max(last, number))
    number = number_of(line = one_.line());
  const std::string lost = std::to_string(last + 1);
  EXPECT_NE(line.find("events " + lost + " to " + lost + " were forgotten before they were read"), line.npos) << line;
  one_.ask("events", R"(,"options":{"from":20002,"last":1})");
  EXPECT_EQ(number_of(one_.line()), 30'001);
}

TEST_F(Events, the_last_of_them_alone_are_told_where_that_is_asked) {
  tree_.remember(10, "x");
  one_.ask("events", R"(,"options":{"last":2})");
  EXPECT_EQ(number_of(one_.line()), 9);
  EXPECT_EQ(number_of(one_.line()), 10);
  EXPECT_EQ(one_.line(), R"({"result":{"last_seq":10},"exit":0})");
  one_.ask("events", R"(,"options":{"last":0})");
  EXPECT_EQ(one_.line(), R"({"result":{"last_seq":10},"exit":0})");
  one_.ask("events", R"(,"options":{"from":10,"last":1e300})");
  EXPECT_EQ(number_of(one_.line()), 10);
  EXPECT_EQ(one_.line(), R"({"result":{"last_seq":10},"exit":0})");
  one_.ask("events", R"(,"options":{"from":1e300})");
  EXPECT_EQ(one_.line(), R"({"result":{"last_seq":10},"exit":0})");
}

TEST_F(Events, who_follows_is_told_that_nothing_will_happen_any_more) {
  tree_.remember(1, "x");
  one_.ask("events", R"(,"options":{"follow":true})");
  EXPECT_EQ(number_of(one_.line()), 1);
  tree_.remember(1, "y");
  EXPECT_EQ(number_of(one_.line()), 2);
  tree_.end();
  EXPECT_EQ(one_.line(), R"({"result":{"last_seq":2},"exit":0})");
}

TEST_F(Events, words_without_end_are_cut) {
  tree_.remember(1, std::string(1'000'000, 'x'));
  one_.ask("events");
  EXPECT_LT(one_.line().size(), 2'000U);
}

} // namespace
} // namespace troupe::tests
