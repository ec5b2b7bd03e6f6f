#include "processes.hpp"

#include <csignal>
#include <fstream>
#include <gtest/gtest.h>

#include "os/process_facts.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {

stopped_process::stopped_process(const caf::actor& who) : process_(rooms::os::pidfd::open(process_of(who).pid())) {
  const int pid = process_of(who).pid();
  process_.signal(SIGSTOP);
  EXPECT_TRUE(wait_until([pid] { return rooms::os::process_state(pid) == 'T'; }));
}

stopped_process::~stopped_process() { process_.signal(SIGCONT); }

std::string thread_name_of(int pid) {
  std::ifstream comm{"/proc/" + std::to_string(pid) + "/comm"};
  std::string name;
  std::getline(comm, name);
  return name;
}

std::string next_down(troupe::self& self, const caf::actor& who) {
  std::string reason;
  bool told = false;
  self->receive_while([&] { return !told; })(
    [&](const caf::down_msg& down) {
      told = down.source == who.address();
      reason = text(down.reason);
    },
    caf::after(std::chrono::seconds(30)) >>
      [&] {
        ADD_FAILURE() << "no down message within 30 s";
        told = true;
      });
  return reason;
}

} // namespace troupe::tests
