#include "house/entry.hpp"

#include <cstdio>

#include "house/interrupts.hpp"
#include "spawn/spawner.hpp"
#include "troupe/error.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::house {

namespace {
bool wrapped = false;
}

int run_program(const std::function<int()>& user_main) {
  spawn::serve_if_asked();
  wrapped = true;
  try {
    return user_main();
  } catch (const interrupted& why) {
    std::fflush(stdout);
    std::fprintf(stderr, "%s\n", why.what());
    return interrupt_exit_code();
  }
}

void serve_unless_wrapped() {
  if (wrapped)
    return;
  spawn::serve_if_asked();
  logger().debug("main is not wrapped (link troupe::troupe, or with -Wl,--wrap=main): what stands above the "
                 "troupe::system line runs in the process that makes workers, too");
}

} // namespace troupe::rooms::house
