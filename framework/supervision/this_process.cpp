#include "supervision/this_process.hpp"

#include <ostream>

#include "os/process_facts.hpp"
#include "troupe/process_info.hpp"

namespace troupe {

namespace rooms::supervision {

namespace {
identity present;
}

void set_this_process(identity who) { present = std::move(who); }

const identity& this_process() noexcept { return present; }

std::string this_process_text() {
  const std::string name = present.name.empty() ? "" : " '" + present.name + "'";
  return "worker " + std::to_string(present.where.slot) + name + " (pid " + std::to_string(os::own_pid()) + ')';
}

} // namespace rooms::supervision

std::ostream& operator<<(std::ostream& out, const process_info& who) {
  return out << "process(" << who.name() << ", worker " << who.number() << ", pid " << who.pid() << ')';
}

unsigned cpu_count() noexcept { return rooms::os::usable_cpus(); }

} // namespace troupe
