/// A program that is the command, with a behaviour and a type of its own.
#include <cstdlib>
#include <pthread.h>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

#include <troupe/main.hpp>

#include "os/fault_point.hpp"

namespace shop {

struct item {
  int count = 0;
};

troupe::behavior counter(troupe::event_based_actor*, const item&) {
  return {[](int x) { return x; }};
}

troupe::behavior broken(troupe::event_based_actor*) { throw std::runtime_error("the shelf is empty"); }

struct fail {
  std::string how;
};
struct point {
  int x = 0, y = 0;
};
struct where {};
struct nest {
  int depth = 0;
};
struct folder {
  std::vector<folder> inside;
};

folder nested(int depth) {
  folder made;
  if (depth > 0)
    made.inside.push_back(nested(depth - 1));
  return made;
}

/// Fails in the way that it is told; and has something to say.
troupe::behavior fragile(troupe::event_based_actor* self) {
  return {
    [=](const fail& what) {
      if (what.how == "throw")
        throw std::runtime_error("it fell off the shelf");
      if (what.how == "kill")
        caf::anon_send_exit(self, caf::exit_reason::kill);
      if (what.how == "quit")
        self->quit(caf::sec::runtime_error);
      if (what.how == "abort")
        std::abort();
      if (what.how == "hang")
        for (;;)
          ::pause();
    },
    [](const where&) { return point{3, 4}; },
    [](const nest& how) { return nested(how.depth); },
    [](const point& at, const std::vector<std::string>& names) { return std::to_string(at.x + at.y) + names.front(); },
    [](const point& at) { return at.x + at.y; },
    [](int) -> caf::result<int> { return troupe::make_error(troupe::errc::out_of_range, "no such shelf"); }};
}

} // namespace shop

namespace {

int forks = 0; // of an image that is a guard: the spawner is the first

// Faults are for the machinery, and not for who comes out of it.
void spare_workers() {
#ifdef TROUPE_FAULT_POINTS
  if (++forks > 1)
    troupe::rooms::os::disarm_faults();
#endif
}

[[gnu::constructor]] void spare_workers_of_a_guard() { ::pthread_atfork(nullptr, nullptr, spare_workers); }

// What TROUPE_FAULT arms is read when an image starts, so it holds in the command alone; what SPAWNER_FAULT arms in its
// guard and spawner alone.
void leave_faults_to_the_spawner() {
  if (const char* const theirs = std::getenv("SPAWNER_FAULT"))
    ::setenv("TROUPE_FAULT", theirs, 1);
  else
    ::unsetenv("TROUPE_FAULT");
}

} // namespace

int main(int argc, char** argv) {
  leave_faults_to_the_spawner();
  return troupe::main(argc, argv, troupe::fn<shop::counter>, troupe::fn<shop::broken>, troupe::fn<shop::fragile>);
}
