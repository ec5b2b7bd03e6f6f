/// What the tree files of these tests can run. Nobody is started: it is the names and parameters that matter.
#pragma once

#include <troupe/provides.hpp>

namespace troupe::tests {

/// Provides them all, once.
void provide_behaviours();

} // namespace troupe::tests
