/// Sleeping at a shared object without the mail of the process: for threads that run nothing of the user's.
#pragma once

#include <functional>

#include "objects/layout.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::objects {

/// Until `done` is true, asked after each change, or `deadline`: which of the two. Fails: as `done`.
bool sleep_on_word(wait_words& where, const std::function<bool()>& done, os::time_point deadline);

} // namespace troupe::rooms::objects
