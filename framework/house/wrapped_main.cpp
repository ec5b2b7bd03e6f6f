/// The program's entry, put in front of the user's `main` by `-Wl,--wrap=main` (carried by the
/// `troupe::troupe` target). Nothing refers to this file but the C runtime's own start code, so a
/// program linked without the option does without it.
#include "house/entry.hpp"

extern "C" {
int __real_main(int argc, char** argv, char** environment); // NOLINT(bugprone-reserved-identifier): the linker's name

int __wrap_main(int argc, char** argv, char** environment) { // NOLINT(bugprone-reserved-identifier)
  return troupe::rooms::house::run_program([=] { return __real_main(argc, argv, environment); });
}
}
