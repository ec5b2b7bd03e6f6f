#include "support/scoped.hpp"

#include <cstdlib>
#include <sched.h>
#include <sys/mount.h>

#include "os/failure.hpp"

namespace troupe::tests {

scoped_variable::scoped_variable(std::string name, const std::string& value) : name_(std::move(name)) {
  if (const char* old = std::getenv(name_.c_str()))
    before_ = old;
  ::setenv(name_.c_str(), value.c_str(), 1);
}

scoped_variable::~scoped_variable() {
  if (before_)
    ::setenv(name_.c_str(), before_->c_str(), 1);
  else
    ::unsetenv(name_.c_str());
}

scoped_limit::scoped_limit(__rlimit_resource which, rlim_t most) : which_(which) {
  ::getrlimit(which_, &before_);
  const rlimit lower{most, before_.rlim_max};
  if (::setrlimit(which_, &lower) != 0)
    rooms::os::throw_errno("lowering a limit of the test");
}

scoped_limit::~scoped_limit() { ::setrlimit(which_, &before_); }

temp_folder::temp_folder() {
  std::string pattern = std::filesystem::temp_directory_path() / "troupe-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr)
    rooms::os::throw_errno("making the folder " + pattern);
  path_ = pattern;
}

temp_folder::~temp_folder() {
  std::error_code ignored; // the leak check names what could not be removed
  std::filesystem::remove_all(path_, ignored);
}

bool mount_small_tmpfs(const std::filesystem::path& folder, std::size_t bytes) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return false;
  // Or the mount would show on the host, where mounts are shared by default.
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return false;
  const auto size = "size=" + std::to_string(bytes);
  return ::mount("troupe-test", folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, size.c_str()) == 0;
}

} // namespace troupe::tests
