#include "house/entry.hpp"

#include <cstdio>

#include "house/interrupts.hpp"
#include "os/inherited.hpp"
#include "os/process_settings.hpp"
#include "spawn/spawner.hpp"
#include "troupe/error.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::house {

namespace {
bool wrapped = false;

int end_interrupted(const std::string& why) {
  std::fflush(stdout);
  std::fprintf(stderr, "%s\n", why.c_str());
  return interrupt_exit_code();
}
} // namespace

int run_program(const std::function<int()>& user_main) {
  os::open_closed_standard_descriptors();
  os::keep_freed_memory();
  spawn::serve_if_asked();
  wrapped = true;
  try {
    const int code = user_main();
    return is_to_be_reported() ? end_interrupted(interrupt_text()) : code;
  } catch (const interrupted& why) {
    return end_interrupted(why.what());
  }
}

void serve_unless_wrapped() {
  if (wrapped)
    return;
  os::keep_freed_memory();
  spawn::serve_if_asked();
  logger().debug("main is not wrapped (link troupe::troupe, or with -Wl,--wrap=main): what stands above the "
                 "troupe::system line runs in the process that makes workers, too");
}

} // namespace troupe::rooms::house
