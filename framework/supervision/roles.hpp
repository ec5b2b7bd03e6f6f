/// The mailboxes of a tree's actors: one for each role, from when somebody first asks for it until its child has ended
/// for good. docs/decisions/0014.
///
/// A mailbox lies in a slot whose lanes and spool stay when its process dies. What is to become of each message in it
/// is settled here, between that death and the next life, in one place and on one thread; the next life takes over what
/// stays. Senders have no part in it.
///
/// What if a process dies right here? A receiver: its mailbox is down, and this is what is done about it. A sender: its
/// messages are in the lanes, or are none. The house: everything ends.
/// Threads: the house thread alone.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "supervision/dead_letters.hpp"
#include "supervision/lives.hpp"
#include "supervision/tree/tree.hpp"
#include "troupe/child_options.hpp"
#include "troupe/child_state.hpp"

namespace caf {
class actor;
}

namespace troupe::rooms::actor {
class host;
}

namespace troupe::rooms::supervision {

/// What there is to say about one mailbox.
struct role_view {
  mailbox::address role;  ///< of no slot when there is none
  std::uint64_t lost = 0; ///< sends that were in hand at a death and are redelivered to nobody
  std::uint64_t redelivered = 0;
  std::uint64_t dead = 0; ///< letters
};

class roles {
public:
  /// All outlive this. `host` is the house's. `on_close` hears of each role that has ended, when nobody reads its mail
  /// any more.
  roles(lives& over, mailbox::region& where, actor::host& host, std::function<void(mailbox::address)> on_close);
  ~roles();

  /// The role of that child; made now when there is none, with an empty mailbox. Fails: no_resource.
  mailbox::address make(node_id who, const std::string& name, const child& what);
  /// The role of a pool: whoever sends to it sends to one of those that `join` it. Fails: no_resource.
  mailbox::address make_pool(node_id who, const std::string& name, dispatch_kind how);
  /// The role of that child, which was made, is that of a slot of the pool; `place` is its number.
  void join(node_id who, node_id pool, std::uint32_t place);
  /// Begins the next life in a role that was made. As `lives::restart`.
  mailbox::address start(node_id who, process_order what, start_told tell);
  /// That life is ready; nobody else has taken over the handle of its actor.
  void came_up(node_id who, const start_outcome& how);
  /// A life has ended: settles what is in its mailbox. Whether what it had in hand is one delivery nearer to
  /// `max_deliveries`: not by an end that somebody else had decided.
  void ended(node_id who, mailbox::address life, bool charges);
  /// And why, for those who watch.
  void tell_end(node_id who, end_cause cause);
  /// The role has ended for good: what is left in its mailbox are dead letters, its callers hear of it.
  void close(node_id who);
  void close_all();

  /// The role as an actor; no actor when there is none.
  [[nodiscard]] caf::actor handle_of(node_id who) const;
  [[nodiscard]] role_view view(node_id who) const;
  [[nodiscard]] bool has(node_id who) const;

  // -- for those who hold a handle ----------------------------------------------------------------

  /// The actor that runs in it now; no actor between two lives. Fails: invalid_argument for no role of this tree, and
  /// for that of a pool, as the next two.
  [[nodiscard]] caf::actor incarnation_of(mailbox::address role) const;
  void watch(mailbox::address role, const caf::actor& watcher);
  void unwatch(mailbox::address role, const caf::actor& watcher);

  // -- dead letters -------------------------------------------------------------------------------

  [[nodiscard]] const dead_letters& letters() const noexcept;
  /// A message that a mailbox has refused.
  void take_rejected(std::vector<std::uint64_t>&& frame);
  bool drop_letter(std::uint64_t id);
  /// To the child it was for, as a message that asks for no answer. Empty, or why not.
  [[nodiscard]] std::string send_again(std::uint64_t id);

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace troupe::rooms::supervision
