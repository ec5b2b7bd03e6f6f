#include "harness/contestant.hpp"

#include <cerrno>
#include <csignal>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bench {
namespace {

constexpr int answer_limit_ms = 120'000;
constexpr int end_limit_ms = 5'000;

int start(const std::vector<std::string>& command, int channel) {
  std::vector<char*> arguments;
  for (const std::string& each : command)
    arguments.push_back(const_cast<char*>(each.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, channel, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, channel, STDOUT_FILENO);
  posix_spawnattr_t settings;
  posix_spawnattr_init(&settings);
  posix_spawnattr_setflags(&settings, POSIX_SPAWN_SETPGROUP); // a group of its own, which can be stopped as a whole
  pid_t pid = -1;
  const int failure = posix_spawnp(&pid, arguments[0], &actions, &settings, arguments.data(), environ);
  posix_spawnattr_destroy(&settings);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0)
    throw std::system_error(failure, std::generic_category(), "cannot start " + command[0]);
  return pid;
}

bool is_readable(int descriptor, int limit_ms) {
  pollfd wanted{descriptor, POLLIN, 0};
  return ::poll(&wanted, 1, limit_ms) > 0;
}

} // namespace

contestant::contestant(const std::vector<std::string>& command) : name_(command[0]) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::system_error(errno, std::generic_category(), "socketpair");
  channel_ = ends[0];
  pid_ = start(command, ends[1]);
  ::close(ends[1]);
}

contestant::~contestant() {
  ::killpg(pid_, SIGCONT);
  ::shutdown(channel_, SHUT_WR);
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (!is_readable(pidfd, end_limit_ms))
    ::syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0);
  ::waitpid(pid_, nullptr, 0);
  ::close(pidfd);
  ::close(channel_);
}

std::vector<double> contestant::measure(const std::string& question) {
  ::killpg(pid_, SIGCONT);
  const std::string line = question + '\n';
  if (::send(channel_, line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size()))
    throw std::runtime_error(name_ + " has ended");
  const std::string answer = read_line();
  ::killpg(pid_, SIGSTOP); // threads that look for work while nobody asks must not slow down who is asked next
  if (answer.starts_with("error: "))
    throw std::runtime_error(name_ + ": " + answer.substr(7));
  std::istringstream in(answer);
  std::vector<double> figures;
  for (double each = 0; in >> each;)
    figures.push_back(each);
  return figures;
}

std::string contestant::read_line() {
  for (;;) {
    if (const auto end = unread_.find('\n'); end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    if (!is_readable(channel_, answer_limit_ms))
      throw std::runtime_error(name_ + " did not answer within two minutes");
    char bytes[4096];
    const ssize_t count = ::recv(channel_, bytes, sizeof bytes, 0);
    if (count <= 0)
      throw std::runtime_error(name_ + " ended instead of answering");
    unread_.append(bytes, static_cast<std::size_t>(count));
  }
}

} // namespace bench
