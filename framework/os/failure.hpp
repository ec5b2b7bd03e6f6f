/// The one place where errno becomes an error.
#pragma once

#include <string_view>

namespace troupe::rooms::os {

/// Throws `no_resource` with the text "<doing>: <errno in words> ..." and what to do about the
/// common ones (EMFILE, ENOSPC, ENOMEM, EAGAIN).
[[noreturn]] void throw_errno(std::string_view doing, int number);
[[noreturn]] void throw_errno(std::string_view doing);

} // namespace troupe::rooms::os
