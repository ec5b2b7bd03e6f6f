#include "entries.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace troupe::tests::entries {

namespace {

int pipe_at_exit = -1;

[[noreturn]] void wait_for_ever() {
  for (;;)
    ::pause();
}

std::string content(const char* path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string field(const std::string& status, const std::string& name) {
  const auto at = status.find('\n' + name + ":\t");
  const auto begin = at + name.size() + 3;
  return status.substr(begin, status.find('\n', begin) - begin);
}

std::string open_files() {
  std::string all;
  for (const auto& one : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    std::error_code gone;
    const auto target = std::filesystem::read_symlink(one, gone);
    if (!gone && !target.string().starts_with("/proc/"))
      all += one.path().filename().string() + ' ';
  }
  return all;
}

const char* or_none(const char* text) { return text == nullptr ? "none" : text; }

std::string after_sum(const birth& self) {
  return std::to_string(self.arguments.size()) + ' ' +
         std::to_string(std::accumulate(self.arguments.begin(), self.arguments.end(), std::uint64_t{0}));
}

// Gives the pid of a process that is no child of the caller, in a session of its own.
int start_daemon(const birth& self, void (*body)(const birth&)) {
  int ends[2];
  if (::pipe(ends) != 0)
    throw std::runtime_error("no pipe");
  const int middle = ::fork();
  if (middle == 0) {
    ::setsid();
    const int daemon = ::fork();
    if (daemon == 0)
      body(self);
    [[maybe_unused]] const auto written = ::write(ends[1], &daemon, sizeof daemon);
    ::_exit(0);
  }
  int daemon = 0;
  [[maybe_unused]] const auto got = ::read(ends[0], &daemon, sizeof daemon);
  ::waitpid(middle, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);
  return daemon;
}

void be_daemon(const birth&) {
  if (::fork() >= 0)
    wait_for_ever();
}

void be_program(const birth&) {
  ::execl("/bin/sleep", "sleep", "1000", nullptr);
  ::_exit(1);
}

std::string make_family(const birth& self) {
  const int child = ::fork();
  if (child == 0)
    wait_for_ever();
  return std::to_string(child) + ' ' + std::to_string(start_daemon(self, be_daemon));
}

} // namespace

void say(const birth& self, const std::string& line) {
  const auto text = line + '\n';
  [[maybe_unused]] const auto written = ::write(self.region[0], text.data(), text.size());
}

void nothing(birth&) {}

void wait_for_end(birth& self) {
  say(self, "here");
  wait_for_ever();
}

void silent(birth&) { wait_for_ever(); }

void tell_facts(birth& self) {
  const auto status = content("/proc/self/status");
  int parent_death_signal = 0;
  ::prctl(PR_GET_PDEATHSIG, &parent_death_signal);
  say(self, "number=" + std::to_string(self.number) + '.' + std::to_string(self.incarnation));
  say(self, "name=" + self.name);
  say(self, "comm=" + field('\n' + status, "Name"));
  say(self, "files=" + open_files());
  say(self, "stdin=" + std::filesystem::read_symlink("/proc/self/fd/0").string());
  say(self, "directory=" + std::filesystem::current_path().string());
  say(self, "group=" + std::string{::getpgrp() == ::getpid() ? "own" : "inherited"});
  say(self, "pdeathsig=" + std::to_string(parent_death_signal));
  say(self, "ignored=" + field(status, "SigIgn"));
  say(self, "blocked=" + field(status, "SigBlk"));
  say(self, "caught=" + field(status, "SigCgt"));
  say(self, "threads=" + field(status, "Threads"));
  say(self, "oom=" + std::to_string(std::stoi(content("/proc/self/oom_score_adj"))));
  say(self, "serve=" + std::string{or_none(std::getenv("TROUPE_SERVE"))});
  say(self, "run=" + std::string{or_none(std::getenv("TROUPE_RUN"))});
  say(self, "worker=" + std::string{or_none(std::getenv("TROUPE_WORKER"))});
  say(self, "custom=" + std::string{or_none(std::getenv("TROUPE_SPAWN_TEST"))});
  say(self,
      "command=" + std::string{content("/proc/self/cmdline").find("tester") == std::string::npos ? "other" : "tester"});
  say(self, "root=" + std::to_string(self.parent_pid));
  say(self, "end");
}

void add_up(birth& self) { say(self, after_sum(self)); }

void exit_with(birth& self) {
  pipe_at_exit = self.region[0];
  std::atexit([] { [[maybe_unused]] const auto written = ::write(pipe_at_exit, "atexit\n", 7); });
  std::exit(static_cast<int>(self.arguments.at(0)));
}

void leave_at_once(birth& self) { ::_exit(static_cast<int>(self.arguments.at(0))); }

void kill_itself(birth& self) {
  ::raise(static_cast<int>(self.arguments.at(0)));
  wait_for_ever();
}

void throw_runtime_error(birth&) { throw std::runtime_error("the disk\nis on fire"); }

void throw_number(birth&) { throw 42; }

void with_family(birth& self) {
  say(self, make_family(self));
  wait_for_ever();
}

void leave_family(birth& self) { say(self, make_family(self)); }

void with_exec_helper(birth& self) {
  say(self, std::to_string(start_daemon(self, be_program)));
  wait_for_ever();
}

} // namespace troupe::tests::entries
