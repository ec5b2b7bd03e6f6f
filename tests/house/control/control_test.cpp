#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "answering_tree.hpp"
#include "support/child.hpp"
#include "support/scoped.hpp"
#include "troupe/error.hpp"

namespace troupe::tests {
namespace {

namespace fs = std::filesystem;
using namespace rooms;
using namespace rooms::house;
using namespace std::chrono_literals;

class Control : public ::testing::Test {
protected:
  [[nodiscard]] control_setting setting() const { return {.socket = folder_.path() / "t.sock"}; }
  temp_folder folder_;
};

TEST_F(Control, a_request_is_answered_with_its_exit_code) {
  const a_tree tree(setting());
  client one(setting().socket);
  one.ask("ps", R"(,"addresses":["a","b"],"options":{"x":1},"new_member":null)");
  EXPECT_EQ(one.line(), R"({"result":{"command":"ps","addresses":2},"exit":3})");
}

TEST_F(Control, a_connection_carries_one_request_after_the_other) {
  const a_tree tree(setting());
  client one(setting().socket), other(setting().socket);
  one.write(R"({"protocol":1,"command":"later"})"
            "\n"
            R"({"protocol":1,"command":"ps"})"
            "\n");
  while (tree.answered() == 0)
    std::this_thread::yield();
  EXPECT_EQ(tree.answered(), 1) << "the second waits for the first";
  other.ask("go");
  EXPECT_EQ(other.line(), R"({"result":{},"exit":0})");
  EXPECT_EQ(one.line(), R"({"result":{"late":true},"exit":0})");
  EXPECT_EQ(one.line(), R"({"result":{"command":"ps","addresses":0},"exit":3})");
}

TEST_F(Control, a_stream_is_events_and_a_last_word) {
  const a_tree tree(setting());
  client one(setting().socket);
  one.ask("stream");
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(one.line(), R"({"event":{"number":)" + std::to_string(i) + "}}");
  EXPECT_EQ(one.line(), R"({"result":{"events":3},"exit":0})");
}

TEST_F(Control, KP_23_garbage_is_an_error_and_the_end_of_its_connection_alone) {
  const a_tree tree(setting());
  client good(setting().socket);
  for (const std::string text :
       {"hello\n", "[1]\n", "{}\n", "{\"protocol\":2,\"command\":\"ps\"}\n", "\n", "{\"protocol\":1,\"command\":7}\n",
        "{\"protocol\":1,\"command\":\"ps\",\"addresses\":[1]}\n",
        "{\"protocol\":1,\"command\":\"ps\",\"options\":[]}\n"}) {
    client bad(setting().socket);
    bad.write(text);
    EXPECT_EQ(bad.line().substr(0, 28), R"({"error":{"code":"protocol",)") << text;
    EXPECT_EQ(bad.line(), "closed") << text;
  }
  client binary(setting().socket);
  binary.write(std::string("\0\xff\x01\n", 4));
  EXPECT_EQ(binary.line().substr(0, 28), R"({"error":{"code":"protocol",)");
  good.ask("ps");
  EXPECT_EQ(good.line().substr(0, 10), R"({"result":)");
}

TEST_F(Control, a_line_without_end_is_cut_off) {
  const a_tree tree(setting());
  client one(setting().socket);
  one.write(std::string((std::size_t{1} << 20) + 1, 'x'));
  EXPECT_EQ(one.line().substr(0, 28), R"({"error":{"code":"protocol",)");
  EXPECT_EQ(one.line(), "closed");
}

TEST_F(Control, a_client_that_leaves_in_the_middle_harms_nobody) {
  const a_tree tree(setting());
  for (int i = 0; i < 50; ++i) {
    client gone(setting().socket);
    gone.write(i % 2 == 0 ? R"({"protocol":1,"comm)"
                          : R"({"protocol":1,"command":"much"})"
                            "\n");
    gone.close();
  }
  client waiting(setting().socket);
  waiting.ask("later");
  waiting.close();
  client good(setting().socket);
  good.ask("go");
  EXPECT_EQ(good.line(), R"({"result":{},"exit":0})");
}

TEST_F(Control, what_a_client_asked_before_it_closed_its_side_is_answered) {
  const a_tree tree(setting());
  client one(setting().socket);
  one.ask("ps");
  EXPECT_EQ(one.line().substr(0, 10), R"({"result":)");
}

TEST_F(Control, a_thousand_clients_are_served_and_the_loop_goes_on) {
  const scoped_limit descriptors(RLIMIT_NOFILE, 4096);
  const a_tree tree(setting());
  std::vector<std::unique_ptr<client>> all;
  for (int i = 0; i < 200; ++i) // connected and silent
    all.push_back(std::make_unique<client>(setting().socket));
  for (int i = 0; i < 1000; ++i) {
    client one(setting().socket);
    one.ask("ps");
    ASSERT_EQ(one.line().substr(0, 10), R"({"result":)") << i;
  }
  EXPECT_LT(tree.longest_turn(), 2s) << "milliseconds where nobody else wants the processor";
}

TEST_F(Control, more_clients_than_there_is_room_for_wait_for_their_turn) {
  const a_tree tree(setting());
  std::vector<std::unique_ptr<client>> first;
  for (int i = 0; i < 256; ++i)
    first.push_back(std::make_unique<client>(setting().socket));
  client late(setting().socket);
  late.ask("ps");
  first.clear();
  EXPECT_EQ(late.line().substr(0, 10), R"({"result":)");
}

TEST_F(Control, KP_23_a_client_that_does_not_read_holds_up_nobody) {
  const a_tree tree(setting());
  client slow(setting().socket);
  for (int i = 0; i < 40; ++i) // 40 MiB of answers
    slow.ask("much");
  client good(setting().socket);
  for (int i = 0; i < 20; ++i) {
    good.ask("ps");
    ASSERT_EQ(good.line().substr(0, 10), R"({"result":)");
  }
}

TEST_F(Control, KP_23_the_socket_is_the_users_alone) {
  const a_tree tree(setting());
  struct stat facts{};
  ASSERT_EQ(::stat(setting().socket.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
}

TEST_F(Control, a_tree_that_is_read_only_shows_and_changes_nothing) {
  control_setting how = setting();
  how.read_only = true;
  const a_tree tree(how);
  client one(how.socket);
  one.ask("stop");
  EXPECT_EQ(one.line().substr(0, 32), R"({"error":{"code":"not_permitted")");
  one.ask("ps");
  EXPECT_EQ(one.line().substr(0, 10), R"({"result":)");
}

TEST_F(Control, two_never_have_the_same_socket) {
  const a_tree tree(setting());
  try {
    const control_server second(setting(), [](auto&&, auto) {});
    FAIL() << "it runs twice";
  } catch (const invalid_state& why) {
    EXPECT_NE(std::string(why.what()).find("process " + std::to_string(::getpid())), std::string::npos) << why.what();
  }
}

TEST_F(Control, what_a_killed_process_left_is_replaced) {
  {
    child killed([&] {
      const control_server server(setting(), [](auto&&, auto) {});
      std::raise(SIGKILL);
      return 0;
    });
    EXPECT_EQ(exit_code(killed.wait()), -SIGKILL);
  }
  ASSERT_TRUE(fs::exists(setting().socket)) << "the kill has left it, or this tests nothing";
  ASSERT_TRUE(fs::exists(setting().socket.string() + ".lock"));
  int why = 0;
  EXPECT_FALSE(os::connect_to(setting().socket.string(), os::time_point::min(), why));
  EXPECT_EQ(why, ECONNREFUSED);
  const a_tree tree(setting());
  client one(setting().socket);
  one.ask("ps");
  EXPECT_EQ(one.line().substr(0, 10), R"({"result":)");
}

TEST_F(Control, the_lock_is_held_as_long_as_a_process_has_inherited_it) {
  int gate[2];
  ASSERT_EQ(::pipe(gate), 0);
  const auto heir = [&] { // what the guard is to the root
    ::close(gate[1]);
    char byte;
    ::_exit(static_cast<int>(::read(gate[0], &byte, 1)));
  };
  child root([&] {
    const control_server server(setting(), [](auto&&, auto) {});
    if (::fork() == 0)
      heir();
    std::raise(SIGKILL);
    return 0;
  });
  EXPECT_EQ(exit_code(root.wait()), -SIGKILL);
  const std::string lock = setting().socket.string() + ".lock";
  EXPECT_TRUE(os::lock_file::is_held(lock));
  EXPECT_THROW(control_server(setting(), [](auto&&, auto) {}), invalid_state);
  ::close(gate[1]);
  ::close(gate[0]);
  EXPECT_TRUE(wait_until([&] { return !os::lock_file::is_held(lock); }));
  EXPECT_NO_THROW(control_server(setting(), [](auto&&, auto) {}));
}

TEST_F(Control, nothing_is_left_at_the_end) {
  {
    const a_tree tree(setting());
  }
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

} // namespace
} // namespace troupe::tests
