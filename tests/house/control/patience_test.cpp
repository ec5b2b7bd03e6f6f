/// Who asks too much at once, reads nothing, or says half of something: how much is kept for it, and how long.
#include <mutex>

#include "answering_tree.hpp"
#include "support/scoped.hpp"
#include "troupe/log.hpp"

namespace troupe::tests {
namespace {

using namespace rooms;
using namespace rooms::house;
using namespace std::chrono_literals;

/// What has been logged in this process. A sink is there for good.
class log_lines {
public:
  static log_lines& all() {
    static log_lines made;
    return made;
  }
  [[nodiscard]] std::size_t count(std::string_view part) {
    const std::scoped_lock hold{guard_};
    return static_cast<std::size_t>(
      std::ranges::count_if(lines_, [&](const std::string& one) { return one.find(part) != std::string::npos; }));
  }

private:
  log_lines() {
    add_log_sink([this](const log_line& one) {
      const std::scoped_lock hold{guard_};
      lines_.emplace_back(one.text);
    });
  }
  std::mutex guard_;
  std::vector<std::string> lines_;
};

class ControlPatience : public ::testing::Test {
protected:
  [[nodiscard]] control_setting setting() const {
    return {.socket = folder_.path() / "t.sock", .patience = {.moving = 300ms, .idle = 100s}};
  }
  void expect_closed(const a_tree& tree, std::string_view why) {
    const std::size_t before = log_lines::all().count(why);
    EXPECT_TRUE(wait_until([&] { return tree.clients() == 0; }));
    EXPECT_TRUE(wait_until([&] { return log_lines::all().count(why) == before + 1; })) << why;
  }
  temp_folder folder_;
  log_lines& logged_ = log_lines::all();
};

TEST_F(ControlPatience, a_client_that_asks_a_hundred_things_at_once_is_answered_a_hundred_times) {
  const a_tree tree(setting());
  client one(setting().socket);
  std::string all;
  for (int i = 0; i < 100; ++i)
    all += "{\"protocol\":1,\"command\":\"c" + std::to_string(i) + "\"}\n";
  one.write(all);
  for (int i = 0; i < 100; ++i)
    ASSERT_EQ(one.line(), "{\"result\":{\"command\":\"c" + std::to_string(i) + "\",\"addresses\":0},\"exit\":3}");
}

TEST_F(ControlPatience, a_client_that_never_reads_is_asked_no_more_and_closed_with_a_reason) {
  const a_tree tree(setting());
  const client slow(setting().socket);
  client good(setting().socket);
  const std::size_t before = logged_.count("it does not read what it has asked for");
  client never(setting().socket);
  for (int i = 0; i < 40; ++i) // 40 MiB of answers
    never.ask("much");
  EXPECT_TRUE(wait_until([&] { return tree.clients() == 2; }));
  EXPECT_LE(tree.answered(), 4) << "a mebibyte may wait, and what the kernel takes";
  EXPECT_TRUE(wait_until([&] { return logged_.count("it does not read what it has asked for") == before + 1; }));
  good.ask("ps");
  EXPECT_EQ(good.line().substr(0, 10), R"({"result":)");
}

TEST_F(ControlPatience, a_client_that_reads_slowly_gets_all_of_it) {
  control_setting how = setting();
  how.patience.moving = 20s;
  const a_tree tree(how);
  client slow(how.socket);
  for (int i = 0; i < 40; ++i)
    slow.ask("much");
  for (int i = 0; i < 40; ++i)
    ASSERT_EQ(slow.line().size(), (std::size_t{1} << 20) + 31) << i;
}

TEST_F(ControlPatience, an_answer_that_is_too_long_to_keep_is_an_error) {
  const a_tree tree(setting());
  client one(setting().socket);
  one.ask("too much");
  EXPECT_EQ(one.line(), R"({"error":{"code":"failed","message":"the answer has more than 32MiB",)"
                        R"("hint":"ask for less of it: name somebody"},"exit":1})");
  one.ask("ps");
  EXPECT_EQ(one.line().substr(0, 10), R"({"result":)");
}

TEST_F(ControlPatience, half_a_line_and_then_silence_is_closed_with_a_reason) {
  const a_tree tree(setting());
  client half(setting().socket);
  half.write(R"({"protocol":1,"comm)");
  expect_closed(tree, "it does not end the line that it has begun");
  EXPECT_EQ(half.line(), "closed");
}

TEST_F(ControlPatience, who_waits_for_an_answer_is_not_late) {
  const a_tree tree(setting());
  client waiting(setting().socket);
  waiting.ask("later");
  client half(setting().socket);
  half.write("{");
  EXPECT_EQ(half.line(), "closed");
  client other(setting().socket);
  other.ask("go");
  EXPECT_EQ(waiting.line(), R"({"result":{"late":true},"exit":0})");
}

TEST_F(ControlPatience, what_nests_without_end_is_an_error) {
  const a_tree tree(setting());
  for (const char* const open : {"[", "{\"a\":"}) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
      deep += open;
    client one(setting().socket);
    one.write(R"({"protocol":1,"command":"send","options":{"value":)" + deep + "\n");
    EXPECT_EQ(one.line().substr(0, 28), R"({"error":{"code":"protocol",)");
    EXPECT_EQ(one.line(), "closed");
  }
}

TEST_F(ControlPatience, a_message_may_nest_as_deep_as_any) {
  const a_tree tree(setting());
  client one(setting().socket);
  one.write(R"({"protocol":1,"command":"send","options":{"value":)" + std::string(64, '[') + std::string(64, ']') +
            "}}\n");
  EXPECT_EQ(one.line(), R"({"result":{"command":"send","addresses":0},"exit":3})");
}

} // namespace
} // namespace troupe::tests
