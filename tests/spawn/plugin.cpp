// A worker function in a library of its own; two builds of it differ in what they say.
#include <unistd.h>

#include "spawn/spawner.hpp"

namespace {

int pipe_at_the_end = -1;

[[gnu::destructor]] void say_goodbye() {
  if (pipe_at_the_end >= 0) [[maybe_unused]]
    const auto written = ::write(pipe_at_the_end, "goodbye\n", 8);
}

} // namespace

/// With an argument it says goodbye too, when the library is asked whether it has something to do at the end.
extern "C" void say_build(troupe::rooms::spawn::birth& self) {
  constexpr char text[] = {'0' + PLUGIN_BUILD, '\n'};
  [[maybe_unused]] const auto written = ::write(self.region[0], text, sizeof text);
  if (!self.arguments.empty())
    pipe_at_the_end = self.region[0];
}
