/// What a tree file may ask for and a running tree does not do yet: it says so instead of doing something else.
#pragma once

#include "house/file/tree_file.hpp"

namespace troupe::rooms::house {

/// Reports each as E103, at its key.
void report_not_yet(tree_file& file);

} // namespace troupe::rooms::house
