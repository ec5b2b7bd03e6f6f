/// A worker of a pool: its own side.
#pragma once

namespace troupe::rooms::spawn {
struct birth;
}

namespace troupe::rooms::parallel {

/// What the new process runs; its parameters are a `worker_part`.
void pool_worker_entry(spawn::birth& born);

} // namespace troupe::rooms::parallel
