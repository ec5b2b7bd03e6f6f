/// Every row of the table: what is measured, against whom, and what it must reach.
#pragma once

#include <string>
#include <vector>

#include "harness/contest.hpp"

namespace bench {

/// `programs`: the folder of the contestants' programs; `scripts`: that of those in Python.
std::vector<contest> all_contests(const std::string& programs, const std::string& scripts);

} // namespace bench
