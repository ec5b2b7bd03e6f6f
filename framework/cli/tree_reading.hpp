/// Tree files as `check` and `run` read them: the same is wrong for both.
#pragma once

#include "cli/invocation.hpp"
#include "house/file/tree_file.hpp"

namespace troupe::rooms::cli {

/// The file that was named, with all that is wrong with it. With `no_resolve` nothing is looked for that this machine
/// or this program may not have.
[[nodiscard]] house::tree_file read_tree(const invocation& asked);

} // namespace troupe::rooms::cli
