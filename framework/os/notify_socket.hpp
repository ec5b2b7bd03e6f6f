/// A socket at which programs say how far they are, as sd_notify(3) has it: datagrams of NAME=value lines.
///
/// Its address is an abstract one that the kernel chooses, so there is no file that a death could leave. It is known in
/// this network namespace alone.
#pragma once

#include <optional>
#include <string>

#include "os/fd.hpp"

namespace troupe::rooms::os {

class notify_socket {
public:
  /// Fails: no_resource.
  notify_socket();

  /// What NOTIFY_SOCKET is to be: "@" and the name.
  [[nodiscard]] const std::string& address() const noexcept { return address_; }

  struct datagram {
    std::string text; ///< cut to 4 KB
    int pid = 0;      ///< who has sent it, as the kernel says; it may be gone
    unsigned user = 0;
  };
  /// The next one, if there is one. Descriptors that come with it are closed. Never waits.
  [[nodiscard]] std::optional<datagram> next() noexcept;

  [[nodiscard]] int descriptor() const noexcept { return socket_.get(); }

private:
  fd socket_;
  std::string address_;
};

} // namespace troupe::rooms::os
