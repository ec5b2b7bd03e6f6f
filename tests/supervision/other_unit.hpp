#pragma once

#include <troupe/troupe.hpp>

namespace troupe::tests {

/// A static function with the name of one in another file.
caf::actor spawn_same_name_of_other_unit();

} // namespace troupe::tests
