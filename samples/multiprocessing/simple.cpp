#include "simple.hpp"

#include <iostream>

void simple::worker() { std::cout << "Worker\n"; }
