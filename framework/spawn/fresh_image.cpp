#include "spawn/fresh_image.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <initializer_list>
#include <spawn.h>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/fd.hpp"
#include "spawn/appearance.hpp"

namespace troupe::rooms::spawn {

namespace {

constexpr const char* own_image = "/proc/self/exe"; // good even when the file was replaced or removed

bool is_named(std::string_view entry, std::string_view variable) {
  return entry.starts_with(variable) && entry.substr(variable.size()).starts_with('=');
}

std::vector<std::string> environment_without(std::initializer_list<const char*> names) {
  std::vector<std::string> kept;
  for (char** one = environ; one != nullptr && *one != nullptr; ++one)
    if (std::ranges::none_of(names, [=](const char* name) { return is_named(*one, name); }))
      kept.emplace_back(*one);
  return kept;
}

std::string entry(const char* name, const std::string& value) { return std::string{name} + '=' + value; }

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& one : texts)
    all.push_back(one.data());
  all.push_back(nullptr);
  return all;
}

struct spawn_attributes {
  posix_spawnattr_t value;
  spawn_attributes() {
    ::posix_spawnattr_init(&value);
    sigset_t set;
    ::sigfillset(&set);
    ::posix_spawnattr_setsigdefault(&value, &set);
    ::posix_spawnattr_setsigmask(&value, &set); // the guard blocks everything for good: from the start
    ::posix_spawnattr_setpgroup(&value, 0);
    ::posix_spawnattr_setflags(&value, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  spawn_attributes(const spawn_attributes&) = delete;
  spawn_attributes& operator=(const spawn_attributes&) = delete;
  ~spawn_attributes() { ::posix_spawnattr_destroy(&value); }
};

// Duplicates above the standard descriptors, which the guard fills; a dup2 onto itself hands it over.
class handed_over {
public:
  handed_over() { ::posix_spawn_file_actions_init(&actions_); }
  handed_over(const handed_over&) = delete;
  handed_over& operator=(const handed_over&) = delete;
  ~handed_over() { ::posix_spawn_file_actions_destroy(&actions_); }

  int add(int descriptor) {
    os::fd copy{::fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)};
    if (!copy)
      os::throw_errno("handing a descriptor to the guard");
    ::posix_spawn_file_actions_adddup2(&actions_, copy.get(), copy.get());
    return copies_.emplace_back(std::move(copy)).get();
  }
  [[nodiscard]] const posix_spawn_file_actions_t* actions() const noexcept { return &actions_; }

private:
  posix_spawn_file_actions_t actions_;
  std::vector<os::fd> copies_;
};

} // namespace

int start_guard(guard_duty what, const std::string& run_mark) {
  handed_over files;
  what.socket = files.add(what.socket);
  what.root = files.add(what.root);
  std::ranges::transform(what.region, what.region.begin(), [&](int one) { return files.add(one); });
  auto environment = environment_without({duty_variable, run_variable, worker_variable});
  environment.insert(environment.end(),
                     {entry(duty_variable, text(what)), entry(run_variable, run_mark), worker_entry({})});
  std::vector<std::string> arguments{program_name(), roomy("troupe-guard")};
  const spawn_attributes attributes;
  int pid = 0;
  int failed = os::pass_fault_point("spawn.guard.start");
  if (failed == 0)
    failed = ::posix_spawn(&pid, own_image, files.actions(), &attributes.value, pointers_to(arguments).data(),
                           pointers_to(environment).data());
  if (failed != 0)
    os::throw_errno("starting the guard", failed);
  return pid;
}

int become_fresh_worker(const worker_duty& what, const std::string& role) {
  set_close_on_exec(what.plan, false);
  for (const int one : what.region)
    set_close_on_exec(one, false);
  auto environment = environment_without({duty_variable});
  environment.push_back(entry(duty_variable, text(what)));
  std::vector<std::string> arguments{program_name(), role};
  ::execve(own_image, pointers_to(arguments).data(), pointers_to(environment).data());
  return errno;
}

void set_close_on_exec(int descriptor, bool closes) noexcept { ::fcntl(descriptor, F_SETFD, closes ? FD_CLOEXEC : 0); }

} // namespace troupe::rooms::spawn
