/// Says to whoever has started this process how far it is, as sd_notify(3) has it: datagrams of NAME=value lines to the
/// socket that NOTIFY_SOCKET names.
#pragma once

#include <string>

namespace troupe::rooms::os {

class notify_sender {
public:
  /// `address`: a path from the root, or "@" and a name that is in no file system. Fails: no_resource when it is
  /// neither, or too long.
  explicit notify_sender(const std::string& address);

  /// One datagram. Waits for room, a second at most. 0, or the errno of what kept it from arriving.
  [[nodiscard]] int say(const std::string& lines) const noexcept;

private:
  std::string name_; ///< as the kernel has it: with a zero in place of "@"
};

} // namespace troupe::rooms::os
