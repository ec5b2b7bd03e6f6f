#include "support/main_has_run.hpp"
#include "support/run.hpp"

namespace troupe::tests {
bool main_has_run = false;
}

// Here and not in the support library: the wrapped main comes first.
int main(int argc, char** argv) {
  troupe::tests::main_has_run = true;
  return troupe::tests::run_tests(argc, argv);
}
