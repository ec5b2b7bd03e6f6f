/// What every worker would find out for itself, and find the same: done once, in the spawner.
///
/// A fork has the result and none of the pages that finding it takes.
#pragma once

namespace troupe::rooms::spawn {

using preparation = void (*)();

/// At most one, set while the program's statics are made.
void set_preparation(preparation what) noexcept;
/// In the spawner, before it forks.
void prepare();

} // namespace troupe::rooms::spawn
