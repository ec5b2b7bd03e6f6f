#include "support/leak_check.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>

#include "os/pidfd.hpp"
#include "os/process_facts.hpp"
#include "os/reap.hpp"
#include "support/run.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {

namespace {

namespace fs = std::filesystem;
namespace os = rooms::os;

std::set<int> own_processes() {
  std::set<int> found;
  for (const int pid : os::processes_with_environment(program_mark()))
    found.insert(pid);
  for (const int pid : os::children_of(os::own_pid()))
    found.insert(pid);
  found.erase(os::own_pid());
  return found;
}

std::map<int, std::string> open_descriptors() {
  std::map<int, std::string> found;
  std::error_code gone; // the listing's own descriptor is listed, and gone when it is looked at
  for (const auto& entry : fs::directory_iterator{"/proc/self/fd"})
    if (const auto what = fs::read_symlink(entry.path(), gone);
        !gone && what != "/proc/" + std::to_string(os::own_pid()) + "/fd")
      found.emplace(std::stoi(entry.path().filename()), what.string());
  return found;
}

void add_files(std::set<std::string>& into, const fs::path& folder, std::string_view with) {
  std::error_code none; // no such folder, nothing left in it
  for (fs::directory_iterator entry{folder, none}, end; !none && entry != end; entry.increment(none))
    if (entry->path().filename().string().find(with) != std::string::npos)
      into.insert(entry->path());
}

std::string sentence_about(int pid) {
  return "process " + std::to_string(pid) + " (state " + os::process_state(pid) + ") is left";
}

void remove_process(int pid) {
  if (const auto process = os::pidfd::find(pid)) {
    process->signal(SIGKILL);
    process->wait_ended(os::deadline_after(patience));
    static_cast<void>(process->reap());
  }
}

class leak_listener final : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo&) override { before_ = take_stock(); }

  void OnTestEnd(const testing::TestInfo&) override {
    const auto leaks = lasting_leaks_since(before_);
    for (const auto& leak : leaks)
      ADD_FAILURE() << leak;
    for (const int pid : leaks.empty() ? std::set<int>{} : own_processes())
      if (!before_.processes.contains(pid))
        remove_process(pid);
  }

  belongings before_;
};

} // namespace

belongings take_stock() {
  belongings now{own_processes(), open_descriptors(), {}};
  add_files(now.files, "/dev/shm", "troupe");
  add_files(now.files, fs::temp_directory_path(), "");
  return now;
}

std::vector<std::string> leaks_since(const belongings& before, const belongings& now) {
  std::vector<std::string> leaks;
  for (const int pid : now.processes)
    if (!before.processes.contains(pid))
      leaks.push_back(sentence_about(pid));
  for (const auto& [number, what] : now.descriptors)
    if (!before.descriptors.contains(number))
      leaks.push_back("descriptor " + std::to_string(number) + " (" + what + ") is left open");
  for (const auto& file : now.files)
    if (!before.files.contains(file))
      leaks.push_back("file " + file + " is left");
  return leaks;
}

std::vector<std::string> lasting_leaks_since(const belongings& before) {
  std::vector<std::string> leaks;
  // What was killed a moment ago may still be on its way out.
  static_cast<void>(wait_until(
    [&] {
      leaks = leaks_since(before, take_stock());
      return leaks.empty();
    },
    std::chrono::seconds(3)));
  return leaks;
}

void install_leak_check() { testing::UnitTest::GetInstance()->listeners().Append(new leak_listener); }

} // namespace troupe::tests
