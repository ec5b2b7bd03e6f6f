/// The installed command `troupe`: no behaviours of its own; tree files name libraries.
#include <troupe/main.hpp>

int main(int argc, char** argv) { return troupe::main(argc, argv); }
