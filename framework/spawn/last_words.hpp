/// How a worker's code is run to its end, and what is said of an exception that nobody caught.
#pragma once

#include <string>

#include "spawn/spawner.hpp"
#include "troupe/ending.hpp"

namespace troupe::rooms::spawn {

/// Calls the entry and leaves through std::exit: stdio is flushed, atexit handlers and static
/// destructors run. An exception that leaves the entry is told on standard error and gives exit
/// code 1.
[[noreturn]] void run_to_its_end(entry_function entry, birth& self, const std::string& label);

/// One line on standard error in one write: "troupe: worker 3 'resize' (pid 4242) <words>".
void say_last_words(const process_label& who, const std::string& words) noexcept;

} // namespace troupe::rooms::spawn
