/// Whether this process has been in `main`.
#pragma once

namespace troupe::tests {

extern bool main_has_run;

} // namespace troupe::tests
