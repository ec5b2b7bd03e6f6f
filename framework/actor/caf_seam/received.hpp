/// A message that came out of a lane, as CAF keeps it in a mailbox: value, sender, and the claim on
/// its record, which says to the sender's lane and to the next incarnation what became of it.
#pragma once

#include <atomic>

#include "troupe/actor.hpp"
#include "actor/caf_seam/holding.hpp"
#include "actor/caf_seam/open_promises.hpp"
#include "actor/caf_seam/patience.hpp"
#include "mailbox/endpoint.hpp"
#include "mailbox/status.hpp"
#include "message/envelope.hpp"

namespace troupe::rooms::actor {

class handle_traffic;

/// What surrounds the value of a message on its way from the lane to the mailbox.
struct delivery {
  caf::strong_actor_ptr sender;
  caf::message_id id;
  caf::mailbox_element::forwarding_stack stages;
  message::party from; ///< the sender
  mailbox::record claim;
  caf::local_actor* leader = nullptr; ///< of the role that it is for: what it does not begin waits for the next life
};

/// What is in the hands of this process's actors, for itself and for those who look on.
struct work_book {
  work_book(mailbox::slot_status& status, patience& room) noexcept : shown(status), waits(room) {}
  open_promises promises;
  mailbox::slot_status& shown;
  patience& waits;
  /// Messages for the role that were read and are not handled. Sequentially consistent: who lowers it looks afterwards
  /// whether somebody waits for that, and who waits has said so before it looks at this.
  std::atomic<std::size_t> for_role{0};
};

/// Adds what a claim needs to any element: taken when its handler begins, done when it is destroyed,
/// unless it is a request that nobody has answered yet.
/// Of a role: one that was looked at and skipped is put back; one that is destroyed and was not begun, or was skipped,
/// because its actor has ended, stays in the mailbox.
class claimed_element : public caf::mailbox_element {
public:
  claimed_element(delivery&& about, std::uint64_t type, work_book& book);
  ~claimed_element() override;

  /// Of a role: what was read out of it stays the role's until it is done.
  void keep(handle_traffic& read) noexcept;

  /// The handlers of the calling thread have returned: what one of them looked at and is there still was skipped.
  static void put_back_skipped() noexcept;
  /// The same as far as it can be told while handlers run: unless its own is on the stack.
  static void put_back_if_skipped() noexcept;

  /// As long as it lives, looks of this thread at what is in an element begin nothing.
  class glance {
  public:
    glance() noexcept;
    ~glance();
    glance(const glance&) = delete;
    glance& operator=(const glance&) = delete;
  };

protected:
  /// The handler looks at the content for the first time.
  void begin() const noexcept;

private:
  void show() const noexcept;
  void put_back() const noexcept;
  [[nodiscard]] bool has_lost_its_handler() const noexcept;
  void end_begun() noexcept;
  void end_not_begun() noexcept;

  mutable holding claim_;
  work_book& book_;
  const std::uint64_t type_id_;
  const message::party from_;
  const caf::strong_actor_ptr asker_; ///< of a request
  caf::local_actor* const leader_;    ///< outlives this: it lies in its mailbox; null: of no role
  mutable bool begun_ = false;
};

/// One value of any type. It is read straight into the element, which is one block of memory.
/// Null when the words are no such value.
[[nodiscard]] caf::mailbox_element_ptr receive_value(const type_entry& type, const payload_source& from,
                                                     delivery&& about, work_book& book);
/// One value of a message of several. Null when its type is unknown here or the words are no such value.
[[nodiscard]] caf::type_erased_value_ptr receive_boxed(std::uint64_t type, std::uint32_t layout,
                                                       const payload_source& from);
[[nodiscard]] caf::message join(std::vector<caf::type_erased_value_ptr>&& parts);
/// A whole message.
[[nodiscard]] caf::mailbox_element_ptr receive_message(caf::message&& content, delivery&& about, work_book& book);

} // namespace troupe::rooms::actor
