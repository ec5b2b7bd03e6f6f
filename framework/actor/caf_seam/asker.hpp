/// Stands for the sender of one request until it is answered: what CAF's response promise holds.
///
/// CAF tells nobody that a promise was dropped unkept. But the last copy of a promise lets go of its
/// sender, so with one stand-in for each request it is seen at once: the asker gets an error, and the
/// record of the request is done. Otherwise it is the sender in every respect, as CAF's decorators are.
#pragma once

#include <atomic>

#include "troupe/actor.hpp"

namespace troupe::rooms::actor {

class switchboard;

/// Threads: any.
class asker final : public caf::abstract_actor {
public:
  asker(caf::actor_config& config, switchboard& board, caf::strong_actor_ptr sender, caf::message_id request);

  [[nodiscard]] const caf::strong_actor_ptr& sender() const noexcept { return sender_; }
  /// An answer, or the request itself for another actor, is on its way out.
  void settle() noexcept;
  [[nodiscard]] bool is_settled() const noexcept { return settled_.load(std::memory_order_relaxed); }
  /// The handler has returned without an answer, and `open_promises` has the record.
  void was_kept() noexcept { kept_.store(true, std::memory_order_release); }
  /// Of a role: as long as no handler has begun with the request, no answer to it is one. It waits for the next life.
  void set_begun(bool begun) noexcept { begun_.store(begun, std::memory_order_relaxed); }
  /// The system ends: nobody is to be told of anything any more.
  void forsake() noexcept;

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* unit) override;
  void attach(caf::attachable_ptr what) override;
  std::size_t detach(const caf::attachable::token& what) override;
  void add_link(caf::abstract_actor* other) override;
  void remove_link(caf::abstract_actor* other) override;
  bool add_backlink(caf::abstract_actor* from) override;
  bool remove_backlink(caf::abstract_actor* from) override;
  void on_destroy() override;

private:
  switchboard& board_;
  const caf::strong_actor_ptr sender_;
  const caf::message_id answer_;
  std::atomic<bool> settled_{false};
  std::atomic<bool> kept_{false};
  std::atomic<bool> begun_{true};
};

[[nodiscard]] caf::strong_actor_ptr make_asker(switchboard& board, caf::strong_actor_ptr sender,
                                               caf::message_id request);
/// Null for any other actor.
[[nodiscard]] asker* as_asker(caf::actor_control_block* actor) noexcept;
/// The request whose sender that is needs no answer from here any more. Nothing for others, or null.
void settle_asker(const caf::strong_actor_ptr& sender) noexcept;
/// The actor itself, where an asker may stand for it.
[[nodiscard]] caf::actor_control_block* without_asker(caf::actor_control_block* actor) noexcept;

} // namespace troupe::rooms::actor
