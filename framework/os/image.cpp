#include "os/image.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <spawn.h>
#include <string_view>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::os {

namespace {

constexpr const char* own_image = "/proc/self/exe";

bool is_named(std::string_view entry, std::string_view variable) {
  return entry.starts_with(variable) && entry.substr(variable.size()).starts_with('=');
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (auto& one : texts)
    all.push_back(one.data());
  all.push_back(nullptr);
  return all;
}

class attributes {
public:
  attributes() {
    ::posix_spawnattr_init(&value_);
    sigset_t all;
    ::sigfillset(&all);
    ::posix_spawnattr_setsigdefault(&value_, &all);
    ::posix_spawnattr_setsigmask(&value_, &all);
    ::posix_spawnattr_setpgroup(&value_, 0);
    ::posix_spawnattr_setflags(&value_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  attributes(const attributes&) = delete;
  attributes& operator=(const attributes&) = delete;
  ~attributes() { ::posix_spawnattr_destroy(&value_); }
  [[nodiscard]] const posix_spawnattr_t* get() const noexcept { return &value_; }

private:
  posix_spawnattr_t value_;
};

class file_actions {
public:
  explicit file_actions(std::span<const int> inherited) {
    ::posix_spawn_file_actions_init(&value_);
    for (const int one : inherited)
      ::posix_spawn_file_actions_adddup2(&value_, one, one); // onto itself: clears close-on-exec there
  }
  file_actions(const file_actions&) = delete;
  file_actions& operator=(const file_actions&) = delete;
  ~file_actions() { ::posix_spawn_file_actions_destroy(&value_); }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const noexcept { return &value_; }

private:
  posix_spawn_file_actions_t value_;
};

} // namespace

std::vector<std::string> environment_without(std::initializer_list<const char*> names) {
  std::vector<std::string> kept;
  for (char** one = environ; one != nullptr && *one != nullptr; ++one)
    if (std::ranges::none_of(names, [=](const char* name) { return is_named(*one, name); }))
      kept.emplace_back(*one);
  return kept;
}

std::string program_name() { return program_invocation_name; }

int start_own_image(image_start what, std::span<const int> inherited) {
  const attributes how;
  const file_actions files{inherited};
  int pid = 0;
  int failed = pass_fault_point("os.start_own_image");
  if (failed == 0)
    failed = ::posix_spawn(&pid, own_image, files.get(), how.get(), pointers_to(what.arguments).data(),
                           pointers_to(what.environment).data());
  if (failed != 0)
    throw_errno("starting this program anew", failed);
  return pid;
}

int become_own_image(image_start what) noexcept {
  ::execve(own_image, pointers_to(what.arguments).data(), pointers_to(what.environment).data());
  return errno;
}

} // namespace troupe::rooms::os
