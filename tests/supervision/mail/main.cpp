#include "support/run.hpp"

// Here and not in the support library: the wrapped main comes first.
int main(int argc, char** argv) { return troupe::tests::run_tests(argc, argv); }
