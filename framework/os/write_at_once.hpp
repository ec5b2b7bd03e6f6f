/// Text to a descriptor, by one write, whatever state others have left the descriptor in.
#pragma once

#include <string_view>

namespace troupe::rooms::os {

/// Hands all of `text` to one write(2), repeated only while nothing was taken: after a signal, and
/// after waiting for room when the descriptor does not block. A pipe takes up to PIPE_BUF bytes or
/// none; a file on a full disk may take a part, and the rest is lost with the disk.
/// False when nothing can be written there: closed, or no reader left. Changes errno.
bool write_at_once(int descriptor, std::string_view text) noexcept;

} // namespace troupe::rooms::os
