/// Who asks for plain code that takes any answer: what `self` is for handlers of one type each,
/// without the weight of an actor that receives.
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "actor/asking.hpp"
#include "actor/caf_seam/exports.hpp"

#include <caf/monitorable_actor.hpp>

namespace troupe::rooms::actor {

/// One request at a time. Threads: the one that asks; `enqueue` any.
class caller final : public caf::monitorable_actor {
public:
  caller(caf::actor_config& config, host& of) : caf::monitorable_actor(config), host_(of) {}

  void ask(const caf::strong_actor_ptr& whom, caf::message question);
  /// At the latest when the process that was asked is over.
  [[nodiscard]] bool is_answered() const noexcept { return answered_.load(std::memory_order_acquire); }
  [[nodiscard]] answer take_answer();
  /// What may still come is nobody's.
  void give_up();

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* unit) override;
  const char* name() const override { return "caller"; }

private:
  host& host_;
  std::mutex lock_;
  caf::message_id last_;     ///< of the latest request
  caf::message_id expected_; ///< the answer's; no response when none is expected
  caf::mailbox_element_ptr answer_;
  std::atomic<bool> answered_{false}; ///< set with release after `answer_`
};

/// Those of one host, used again and again. Threads: any.
class callers {
public:
  callers(host& of, exports& known);
  callers(const callers&) = delete;
  callers& operator=(const callers&) = delete;
  /// Before the actor system ends.
  void end();
  /// Those of the current host. Fails: contract_error when there is none.
  [[nodiscard]] static callers& here();

  /// Asks and waits, in the way of `host::pump_until`, whose exceptions it lets pass.
  [[nodiscard]] answer ask(const caf::actor& whom, const any_value& question);
  [[nodiscard]] std::size_t holders_of(const caf::actor_control_block& who) { return exports_.holders(who.id()); }

private:
  class turn;
  [[nodiscard]] caf::strong_actor_ptr take();

  host& host_;
  exports& exports_;
  std::mutex lock_;
  std::vector<caf::strong_actor_ptr> idle_;
};

} // namespace troupe::rooms::actor
