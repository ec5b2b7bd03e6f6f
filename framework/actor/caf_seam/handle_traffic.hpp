/// What the codecs of handles need to know while they run: which process reads or writes for whom.
///
/// Codecs are called deep inside a value by code that knows nothing of processes, so this is told
/// to them beside the arguments, per thread. Handles of shared objects hear of it through a transit.
#pragma once

#include <vector>

#include "mailbox/address.hpp"
#include "message/envelope.hpp"
#include "objects/transit.hpp"
#include "troupe/actor_handles.hpp"

namespace troupe::rooms::actor {

class switchboard;

class handle_traffic {
public:
  enum class kind {
    sizing,     ///< nothing is counted; only whether a handle of a third process is there
    writing,    ///< straight into the lane of `peer`: handles of this process are counted for it
    collecting, ///< into memory of this process: all handles are listed
    reading,    ///< from a frame: handles are counted as received
  };

  handle_traffic(switchboard& board, mailbox::address peer, kind what) noexcept
    : board_(board), peer_(peer), what_(what), objects_(transit_for(what), peer), outer_(present) {
    present = this;
  }
  ~handle_traffic() { present = outer_; }
  handle_traffic(const handle_traffic&) = delete;
  handle_traffic& operator=(const handle_traffic&) = delete;

  /// What is read was sent to the role that is led here: it may be read again, so handles are listed, and what keeps
  /// shared objects on their way stays and is listed.
  void set_for_role() noexcept {
    for_role_ = true;
    objects_.set(objects::transit::kind::peeking);
  }
  [[nodiscard]] static bool is_for_role() noexcept { return present != nullptr && present->for_role_; }

  [[nodiscard]] static handle_traffic* now() noexcept { return present; }
  void set(kind what) noexcept {
    what_ = what;
    objects_.set(transit_for(what));
  }

  [[nodiscard]] bool met_third_process() const noexcept { return met_third_process_; }
  [[nodiscard]] const std::vector<caf::strong_actor_ptr>& collected() const noexcept { return collected_; }
  [[nodiscard]] std::vector<caf::strong_actor_ptr> take_collected() noexcept { return std::exchange(collected_, {}); }

  /// References to shared objects that were written, or read for a role, and wait for what becomes of the bytes.
  [[nodiscard]] std::vector<objects::flight_id> take_flights() noexcept { return objects_.take_flights(); }

  /// Called by the codecs.
  void leaves(caf::actor_control_block* actor, const message::party& who);
  [[nodiscard]] caf::strong_actor_ptr arrives(const message::party& who);

private:
  [[nodiscard]] static constexpr objects::transit::kind transit_for(kind what) noexcept {
    if (what == kind::sizing)
      return objects::transit::kind::sizing;
    return what == kind::reading ? objects::transit::kind::reading : objects::transit::kind::sending;
  }

  switchboard& board_;
  const mailbox::address peer_;
  kind what_;
  objects::transit objects_;
  bool met_third_process_ = false;
  bool for_role_ = false;
  std::vector<caf::strong_actor_ptr> collected_;
  handle_traffic* const outer_;

  static thread_local handle_traffic* present;
};

} // namespace troupe::rooms::actor
