#include "ours/other_processes.hpp"

namespace bench {

other_processes::other_processes(placement where, std::vector<troupe::process> all) : all_(std::move(all)) {
  for (const troupe::process& each : all_)
    each.start();
  for (const troupe::process& each : all_)
    pin_second(*each.pid(), where);
  pin_caller(where);
}

other_processes::~other_processes() {
  for (const troupe::process& each : all_)
    each.kill();
  for (const troupe::process& each : all_)
    each.join();
}

} // namespace bench
