#include "os/failure.hpp"

#include <cerrno>
#include <cstring>

#include "troupe/error.hpp"

namespace troupe::rooms::os {

namespace {

std::string_view advice(int number) noexcept {
  switch (number) {
  case EMFILE: return "raise the limit of open files of this process (ulimit -n) or close some";
  case ENFILE: return "the host has no free file handle left: raise fs.file-max";
  case ENOSPC: return "the memory or the file system behind it is full: free some or give it more room";
  case ENOMEM: return "the host or its memory limit has nothing left: free some or raise the limit";
  case EAGAIN: return "the limit of processes is reached (ulimit -u, pids.max): try later or raise it";
  case ENOSYS: return "this kernel lacks the call: Linux 5.4 or newer is needed";
  case EPERM: return "this process is not allowed to: look at the sandbox or container it runs in";
  default: return {};
  }
}

} // namespace

std::string errno_text(int number) {
  const char* words = ::strerrordesc_np(number);
  const char* symbol = ::strerrorname_np(number);
  if (words == nullptr || symbol == nullptr)
    return "error " + std::to_string(number);
  return std::string{words} + " (" + symbol + ")";
}

void throw_errno(std::string_view doing, int number) {
  std::string text{doing};
  text += ": " + errno_text(number);
  if (const auto what_to_do = advice(number); !what_to_do.empty())
    text.append("; ").append(what_to_do);
  throw no_resource(text, number);
}

void throw_errno(std::string_view doing) { throw_errno(doing, errno); }

} // namespace troupe::rooms::os
