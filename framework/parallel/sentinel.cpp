#include "parallel/sentinel.hpp"

#include <thread>

#include "mailbox/address.hpp"
#include "os/clock.hpp"
#include "os/event_fd.hpp"
#include "os/pidfd.hpp"
#include "os/process_facts.hpp"
#include "spawn/appearance.hpp"

namespace troupe::rooms::parallel {

namespace {

// A worker that is just becoming its fresh image has no environment for a moment; one whose own code has cleared it has
// none for ever, and is taken for itself as long as the table says that it lives.
constexpr auto doubt = std::chrono::milliseconds(100);

os::fd readable_at_once() {
  os::event_fd over;
  over.set();
  return over.release();
}

// The spawner may have reaped it, and its number may be another's by now. The environment of a process that was opened
// and has not ended since is its own.
bool is_it(const os::pidfd& process, const process_view& which) {
  if (which.number == mailbox::main_slot || which.pid == os::own_pid())
    return true;
  const auto found = spawn::worker_of(which.pid);
  return !process.has_ended() && found && *found == spawn::worker_key{which.number, which.incarnation};
}

} // namespace

os::fd open_sentinel(const process_view& which, const std::function<bool()>& is_alive) {
  const os::time_point sure = os::deadline_after(doubt);
  while (is_alive()) {
    if (auto process = os::pidfd::find(which.pid); process && (is_it(*process, which) || os::clock::now() > sure))
      return process->release();
    std::this_thread::yield();
  }
  return readable_at_once();
}

} // namespace troupe::rooms::parallel
