#include "support/running_program.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "os/poll.hpp"

namespace troupe::tests {

namespace {

int become(const std::string& path, const std::vector<std::string>& arguments, int output) {
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  std::vector<char*> words{const_cast<char*>(path.c_str())};
  for (const std::string& each : arguments)
    words.push_back(const_cast<char*>(each.c_str()));
  words.push_back(nullptr);
  ::execv(path.c_str(), words.data());
  return 127;
}

int open_pipe(int (&ends)[2]) { return ::pipe2(ends, O_CLOEXEC); }

} // namespace

running_program::running_program(const std::string& path, const std::vector<std::string>& arguments)
  : process_{(open_pipe(pipe_), [&] { return become(path, arguments, pipe_[1]); })} {
  ::close(pipe_[1]);
}

running_program::~running_program() { ::close(pipe_[0]); }

bool running_program::read_some() {
  char piece[4096];
  if (!rooms::os::wait_readable(pipe_[0], rooms::os::deadline_after(patience)))
    return false;
  const ssize_t length = ::read(pipe_[0], piece, sizeof piece);
  if (length > 0)
    said_.append(piece, static_cast<std::size_t>(length));
  return length > 0;
}

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
