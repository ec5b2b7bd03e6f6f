#include "troupe/ending.hpp"

#include <csignal>

#include "os/failure.hpp"
#include "os/signals.hpp"

namespace troupe {

namespace {

std::string signal_text(int number) {
  const std::string name = rooms::os::signal_name(number);
  return "signal " + std::to_string(number) + (name.empty() ? "" : " (" + name + ")");
}

} // namespace

std::string text(const ending& how) {
  switch (how.kind) {
  case ending_kind::running: return "is running";
  case ending_kind::exited: return "exited with code " + std::to_string(how.code);
  case ending_kind::signalled: return "killed by " + signal_text(how.code);
  case ending_kind::never_started:
    return "could not be started" + (how.code == 0 ? "" : ": " + rooms::os::errno_text(how.code));
  case ending_kind::spawner_gone: return "ended with its spawner, which died";
  case ending_kind::stopped: return "stopped in order";
  }
  return "ended in an unknown way"; // a value of a newer troupe
}

std::string text(const process_label& who, const ending& how) {
  std::string sentence = who.number == 0 ? "process" : "worker " + std::to_string(who.number);
  if (!who.name.empty())
    sentence += " '" + who.name + "'";
  if (who.pid != 0)
    sentence += " (pid " + std::to_string(who.pid) + ")";
  return sentence + ' ' + text(how);
}

int exit_code(const ending& how) noexcept {
  switch (how.kind) {
  case ending_kind::running: return 0;
  case ending_kind::exited:
  case ending_kind::stopped: return how.code;
  case ending_kind::signalled: return -how.code;
  case ending_kind::never_started: return 127; // a shell's code for a command that did not run
  case ending_kind::spawner_gone: return -SIGKILL;
  }
  return 1;
}

} // namespace troupe
