/// `ready = "notify"`: programs that say themselves when they are ready.
#include <csignal>

#include <sys/stat.h>

#include "support/wait_until.hpp"
#include "tree_run.hpp"

namespace troupe::tests {
namespace {

class Notify : public TreeRun {
protected:
  /// In the tree's folder: `say` says its arguments to NOTIFY_SOCKET, as a process of its own that is gone at once; who
  /// reads `go` waits for the test.
  Notify() {
    std::ofstream(folder_.path() / "say") << "#!/usr/bin/env python3\n"
                                             "import os, socket, sys\n"
                                             "to = os.environ['NOTIFY_SOCKET']\n"
                                             "with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:\n"
                                             "  s.sendto('\\n'.join(sys.argv[1:]).encode(), '\\0' + to[1:])\n";
    fs::permissions(folder_.path() / "say", fs::perms::owner_all);
    EXPECT_EQ(::mkfifo((folder_.path() / "go").c_str(), 0600), 0);
  }
};

TEST_F(Notify, a_program_is_ready_when_it_says_so_and_what_waits_for_it_starts_then) {
  running_program command(TROUPE_COMMAND, tree(R"([command.slow]
shell = "read word < go; ./say STATUS=here READY=1; exec sleep 1000"
ready = "notify"
[command.next]
run = ["sleep", "1000"]
after = ["slow"]
)"));
  command.wait_for_line("slow             starting");
  ask({"ps", "-o", "name", "-f", "state=starting", "slow"});
  at("slow");
  ask({"ps", "-o", "name", "-f", "state=blocked"});
  at("next");
  std::ofstream(folder_.path() / "go") << "go\n";
  command.wait_for_line("root             ready");
  command.signal(SIGINT);
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT);
  said_ = command.said();
  EXPECT_LT(at("slow             ready"), at("next             starting"));
}

TEST_F(Notify, one_that_never_says_so_has_failed_when_its_time_is_over) {
  run(R"([supervisor.root]
children = ["mute"]
limit = { restarts = 0 }
[command.mute]
shell = "echo READY=1; exec sleep 1000"
ready = "notify"
start_timeout = "100ms"
)");
  EXPECT_EQ(code_, 70) << said_;
  at("not ready in time");
}

TEST_F(Notify, one_that_asks_for_more_time_gets_it) {
  running_program command(TROUPE_COMMAND, tree(R"([supervisor.root]
children = ["slow"]
limit = { restarts = 0 }
[command.slow]
shell = "./say EXTEND_TIMEOUT_USEC=60000000; touch asked; read word < go; ./say READY=1; exec sleep 1000"
ready = "notify"
start_timeout = "5s"
)"));
  ASSERT_TRUE(wait_until([&] { return fs::exists(folder_.path() / "asked"); }));
  ask({"wait", "slow", "--for", "ready", "--timeout", "6s"});
  EXPECT_EQ(code_, 8) << "it is neither ready nor given up: " << said_;
  std::ofstream(folder_.path() / "go") << "go\n";
  command.wait_for_line("root             ready");
  command.signal(SIGINT);
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT);
}

TEST_F(Notify, programs_that_are_ready_otherwise_see_no_socket_of_troupes_own_manager) {
  const scoped_variable outer{"NOTIFY_SOCKET", "@of-the-outer-manager"};
  run(R"([supervisor.root]
children = ["job"]
auto_shutdown = "any"
[command.job]
shell = "echo \"=$NOTIFY_SOCKET=\""
restart = "temporary"
significant = true
)");
  EXPECT_EQ(code_, 0) << said_;
  at("==\n");
}

} // namespace
} // namespace troupe::tests
