/// A function of another source file.
#pragma once

namespace troupe::tests {

void exit_with_41();

} // namespace troupe::tests
