#include "supervision/this_process.hpp"

#include <ostream>

#include "mailbox/address.hpp"
#include "os/process_facts.hpp"
#include "troupe/process_info.hpp"

namespace troupe {

namespace {
struct {
  std::uint32_t number = rooms::mailbox::main_slot;
  std::string name = "main";
} present;
} // namespace

namespace rooms::supervision {

void set_this_process(std::string name, std::uint32_t number) {
  present.number = number;
  present.name = std::move(name);
}

std::string this_process_text() {
  const std::string name = present.name.empty() ? "" : " '" + present.name + "'";
  return "worker " + std::to_string(present.number) + name + " (pid " + std::to_string(os::own_pid()) + ')';
}

} // namespace rooms::supervision

process_info current_process() { return {present.name, present.number, rooms::os::own_pid()}; }

std::ostream& operator<<(std::ostream& out, const process_info& who) {
  return out << "process(" << who.name() << ", worker " << who.number() << ", pid " << who.pid() << ')';
}

unsigned cpu_count() noexcept { return rooms::os::usable_cpus(); }

} // namespace troupe
