/// What comes out of the lanes: frames become messages in mailboxes, and news of actors elsewhere.
///
/// Bytes come from other processes: whatever they are, the worst they cause is an error to their
/// sender and a counter.
#pragma once

#include "actor/caf_seam/received.hpp"
#include "actor/caf_seam/switchboard.hpp"

namespace troupe::rooms::actor {

/// Threads: the pump.
class incoming final : public mailbox::record_sink {
public:
  incoming(switchboard& board, caf::execution_unit& unit) noexcept : board_(board), unit_(unit) {}
  ~incoming();
  incoming(const incoming&) = delete;
  incoming& operator=(const incoming&) = delete;

  void on_record(mailbox::inbound&& in) override;
  void on_bad_lane(mailbox::address from, const char* what) override;

private:
  void deliver(const message::opened& frame, mailbox::inbound& in);
  [[nodiscard]] caf::strong_actor_ptr receiver_of(const message::opened& frame) const;
  [[nodiscard]] caf::strong_actor_ptr sender_of(const message::opened& frame);
  [[nodiscard]] caf::mailbox_element_ptr try_make_element(const message::opened& frame,
                                                          const caf::strong_actor_ptr& sender, mailbox::inbound& in,
                                                          bool of_any_type);
  [[nodiscard]] caf::mailbox_element_ptr make_element(const message::opened& frame, const caf::strong_actor_ptr& sender,
                                                      mailbox::inbound& in, bool of_any_type);
  [[nodiscard]] caf::mailbox_element_ptr make_from_elements(const message::opened& frame, delivery&& about);
  void refuse(const message::opened& frame, const bounce& why);
  void hand_over_exit(caf::mailbox_element_ptr exit, const caf::strong_actor_ptr& receiver);
  void forget_link(caf::mailbox_element& exit, caf::actor_control_block* receiver);

  void on_watch(const message::opened& frame, mailbox::address from);
  void on_link(const message::opened& frame, mailbox::address from);
  void on_end(const message::opened& frame);
  void on_note(const message::opened& frame, mailbox::address from);
  void on_count(const message::opened& frame, bool given_back);
  void on_moved(const message::opened& frame);
  void on_bounced(const message::opened& frame);
  void on_withdrawn(const message::opened& frame);
  void on_rejected(const message::opened& frame, mailbox::address from);
  void bad_frame(mailbox::address from, const char* what);

  switchboard& board_;
  caf::execution_unit& unit_;
  mailbox::address last_from_;
  std::vector<mailbox::record> not_taken_; ///< since the intake is closed
};

} // namespace troupe::rooms::actor
