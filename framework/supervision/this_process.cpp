#include "supervision/this_process.hpp"

#include <ostream>

#include "mailbox/address.hpp"
#include "os/process_facts.hpp"
#include "troupe/process_info.hpp"

namespace troupe {

namespace {
process_label present{rooms::mailbox::main_slot, "main", 0};
}

namespace rooms::supervision {

void set_this_process(std::string name, std::uint32_t number) { present = {number, std::move(name), 0}; }

process_label this_process_label() { return {present.number, present.name, os::own_pid()}; }

} // namespace rooms::supervision

process_info current_process() { return {present.name, present.number, rooms::os::own_pid()}; }

std::ostream& operator<<(std::ostream& out, const process_info& who) {
  return out << "process(" << who.name() << ", worker " << who.number() << ", pid " << who.pid() << ')';
}

unsigned cpu_count() noexcept { return rooms::os::usable_cpus(); }

} // namespace troupe
