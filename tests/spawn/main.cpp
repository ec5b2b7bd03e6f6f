#include "spawn/spawner.hpp"
#include "support/run.hpp"

int main(int argc, char** argv) {
  troupe::rooms::spawn::serve_if_asked();
  return troupe::tests::run_tests(argc, argv);
}
