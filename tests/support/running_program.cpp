#include "support/running_program.hpp"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "os/poll.hpp"

namespace troupe::tests {

namespace {

int become(const std::string& path, const std::vector<std::string>& arguments, int output) {
  ::setpgid(0, 0);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  std::vector<char*> words{const_cast<char*>(path.c_str())};
  for (const std::string& each : arguments)
    words.push_back(const_cast<char*>(each.c_str()));
  words.push_back(nullptr);
  ::execv(path.c_str(), words.data());
  return 127;
}

// Gives the bytes that fill it.
std::size_t open_pipe(int (&ends)[2], output how) {
  if (::pipe2(ends, O_CLOEXEC) != 0 || how == output::flows)
    return 0;
  ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
  std::size_t filling = 0;
  const char piece[4096]{};
  for (ssize_t length = 0; (length = ::write(ends[1], piece, sizeof piece)) > 0;)
    filling += static_cast<std::size_t>(length);
  ::fcntl(ends[1], F_SETFL, 0);
  return filling;
}

} // namespace

running_program::running_program(const std::string& path, const std::vector<std::string>& arguments, output how)
  : filling_(open_pipe(pipe_, how)), process_{[&] { return become(path, arguments, pipe_[1]); }} {
  ::close(pipe_[1]);
}

running_program::~running_program() { ::close(pipe_[0]); }

bool running_program::read_some() {
  char piece[4096];
  if (!rooms::os::wait_readable(pipe_[0], rooms::os::deadline_after(patience)))
    return false;
  const ssize_t length = ::read(pipe_[0], piece, sizeof piece);
  if (length <= 0)
    return false;
  const std::size_t skipped = std::min(filling_, static_cast<std::size_t>(length));
  filling_ -= skipped;
  said_.append(piece + skipped, static_cast<std::size_t>(length) - skipped);
  return true;
}

void running_program::press_ctrl_c() const { ::kill(-pid(), SIGINT); }

void running_program::wait_for_line(const std::string& line) {
  while (said_.find(line + "\n") == std::string::npos)
    ASSERT_TRUE(read_some()) << "it never said '" << line << "', but: " << said_;
}

ending running_program::wait() {
  while (read_some()) {
  }
  return process_.wait();
}

} // namespace troupe::tests
