/// Every row of the table: what is measured, against whom, and what it must reach.
#pragma once

#include <string>
#include <vector>

#include "harness/contest.hpp"

namespace bench {

class field;

/// As `field` takes them.
std::vector<contest> all_contests(const std::string& programs, const std::string& scripts);

/// Its part about queues, pipes, synchronisation and processes that run a function.
void add_multiprocessing(std::vector<contest>& to, const field& with);

/// Its part about supervised trees.
void add_trees(std::vector<contest>& to, const field& with);

} // namespace bench
