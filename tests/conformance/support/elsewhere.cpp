#include "support/elsewhere.hpp"

#include <troupe/process.hpp>

namespace troupe::tests {

void exit_with_41() { exit_process(41); }

} // namespace troupe::tests
