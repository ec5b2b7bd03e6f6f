/// How a test program starts: marked, watched, checked for leaks.
#pragma once

#include <string>

namespace troupe::tests {

/// "TROUPE_TEST=<pid>-<random>": in the environment of this program and of everything that comes from it,
/// however often it forks, calls setsid or execs.
[[nodiscard]] const std::string& program_mark();

/// The whole of a test program's main. The support library has a main that does just this; a
/// program with something to do first (e.g. serve as a spawner) has its own and calls it.
/// The mark must be there from the start of the image, so the first call starts the program anew
/// with it; TMPDIR is then a directory of its own, removed at the end.
[[nodiscard]] int run_tests(int argc, char** argv);

} // namespace troupe::tests
