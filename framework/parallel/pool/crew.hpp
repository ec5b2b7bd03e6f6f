/// The workers of a pool: started, given work, retired, replaced, ended.
///
/// A worker whose task waits for others of the pool is *lent*: it gets no work, and one more than were asked for stands
/// in for it, as long as there are no more stand-ins than workers. So whoever waits, as many as were asked for work.
/// Threads: the house thread.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "troupe/actor.hpp"
#include "os/clock.hpp"
#include "parallel/pool/clients.hpp"
#include "parallel/pool/kept_tasks.hpp"
#include "parallel/pool/pools.hpp"
#include "parallel/pool/progress.hpp"
#include "parallel/pool/protocol.hpp"

namespace troupe::rooms::parallel {

/// Tasks [from, to) of a piece, to be run by whoever is free.
struct piece {
  std::shared_ptr<call_record> of;
  std::uint32_t function = 0; ///< the pool's number
  std::uint64_t first = 0;    ///< of the call: where the piece begins
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::shared_ptr<const kept_tasks> tasks;
  std::uint32_t tried = 0; ///< by workers that died of it
};

/// A task that takes too long, or is not wanted any more.
struct condemned_task {
  task_in_hand which;
  exception_value why; ///< what its result is to be, if anybody wants that
};

/// A piece that a worker has in hand.
struct hand {
  std::uint32_t ticket = 0;
  piece what;
  std::uint32_t reported = 0; ///< the first task without a result
  os::time_point dealt;
};

struct worker_record {
  std::uint32_t number = 0;
  std::string name;
  caf::actor process; ///< null until it is born
  std::uint16_t slot = 0;
  int pid = 0;
  caf::actor self; ///< null until it has said hello
  std::deque<hand> in_hand;
  std::vector<bool> known; ///< functions
  std::uint32_t dealt = 0; ///< pieces
  std::uint64_t done = 0;  ///< tasks
  bool is_lent = false;
  bool is_retiring = false; ///< it gets no more
  bool is_told = false;     ///< to leave
  bool is_drained = false;  ///< all that it has said has been read
  bool is_recalled = false; ///< it gets no more until it has ended the task that it is at
  /// It is being ended because of this task of it. If it dies at another, that is not charged.
  std::optional<condemned_task> condemned;
  std::optional<worker_ended> ended;
};

class crew {
public:
  crew(caf::event_based_actor* self, pools& in, std::uint32_t house, const pool_plan& plan,
       const supervision::child_request& asked);

  /// Starts what is missing.
  void fill();
  void born(const worker_born& how);
  /// It is ready for work.
  [[nodiscard]] worker_record* greeted(std::uint32_t number, const caf::actor& self);
  [[nodiscard]] worker_record* find(std::uint32_t number);
  [[nodiscard]] worker_record* find(const caf::actor_addr& self);
  /// Whether the process in that slot is one of them.
  [[nodiscard]] bool works_in(mailbox::slot_id slot) const noexcept;
  /// Forgets it. What it had in hand is the caller's.
  worker_record take(std::uint32_t number);

  /// Who takes work of that call: somebody who has nothing in hand, else who has least, less than `depth`, and of that
  /// call alone, for another may have long tasks. Null: nobody, or as many are at work as were asked for, or at least
  /// `enough` who get on with it.
  [[nodiscard]] worker_record* free_for(const call_record& of, std::size_t depth, std::size_t enough);
  static constexpr os::duration time_to_get_on = std::chrono::milliseconds(1); ///< with what is next in hand
  /// How many pieces it may take before it is to be replaced.
  [[nodiscard]] std::size_t room_of(const worker_record& who) const noexcept;
  /// Takes them over, unless they cannot be sent: gives why.
  [[nodiscard]] caf::error deal(worker_record& to, std::vector<piece>& what,
                                const std::vector<spawn::code_place>& functions);
  /// Tells those to leave that have nothing in hand and get no more.
  void dismiss_idle();

  /// Another stands in for it. Gives the pieces it had in hand, but for the one with that ticket; nothing when there
  /// are stand-ins enough.
  [[nodiscard]] std::optional<std::vector<hand>> lend(worker_record& who, std::uint32_t at);
  void take_back(worker_record& who) noexcept;
  /// The pieces, or parts of them, that it has in hand behind the task it is at; it will not begin with those.
  [[nodiscard]] std::vector<piece> recall(worker_record& who);
  void resize(std::size_t wanted);
  /// Sends those home that are more than wanted.
  void send_home();

  /// No more are started, and those that are there get no more.
  void retire_all();
  /// Ends all: SIGTERM, half a second later SIGKILL.
  void end_all();
  void end(const worker_record& who);
  /// Ends it because of a task, and starts another.
  void condemn(worker_record& who, condemned_task&& because);

  [[nodiscard]] running_task now(const worker_record& who) const noexcept { return in_.now(who.slot); }
  [[nodiscard]] std::deque<worker_record>& members() noexcept { return members_; }
  [[nodiscard]] std::size_t size() const noexcept { return members_.size(); }
  [[nodiscard]] std::size_t wanted() const noexcept { return wanted_; }

private:
  [[nodiscard]] pool_work work_of(const worker_record& to, const std::vector<piece>& what,
                                  const std::vector<spawn::code_place>& functions);
  void start_one();
  [[nodiscard]] std::size_t staying() const noexcept;
  [[nodiscard]] std::size_t lent() const noexcept;
  [[nodiscard]] bool has_enough_at_work() const noexcept;
  [[nodiscard]] bool get_on(std::size_t enough) const noexcept;

  caf::event_based_actor* self_;
  pools& in_;
  const std::uint32_t house_;
  const pool_plan& plan_;
  const supervision::child_request& asked_;
  const actor::custody of_initializer_; ///< each worker reads its arguments anew
  std::size_t wanted_;
  bool is_ending_ = false;
  std::uint32_t last_number_ = 0;
  std::uint32_t last_ticket_ = 0;
  std::deque<worker_record> members_;
};

} // namespace troupe::rooms::parallel
