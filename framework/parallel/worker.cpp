/// A process that runs a function: its own side, from birth to exit code.
#include <cstdlib>

#include "os/at_exit.hpp"
#include "os/fault_point.hpp"
#include "os/process_facts.hpp"
#include "parallel/children.hpp"
#include "supervision/this_process.hpp"
#include "supervision/workplace.hpp"
#include "troupe/error.hpp"
#include "troupe/log.hpp"
#include "troupe/process.hpp"

namespace troupe {

namespace calls {

namespace {

using namespace rooms;

// There as long as the process runs code of anybody's: the function, atexit handlers, destructors of statics.
supervision::workplace* place = nullptr;
bool has_failed = false;

// The host is pumped by one thread at a time, and ends on none that it is pumped by.
bool may_end_host() {
  return os::own_tid() == os::own_pid() && !(actor::has_host() && actor::current_host().in_handler());
}

void leave(int code) {
  logger().info("process shutting down");
  try {
    if (has_failed)
      supervision::before_leaving(nullptr); // its children end with it
    logger().debug("waiting for the children that are no daemons");
    place->finish();
    os::pass_fault_point("parallel.worker.finished");
    logger().debug("ending the actors of this process");
    if (may_end_host())
      place->leave();
  } catch (const std::exception& why) {
    logger().error(std::string{"the process did not end in order: "} + why.what());
  }
  logger().info("process exiting with exitcode " + std::to_string(code));
}

} // namespace

void serve(spawn::birth& born, std::string_view label, void (*run)(std::span<const wire::word> arguments)) {
  const auto order = wire::value_of<supervision::worker_order>(born.arguments);
  place = new supervision::workplace{born, order};
  os::at_exit(&leave);
  logger().info("process running " + std::string{label});
  os::pass_fault_point("parallel.worker.before_function"); // and before its arguments are read
  try {
    run(order.parameters);
  } catch (...) {
    has_failed = true;
    if (place->program_is_interrupted())
      std::exit(1); // without a line
    throw;
  }
  os::pass_fault_point("parallel.worker.after_function");
}

std::string class_name(std::string_view type_name) {
  const auto plain = type_name.substr(0, type_name.find('<'));
  return std::string{plain.substr(plain.find_last_of(":.)") + 1)};
}

} // namespace calls

void exit_process(int code) {
  if (rooms::supervision::this_process().is_program)
    throw contract_error("exit_process() ends a worker; the program itself ends by returning from main, so that "
                         "troupe::system ends everything in order");
  std::exit(code);
}

} // namespace troupe
