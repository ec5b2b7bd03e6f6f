/// What programs say of themselves while they start and stop: `ready = "notify"`, as sd_notify(3) has it.
///
/// Each life has a socket of its own, whose address it finds in NOTIFY_SOCKET, so nobody has to find out whose pid a
/// sender is, which may be a child that is gone by now. READY=1 makes it ready; EXTEND_TIMEOUT_USEC gives it more time
/// to start or to stop. Everything else is for others, and ignored. Threads: the house thread alone.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "os/notify_socket.hpp"
#include "os/poller.hpp"
#include "supervision/tree/event.hpp"

namespace troupe::rooms::supervision {

/// What there is to know in one datagram.
struct notice {
  bool is_ready = false;
  duration extend{}; ///< zero: not asked for
  friend bool operator==(const notice&, const notice&) = default;
};
[[nodiscard]] notice read_notice(std::string_view text);

class notices {
public:
  /// From now on that life is listened to, and no other one of its node; it runs as `user` (empty: this one). Gives the
  /// address. Fails: no_resource.
  [[nodiscard]] std::string listen(const life_of& life, const std::string& user = {});
  /// Its lives are over.
  void forget(node_id who) noexcept;
  /// Tells what was said since the last call, by processes of its user or of root.
  void hear(const std::function<void(const life_of&, const notice&)>& tell);
  /// Readable when somebody says something; -1 while nobody is listened to.
  [[nodiscard]] int descriptor() const noexcept { return all_.empty() ? -1 : watched_->descriptor(); }

private:
  struct ear {
    life_of life;
    unsigned user;
    os::notify_socket socket;
  };

  std::unique_ptr<os::poller> watched_; ///< made for the first
  std::map<node_id, ear> all_;
};

} // namespace troupe::rooms::supervision
