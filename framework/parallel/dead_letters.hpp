/// Why an item is a dead letter, as a sentence.
#pragma once

#include <string>

#include "objects/item_queue.hpp"

namespace troupe::rooms::parallel {

/// "given back 3 times"; "worker 5 (pid 4242) killed by signal 9 (SIGKILL); it had been taken 3 times"
[[nodiscard]] std::string cause_of(const objects::dead_item& letter);

} // namespace troupe::rooms::parallel
