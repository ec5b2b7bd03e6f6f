/// Where a process of this program begins: as the user's program, or as one that serves it.
#pragma once

#include <functional>

namespace troupe::rooms::house {

/// What the wrapped `main` does. A process started as guard, spawner or worker serves and does not
/// return. In the program itself `user_main` runs, and `interrupted` that leaves it ends the program
/// with one line and exit code 128 + signal (130 after Ctrl-C).
int run_program(const std::function<int()>& user_main);

/// For a program linked without the wrapper: the same at the `system` line, said at debug level.
void serve_unless_wrapped();

} // namespace troupe::rooms::house
