/// The first moments of waiting for what others hold for moments.
#pragma once

#include <functional>

namespace troupe::rooms::objects {

/// Asks ever less often, for some microseconds, so that the holder and whoever takes it next are not disturbed: each
/// look takes the cache line away from them. Whether `done` came true. Fails: as `done`.
bool contend(const std::function<bool()>& done);

} // namespace troupe::rooms::objects
