#include "support/run.hpp"

int main(int argc, char** argv) { return troupe::tests::run_tests(argc, argv); }
