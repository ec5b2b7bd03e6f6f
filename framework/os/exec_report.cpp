#include "os/exec_report.hpp"

#include <cstring>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/poll.hpp"

namespace troupe::rooms::os {

namespace {

// One write of no more than PIPE_BUF bytes is whole.
struct told {
  int number;
  char text[1000];
};
static_assert(sizeof(told) <= PIPE_BUF);

} // namespace

exec_report::exec_report() {
  if (const int fault = pass_fault_point("os.pipe"))
    throw_errno("making a pipe for the start of a program", fault);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    throw_errno("making a pipe for the start of a program");
  parent_end_.reset(ends[0]);
  child_end_.reset(ends[1]);
}

std::optional<exec_failure> exec_report::wait(time_point deadline) {
  child_end_.reset();
  if (!wait_readable(parent_end_.get(), deadline))
    return std::nullopt;
  told what{};
  ssize_t length = 0;
  do
    length = ::read(parent_end_.get(), &what, sizeof what);
  while (length < 0 && errno == EINTR);
  if (length != sizeof what)
    return std::nullopt;
  return exec_failure{what.number, {what.text, ::strnlen(what.text, sizeof what.text)}};
}

void tell_exec_failure(int child_end, const exec_failure& what) noexcept {
  told out{what.number, {}};
  std::strncpy(out.text, what.text.c_str(), sizeof out.text - 1);
  static_cast<void>(!::write(child_end, &out, sizeof out)); // a parent that is gone needs no answer
}

} // namespace troupe::rooms::os
