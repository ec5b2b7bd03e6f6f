/// Looks up what a tree file names outside itself: behaviours and their parameters, executables, folders, users.
#pragma once

#include "house/file/tree_file.hpp"

namespace troupe::rooms::house {

/// Gives each actor of the tree its code and its encoded parameters, loading the libraries named. What is not there is
/// reported: E301 to E303. Libraries stay loaded.
/// Waits: for the disk. Threads: one at a time.
void resolve(tree_file& file, const environment& variables = own_environment);

} // namespace troupe::rooms::house
