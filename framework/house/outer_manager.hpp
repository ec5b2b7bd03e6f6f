/// Tells who has started this process, systemd for example, how far the tree is: `troupe run --notify`.
///
/// Once ready: READY=1 and MAINPID; once it is ending: STOPPING=1; whenever it changes: STATUS, e.g.
/// "3 of 4 children ready; web is backoff". Heard on one thread, told on another.
#pragma once

#include <mutex>
#include <string>

#include "os/notify_sender.hpp"
#include "supervision/tree_runner.hpp"

namespace troupe::rooms::house {

class outer_manager {
public:
  /// `address`: what NOTIFY_SOCKET is. Fails: as `notify_sender`.
  explicit outer_manager(const std::string& address) : to_(address) {}

  /// Any thread.
  void hear(const supervision::tree_news& news);
  /// Says what is new. May wait for who listens, so not on the house thread. That something does not arrive is
  /// said on standard error, once.
  void tell();

private:
  struct sight {
    bool is_ready = false, is_stopping = false;
    std::string status = {};
    friend bool operator==(const sight&, const sight&) = default;
  };

  [[nodiscard]] sight heard();

  os::notify_sender to_;
  std::mutex guard_; ///< of what was heard
  sight heard_;
  sight told_;
  bool has_failed_ = false;
};

} // namespace troupe::rooms::house
