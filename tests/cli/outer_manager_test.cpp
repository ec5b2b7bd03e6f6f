/// `run --notify`: systemd, or whoever has started the tree, hears how far it is.
#include <array>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <optional>
#include <sys/socket.h>
#include <sys/un.h>

#include "os/fd.hpp"
#include "os/pidfd.hpp"
#include "os/poll.hpp"
#include "os/process_facts.hpp"
#include "support/wait_until.hpp"
#include "tree_run.hpp"

namespace troupe::tests {
namespace {

using namespace rooms;

/// The socket of a manager: hears what is sent to its address.
class manager {
public:
  /// As NOTIFY_SOCKET has it: a path, or "@name".
  explicit manager(const std::string& address) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, address.data(), address.size());
    if (address.starts_with('@'))
      name.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size());
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&name), length), 0) << std::strerror(errno);
    variable_.emplace("NOTIFY_SOCKET", address);
  }

  /// Listens until it has heard `line`.
  void wait_for(const std::string& line) {
    while (heard_.find('\n' + line) == std::string::npos) {
      ASSERT_TRUE(os::wait_readable(socket_.get(), os::deadline_after(patience)))
        << "nobody says '" << line << "', but:" << heard_;
      std::array<char, 4096> letters;
      const ssize_t count = ::recv(socket_.get(), letters.data(), letters.size(), 0);
      ASSERT_GT(count, 0);
      heard_.append(letters.data(), static_cast<std::size_t>(count));
    }
  }
  /// All so far, each line behind a newline.
  [[nodiscard]] const std::string& heard() const noexcept { return heard_; }
  [[nodiscard]] bool has_heard(const std::string& line) const { return heard_.find('\n' + line) != std::string::npos; }

private:
  os::fd socket_;
  std::string heard_ = "\n";
  std::optional<scoped_variable> variable_;
};

class OuterManager : public TreeRun {
protected:
  std::vector<std::string> notifying(const std::string& text) {
    std::vector<std::string> words = tree(text);
    words.emplace_back("--notify");
    return words;
  }
  /// From the start to the end of a tree with that manager.
  void hear_all(const std::string& address) {
    manager outer{address};
    running_program command(TROUPE_COMMAND,
                            notifying("[command.web]\nrun = [\"sleep\", \"1000\"]\n[command.later]\nrun = [\"true\"]\n"
                                      "autostart = false\n"));
    outer.wait_for("READY=1\n");
    outer.wait_for("MAINPID=" + std::to_string(command.pid()) + "\n");
    outer.wait_for("STATUS=1 of 1 child ready\n");
    EXPECT_FALSE(outer.has_heard("STOPPING=1")) << outer.heard();
    command.signal(SIGTERM);
    outer.wait_for("STOPPING=1\n");
    outer.wait_for("STATUS=stopping, 0 children still up\n");
    EXPECT_EQ(exit_code(command.wait()), 128 + SIGTERM);
  }
};

TEST_F(OuterManager, hears_when_the_tree_is_ready_and_when_it_stops) { hear_all((folder_.path() / "notify").string()); }

TEST_F(OuterManager, may_have_a_socket_that_is_in_no_file_system) {
  hear_all("@troupe-test-" + std::to_string(os::own_pid()));
}

TEST_F(OuterManager, hears_who_is_not_ready_and_what_has_failed) {
  manager outer{(folder_.path() / "notify").string()};
  running_program command(TROUPE_COMMAND, notifying(R"([command.bad]
shell = "exit 1"
restart = "temporary"
[command.slow]
shell = "exec sleep 1000"
ready = "notify"
)"));
  outer.wait_for("STATUS=0 of 2 children ready; bad is failed, slow is starting\n");
  EXPECT_FALSE(outer.has_heard("READY=1")) << outer.heard();
  command.signal(SIGINT);
  outer.wait_for("STOPPING=1\n");
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT);
}

TEST_F(OuterManager, hears_the_pid_of_the_process_that_goes_on) {
  manager outer{(folder_.path() / "notify").string()};
  std::vector<std::string> words = notifying("[command.web]\nrun = [\"sleep\", \"1000\"]\n");
  words.insert(words.end(), {"--detach", "--output", (folder_.path() / "printed").string(), "--json"});
  ask(words);
  EXPECT_EQ(code_, 0) << said_;
  outer.wait_for("MAINPID=");
  const std::string pid = outer.heard().substr(outer.heard().find("MAINPID=") + 8);
  at("\"pid\":" + pid.substr(0, pid.find('\n')));
  const auto tree = os::pidfd::find(std::stoi(pid));
  ASSERT_TRUE(tree);
  ask({"stop", "root", "-y"});
  EXPECT_EQ(code_, 0) << said_;
  outer.wait_for("STOPPING=1\n");
  EXPECT_TRUE(tree->wait_ended(os::deadline_after(patience)));
}

TEST_F(OuterManager, without_one_the_tree_runs_all_the_same) {
  const std::string job = "[supervisor.root]\nchildren = [\"job\"]\nauto_shutdown = \"any\"\n"
                          "[command.job]\nrun = [\"true\"]\nrestart = \"temporary\"\nsignificant = true\n";
  const auto run_notifying = [&] {
    running_program command(TROUPE_COMMAND, notifying(job));
    code_ = exit_code(command.wait());
    said_ = command.said();
  };
  run_notifying();
  EXPECT_EQ(code_, 0) << said_;
  const scoped_variable gone{"NOTIFY_SOCKET", (folder_.path() / "nobody").string()};
  run_notifying();
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_EQ(count("NOTIFY_SOCKET is not told how far the tree is: No such file or directory"), 1U) << said_;
  const scoped_variable wrong{"NOTIFY_SOCKET", "nobody"};
  run_notifying();
  EXPECT_EQ(code_, 71) << said_;
  at("NOTIFY_SOCKET=nobody is no address of a socket");
}

} // namespace
} // namespace troupe::tests
