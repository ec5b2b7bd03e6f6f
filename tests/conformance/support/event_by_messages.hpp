/// An event of which only the address is used.
#pragma once

#include <troupe/event.hpp>

#include "support/by_messages.hpp"

namespace troupe::tests {

class event_by_messages {
public:
  event_by_messages() : asker_(kept_.address()) {}

  void set() const { asker_.tell(set_event{}); }
  void clear() const { asker_.tell(clear_event{}); }
  [[nodiscard]] bool is_set() const { return asker_.ask<bool>(troupe::is_set{}); }
  void wait() const { asker_.tell(wait_for_set{}); }
  bool wait_for(std::chrono::nanoseconds limit) const { return asker_.tell_within(wait_for_set{}, limit); }
  [[nodiscard]] std::string text() const { return asker_.ask<std::string>(describe{}); }
  /// For other processes.
  [[nodiscard]] event handle() const { return kept_; }

private:
  event kept_;
  asking_actor asker_;
};

inline event handle_of(const event& direct) { return direct; }
inline event handle_of(const event_by_messages& asked) { return asked.handle(); }

} // namespace troupe::tests
