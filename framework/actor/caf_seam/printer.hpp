/// What `caf::aout` writes to: whole lines on standard output, one write(2) each, without a thread.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "troupe/actor.hpp"

namespace troupe::rooms::actor {

/// Threads: any. Redirection of single actors to files is not offered.
class printer : public caf::monitorable_actor {
public:
  explicit printer(caf::actor_config& config) : caf::monitorable_actor(config) {}

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* unit) override;
  const char* name() const override { return "printer"; }

private:
  void append(caf::actor_id who, const std::string& text);
  void flush(caf::actor_id who, bool forget);

  std::mutex lock_;
  std::unordered_map<caf::actor_id, std::string> unfinished_;
};

[[nodiscard]] caf::actor make_printer(caf::actor_system& system);

} // namespace troupe::rooms::actor
