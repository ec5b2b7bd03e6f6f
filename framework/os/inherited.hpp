/// What a process has from the one before: descriptors across fork and exec, buffered output.
#pragma once

#include "os/fd.hpp"

namespace troupe::rooms::os {

/// A second descriptor of the same file, close-on-exec and never a standard one. Fails: no_resource.
[[nodiscard]] fd duplicate(int descriptor);

[[nodiscard]] bool is_open(int descriptor) noexcept;

/// Whether it is closed when this process becomes another image.
void set_close_on_exec(int descriptor, bool closes) noexcept;

/// Those of standard input, output and error that are closed are /dev/null from now on: otherwise the next file
/// opened would become one of them, and what is printed would go into it.
void open_closed_standard_descriptors() noexcept;

/// Standard input is /dev/null from now on, and so are standard output and error if they are closed.
void settle_standard_descriptors() noexcept;

/// Forgets what stdio has buffered for standard output: it was written by static constructors, and
/// each fork would write it once more.
void forget_buffered_output() noexcept;

} // namespace troupe::rooms::os
