/// The message door of one shared object: the actor behind `address()`.
///
/// It lives in the house and runs each message's operation on the object's own words, as a process
/// that holds a handle would. What has to wait is tried again whenever the object has changed, in the
/// order of asking; it is forgotten when its requester ends or stops waiting. The author of a kind
/// writes the behaviour (`door_maker`); most need of this the entry, and `answer_when`.
/// Threads: the house thread.
#pragma once

#include <functional>
#include <list>
#include <set>

#include "objects/waiting.hpp"
#include "parallel/lobby.hpp"

namespace troupe::rooms::parallel {

/// Who sent the message that is handled now, and the number of the request.
struct asked {
  caf::actor_addr who; ///< null: nobody
  actor::withdrawn_request name;
};

/// Before a promise is made for it: then CAF has forgotten both.
[[nodiscard]] asked asked_now(const actor::host& here, caf::event_based_actor* self);

/// One request that waits.
struct waiting_request {
  asked by;
  /// Takes what it waits for and answers; or false, and nothing was taken.
  std::function<bool()> attempt;
  /// Nobody waits for the answer any more: takes back what the attempts have begun. May be empty.
  std::function<void()> forget = {};
  /// The object is gone: answers with that.
  std::function<void(const caf::error&)> refuse;
  /// What may change so that it can go on, beside the door's own object. May be null.
  objects::object_entry* also = nullptr;
  /// Those of one line go on in the order of asking, however soon a later one could. Null: in none.
  const void* line = nullptr;
};

class door {
public:
  door(lobby& in, objects::object_id object) noexcept;
  door(const door&) = delete;
  door& operator=(const door&) = delete;

  [[nodiscard]] objects::table& in() const noexcept { return lobby_.in(); }
  /// One that belongs to nobody when the object is gone: messages may come behind its end.
  [[nodiscard]] objects::object_entry& entry() const noexcept { return closed_ ? lobby_.nobodys_entry() : entry_; }

  [[nodiscard]] asked now(caf::event_based_actor* self) const { return asked_now(lobby_.here(), self); }
  /// The requester's end is told to `on_gone`, and he is an owner of mutexes until then.
  objects::mutex_owner mind(caf::event_based_actor* self, const caf::actor_addr& who);
  [[nodiscard]] objects::mutex_owner owner(const caf::actor_addr& who) const { return lobby_.owner(who); }

  /// Attempts it now, and again after each change until it succeeds or is forgotten.
  void wait(caf::event_based_actor* self, waiting_request what);
  /// The same for a request whose answer says no more than that it is done.
  caf::result<void> answer_when(caf::event_based_actor* self, std::function<bool()> attempt,
                                objects::object_entry* also = nullptr);
  /// Something may have changed.
  void look();

  [[nodiscard]] objects::object_id id() const noexcept { return id_; }

  /// A requester has ended: takes back what he has of the object, beyond waits.
  std::function<void(const caf::actor_addr& who)> on_gone;
  /// A request was withdrawn that does not wait: if it was granted, takes that back.
  std::function<void(const asked& which)> on_withdrawn;
  /// The object is gone, and its entry may be another object's: nothing of it may be touched any more.
  std::function<void()> on_closed;

  void gone(const caf::actor_addr& who);
  void withdrawn(const actor::withdrawn_request& which);
  /// The object is gone: everybody who waits is told.
  void close();

private:
  struct waiter {
    waiting_request what;
    bool over = false;
  };
  [[nodiscard]] bool has_waiting(const void* line) const noexcept;
  void drop_over();
  void drop_if(const std::function<bool(const asked&)>& unwanted);

  lobby& lobby_;
  objects::object_entry& entry_;
  const objects::object_id id_;
  std::list<waiter> waits_;
  std::set<caf::actor_addr> minded_;
  bool closed_ = false;
};

/// The behaviour of a door, without what all doors understand.
using door_maker = caf::message_handler (*)(caf::event_based_actor* self, door* at);
/// By the source file of each kind.
bool set_door(objects::object_kind kind, door_maker make) noexcept;
[[nodiscard]] door_maker door_of(objects::object_kind kind) noexcept;

} // namespace troupe::rooms::parallel
