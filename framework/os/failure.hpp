/// The one place where errno becomes an error.
#pragma once

#include <string>
#include <string_view>

namespace troupe::rooms::os {

/// "No space left on device (ENOSPC)"; for a number without a name "error 4711".
[[nodiscard]] std::string errno_text(int number);

/// Throws `no_resource` with the text "<doing>: <errno in words> ..." and what to do about the
/// common ones (EMFILE, ENOSPC, ENOMEM, EAGAIN).
[[noreturn]] void throw_errno(std::string_view doing, int number);
/// The same with the calling thread's errno.
[[noreturn]] void throw_errno(std::string_view doing);

} // namespace troupe::rooms::os
