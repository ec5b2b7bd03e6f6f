/// `run --detach`: the command comes back when the tree is ready, and the tree goes on.
#include <csignal>
#include <iterator>

#include "os/local_socket.hpp"
#include "os/pidfd.hpp"
#include "os/process_facts.hpp"
#include "support/wait_until.hpp"
#include "tree_run.hpp"

namespace troupe::tests {
namespace {

using namespace rooms;

class Detach : public TreeRun {
protected:
  Detach() { state_.emplace("XDG_STATE_HOME", folder_.path().string()); }
  ~Detach() override {
    if (held_) // a failed test leaves none behind
      held_->signal(SIGKILL);
  }

  void detach(const std::string& text, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = tree(text);
    words.insert(words.end(), {"--detach", "--json"});
    words.insert(words.end(), more.begin(), more.end());
    ask(words);
    if (code_ == 0)
      hold();
  }
  /// The process that runs the tree, by the lock of its control socket.
  void hold() {
    pid_ = os::lock_file::holder((folder_.path() / "troupe/tree.sock.lock").string());
    held_ = os::pidfd::find(pid_);
    EXPECT_TRUE(held_) << said_;
  }
  [[nodiscard]] std::string printed() const {
    std::ifstream in(folder_.path() / "troupe/tree.log");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] bool has_ended() const { return held_ && held_->wait_ended(os::deadline_after(patience)); }

  int pid_ = 0;
  std::optional<os::pidfd> held_;
  std::optional<scoped_variable> state_;
};

const std::string web = "[command.web]\nshell = \"echo web says so; exec sleep 1000\"\n";

TEST_F(Detach, the_command_is_back_when_the_tree_is_ready_and_stop_of_the_root_ends_it) {
  detach(web);
  ASSERT_EQ(code_, 0) << said_;
  at(R"("schema":"troupe.run/1")");
  at((folder_.path() / "troupe/tree.log").string());
  at("\"pid\":" + std::to_string(pid_));
  ask({"ps", "web", "-o", "name", "-f", "state=ready"});
  EXPECT_EQ(said_, "web\n");
  ask({"stop", "root", "-y"});
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_TRUE(has_ended());
  EXPECT_NE(printed().find("root             ready"), std::string::npos) << printed();
  EXPECT_NE(printed().find("web says so\n"), std::string::npos) << printed();
  EXPECT_NE(printed().find("over, exit code 0"), std::string::npos) << printed();
}

TEST_F(Detach, it_has_a_session_of_its_own_and_no_input) {
  detach("[command.web]\nshell = \"exec sleep 1000\"\n");
  ASSERT_EQ(code_, 0) << said_;
  EXPECT_EQ(os::process_group_of(pid_), pid_);
  const fs::path open = "/proc/" + std::to_string(pid_) + "/fd";
  EXPECT_EQ(fs::read_symlink(open / "0"), "/dev/null");
  EXPECT_EQ(fs::read_symlink(open / "1"), folder_.path() / "troupe/tree.log");
  EXPECT_EQ(fs::read_symlink(open / "2"), folder_.path() / "troupe/tree.log");
  held_->signal(SIGTERM);
  EXPECT_TRUE(has_ended());
}

TEST_F(Detach, a_full_disk_takes_what_it_prints_and_nothing_else) {
  detach(web, {"--output", "/dev/full"});
  ASSERT_EQ(code_, 0) << said_;
  ask({"restart", "web", "-y"});
  EXPECT_EQ(code_, 0) << said_;
  ask({"stop", "root", "-y"});
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_TRUE(has_ended());
}

TEST_F(Detach, an_output_that_cannot_be_opened_starts_nothing) {
  for (const fs::path& output : {folder_.path(), folder_.path() / "none" / "x.log", fs::path("/proc/none")}) {
    detach(web, {"--output", output.string()});
    EXPECT_EQ(code_, 71) << said_;
    at("for what the tree prints");
    at("cannot_create");
  }
}

TEST_F(Detach, a_person_is_told_where_it_prints_and_how_to_end_it) {
  std::vector<std::string> words = tree(web);
  words.insert(words.end(), {"--detach", "--output", (folder_.path() / "printed").string()});
  ask(words);
  EXPECT_EQ(code_, 0) << said_;
  at("tree is ready, process ");
  at("it prints to  " + (folder_.path() / "printed").string() + "\n");
  at("troupe --tree tree stop root\n");
  hold();
  ask({"stop", "root", "-y"});
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_EQ(fs::status(folder_.path() / "printed").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_TRUE(has_ended());
}

TEST_F(Detach, a_start_that_fails_is_told_with_what_it_has_printed_and_its_exit_code) {
  detach("[supervisor.root]\nchildren = [\"bad\"]\nlimit = { restarts = 0 }\n"
         "[command.bad]\nready = \"notify\"\nshell = \"echo there is no bread; exit 3\"\n");
  EXPECT_EQ(code_, 70) << said_;
  at("the tree has ended before it was ready");
  std::vector<std::string> words{"run", path(), "--detach"};
  ask(words);
  EXPECT_EQ(code_, 70) << said_;
  at("there is no bread\n");
  at("bad              exited with code 3");
  at("what it printed is in " + (folder_.path() / "troupe/tree.log").string());
}

TEST_F(Detach, what_is_wrong_before_anything_starts_is_told_as_ever) {
  detach("[command.bad]\nrunn = [\"x\"]\n");
  EXPECT_EQ(code_, 3);
  at("\"code\":\"E103\"");
  detach(web, {"--without", "wbe"});
  EXPECT_EQ(code_, 4) << said_;
  at("did you mean");
  detach(web, {"--output", (folder_.path() / "none/such").string()});
  EXPECT_EQ(code_, 71) << said_;
  at("No such file or directory");
  ask({"run", path(), "--output", "x"});
  EXPECT_EQ(code_, 2) << said_;
}

TEST_F(Detach, a_tree_that_runs_is_not_run_twice) {
  detach(web);
  ASSERT_EQ(code_, 0) << said_;
  const int pid = pid_;
  ask({"run", path(), "--detach"});
  EXPECT_EQ(code_, 75) << said_;
  at("process " + std::to_string(pid));
  ask({"run", path()});
  EXPECT_EQ(code_, 75) << said_;
  ask({"stop", "root", "-y"});
  EXPECT_TRUE(has_ended());
}

TEST_F(Detach, nothing_is_left_when_it_is_killed) {
  detach("[command.web]\nshell = \"sleep 1000 & setsid sleep 1000 & wait\"\n");
  ASSERT_EQ(code_, 0) << said_;
  std::vector<os::pidfd> all;
  for (const int each : os::descendants_of(pid_))
    if (auto one = os::pidfd::find(each))
      all.push_back(std::move(*one));
  EXPECT_GE(all.size(), 3U);
  held_->signal(SIGKILL);
  for (const os::pidfd& each : all)
    EXPECT_TRUE(each.wait_ended(os::deadline_after(patience)));
  EXPECT_TRUE(has_ended());
}

TEST_F(Detach, who_waits_no_longer_leaves_a_tree_that_goes_on) {
  const auto began = os::clock::now();
  detach("[command.slow]\nready = \"notify\"\nshell = \"exec sleep 1000\"\n", {"--timeout", "100ms"});
  EXPECT_EQ(code_, 8) << said_;
  at("the tree is not ready yet; it goes on");
  EXPECT_LT(os::clock::now() - began, patience) << "it holds the command's output";
  ASSERT_TRUE(wait_until([&] {
    ask({"ps", "slow"});
    return code_ == 0;
  }));
  at("starting");
  hold();
  ask({"stop", "root", "-y", "--kill"});
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_TRUE(has_ended());
}

TEST_F(Detach, killed_before_it_is_ready_is_told_to_who_waits) {
  std::vector<std::string> words = tree("[command.slow]\nready = \"notify\"\nshell = \"exec sleep 1000\"\n");
  words.insert(words.end(), {"--detach"});
  running_program command(TROUPE_COMMAND, words);
  ASSERT_TRUE(wait_until([&] {
    ask({"ps", "slow", "-f", "state=starting", "-o", "name"});
    return code_ == 0 && said_ == "slow\n";
  }));
  hold();
  held_->signal(SIGKILL);
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGKILL);
  EXPECT_NE(command.said().find("was killed by signal 9 (SIGKILL)"), std::string::npos) << command.said();
}

TEST_F(Detach, ctrl_c_before_it_is_ready_ends_it) {
  std::vector<std::string> words = tree("[command.slow]\nready = \"notify\"\nshell = \"exec sleep 1000\"\n");
  words.insert(words.end(), {"--detach"});
  running_program command(TROUPE_COMMAND, words);
  ASSERT_TRUE(wait_until([&] {
    ask({"ps", "slow", "-f", "state=starting", "-o", "name"});
    return code_ == 0 && said_ == "slow\n";
  }));
  command.press_ctrl_c();
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT);
  EXPECT_NE(command.said().find("the tree has ended before it was ready"), std::string::npos) << command.said();
}

} // namespace
} // namespace troupe::tests
