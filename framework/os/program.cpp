#include "os/program.hpp"

#include <cerrno>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/signals.hpp"

namespace troupe::rooms::os {

namespace {

/// The first step that did not work.
struct stage {
  const char* doing;
  std::string what;
  int number;
};

[[noreturn]] void fail(const char* doing, const std::string& what) { throw stage{doing, what, errno}; }

void take_input(const program& what) {
  if (what.input_is_closed) {
    ::close(STDIN_FILENO);
    return;
  }
  const std::string path = what.input.empty() ? "/dev/null" : what.input;
  const fd from{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!from || ::dup2(from.get(), STDIN_FILENO) < 0)
    fail("opening the standard input", path);
}

gid_t group_named(const std::string& name) {
  errno = 0;
  const group* const found = ::getgrnam(name.c_str());
  if (found == nullptr)
    throw stage{"finding the group", name, errno == 0 ? ENOENT : errno};
  return found->gr_gid;
}

void join_groups(const program& what, gid_t own) {
  if (what.groups.empty()) {
    if (::initgroups(what.user.c_str(), own) != 0)
      fail("joining the groups of", what.user);
    return;
  }
  std::vector<gid_t> all;
  for (const std::string& each : what.groups)
    all.push_back(group_named(each));
  if (::setgroups(all.size(), all.data()) != 0)
    fail("joining the groups given for", what.user);
}

void become_user(const program& what) {
  if (what.user.empty())
    return;
  errno = 0;
  const passwd* const found = ::getpwnam(what.user.c_str());
  if (found == nullptr)
    throw stage{"finding the user", what.user, errno == 0 ? ENOENT : errno};
  const uid_t user = found->pw_uid;
  const gid_t own = found->pw_gid;
  join_groups(what, own);
  if (::setgid(own) != 0 || ::setuid(user) != 0)
    fail("becoming the user", what.user);
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const std::string& each : texts)
    all.push_back(const_cast<char*>(each.c_str()));
  all.push_back(nullptr);
  return all;
}

// execvpe looks in the PATH of the process, not in the one that the program will have.
void find_in_path_of(const std::vector<std::string>& environment) {
  for (const std::string& each : environment)
    if (each.starts_with("PATH="))
      ::setenv("PATH", each.c_str() + 5, 1);
}

void change(const program& what) {
  if (!what.folder.empty() && ::chdir(what.folder.c_str()) != 0)
    fail("entering the folder", what.folder);
  take_input(what);
  if (what.umask)
    ::umask(static_cast<mode_t>(*what.umask));
  become_user(what);
  reset_all_signals();
  find_in_path_of(what.environment);
  ::execvpe(what.command.front().c_str(), pointers_to(what.command).data(), pointers_to(what.environment).data());
  fail("executing", what.command.front());
}

} // namespace

exec_failure become_program(const program& what) {
  try {
    change(what);
  } catch (const stage& failed) {
    return {failed.number, std::string{failed.doing} + " '" + failed.what + "': " + errno_text(failed.number)};
  }
  return {};
}

std::vector<std::string> own_environment_lines() {
  std::vector<std::string> all;
  for (char** each = environ; *each != nullptr; ++each)
    all.emplace_back(*each);
  return all;
}

} // namespace troupe::rooms::os
