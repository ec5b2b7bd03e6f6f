/// One message on its way out: what it is made of, and how it becomes a frame.
#pragma once

#include <vector>

#include "actor/caf_seam/handle_traffic.hpp"
#include "actor/caf_seam/outbox.hpp"
#include "actor/caf_seam/proxy.hpp"
#include "message/elements.hpp"
#include "message/envelope.hpp"

namespace troupe::rooms::actor {

struct relayed_value;

class outgoing {
public:
  /// Fails: type_mismatch for a value that cannot travel, invalid_argument for one that is too large.
  outgoing(switchboard& board, proxy& to, caf::mailbox_element& what, bool is_exit);

  ~outgoing();

  /// Into the lane, or `full` and so on: then it may be tried again.
  [[nodiscard]] mailbox::send_result try_send();
  /// Into the outbox, for senders that must not wait.
  void put_aside();
  /// As a dead letter, if the house has room for it.
  void give_to_house();

private:
  void set_payload(caf::type_erased_tuple& content, const caf::mailbox_element::forwarding_stack& stages);
  void set_one(caf::type_erased_tuple& content);
  void set_relayed(const relayed_value& what);
  void set_several(caf::type_erased_tuple& content, const caf::mailbox_element::forwarding_stack& stages);
  /// Its bytes are on their way.
  void left() noexcept;
  [[nodiscard]] static const type_entry& type_at(const caf::type_erased_tuple& content, std::size_t i);

  /// A handle of a third process is in it: that one must count it before the receiver can have it.
  void make_frame(const caf::mailbox_element::forwarding_stack& stages);
  void announce(std::int64_t count);
  [[nodiscard]] mailbox::send_result try_send_frame();
  [[nodiscard]] mailbox::send_result try_send_in_place();
  void write(std::uint64_t* out) const;
  [[nodiscard]] std::uint64_t write_relayed(std::uint64_t* out) const;
  static void write_into(const void* self, std::uint64_t* out) { static_cast<const outgoing*>(self)->write(out); }

  switchboard& board_;
  proxy& to_;
  caf::actor_control_block* const sender_;
  handle_traffic traffic_;
  message::envelope head_;
  const type_entry* type_ = nullptr; ///< of the one value; null: several
  const void* value_ = nullptr;
  const relayed_value* relayed_ = nullptr; ///< the one value, if it is such
  std::vector<message::element_ref> elements_;
  std::vector<message::party> stages_;
  std::size_t words_ = 0;
  frame_words frame_; ///< when it was made beforehand
  bool announced_ = false;
};

} // namespace troupe::rooms::actor
