/// Settings of this process that a test changes for a while.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <sys/resource.h>

#include "os/fault_point.hpp"

namespace troupe::tests {

/// An environment variable for children that exec; given back at the end.
class scoped_variable {
public:
  scoped_variable(std::string name, const std::string& value);
  scoped_variable(const scoped_variable&) = delete;
  scoped_variable& operator=(const scoped_variable&) = delete;
  ~scoped_variable();

private:
  std::string name_;
  std::optional<std::string> before_;
};

/// A lower soft limit, e.g. RLIMIT_NOFILE; given back at the end.
class scoped_limit {
public:
  scoped_limit(__rlimit_resource which, rlim_t most);
  scoped_limit(const scoped_limit&) = delete;
  scoped_limit& operator=(const scoped_limit&) = delete;
  ~scoped_limit();

private:
  __rlimit_resource which_;
  rlimit before_{};
};

/// A folder of the test's own below the temp directory, removed with all in it.
class temp_folder {
public:
  temp_folder();
  temp_folder(const temp_folder&) = delete;
  temp_folder& operator=(const temp_folder&) = delete;
  ~temp_folder();
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
  std::filesystem::path path_;
};

#ifdef TROUPE_FAULT_POINTS
/// A fault that is armed in this process (and in what it forks) until the end of the scope.
class scoped_fault {
public:
  scoped_fault(const char* name, rooms::os::fault_action action, unsigned nth = 1, int error_number = 0) {
    rooms::os::arm_fault(name, action, nth, error_number);
  }
  scoped_fault(const scoped_fault&) = delete;
  scoped_fault& operator=(const scoped_fault&) = delete;
  ~scoped_fault() { rooms::os::disarm_faults(); }
};
#endif

/// For a forked child with one thread: mounts a tmpfs of `bytes` on `folder`, seen by this process
/// alone, with namespaces where it is not root. False where the host allows neither.
[[nodiscard]] bool mount_small_tmpfs(const std::filesystem::path& folder, std::size_t bytes);

} // namespace troupe::tests
