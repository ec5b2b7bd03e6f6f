#include "spawn/children.hpp"

#include <csignal>
#include <fstream>

#include "os/child_ends.hpp"
#include "os/pidfd.hpp"
#include "os/process_facts.hpp"
#include "os/reap.hpp"
#include "spawn/appearance.hpp"

namespace troupe::rooms::spawn {

namespace {

constexpr auto look_again = std::chrono::milliseconds(5); // an orphan may have come that no list held

void kill_children() noexcept {
  try {
    for (const int pid : own_children())
      os::kill_child(pid);
  } catch (const std::exception&) { // no memory, no descriptor: what ends makes room, and the next round goes on
  }
}

} // namespace

std::vector<int> own_children() {
  const std::string self = std::to_string(os::own_pid());
  std::ifstream list{"/proc/" + self + "/task/" + self + "/children"}; // one read instead of a walk over /proc
  if (!list)
    return os::children_of(os::own_pid());
  std::vector<int> pids;
  for (int pid = 0; list >> pid;)
    pids.push_back(pid);
  return pids;
}

void end_all_children() noexcept {
  while (os::has_children()) {
    kill_children();
    while (os::reap_any_child()) {
    }
    if (os::has_children())
      os::wait_for_child_end(look_again);
  }
}

std::size_t kill_marked(const std::string& run_mark) noexcept {
  std::size_t found = 0;
  try {
    const std::string entry = std::string{run_variable} + '=' + run_mark;
    for (const int pid : os::processes_with_environment(entry)) {
      const auto process = os::pidfd::find(pid);
      if (process && os::has_environment(pid, entry)) // still the one that was found
        found += process->signal(SIGKILL) ? 1 : 0;
    }
  } catch (const std::exception&) { // as above
    ++found;
  }
  return found;
}

} // namespace troupe::rooms::spawn
