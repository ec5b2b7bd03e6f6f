/// What a pool does, in reaction to its messages: keeps the tasks that wait, deals them to whoever is free, and passes
/// results on. docs/decisions/0010-the-pools-actor-deals.md
/// Threads: the house thread.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <vector>

#include "os/clock.hpp"
#include "parallel/pool/asked_calls.hpp"
#include "parallel/pool/clients.hpp"
#include "parallel/pool/crew.hpp"
#include "troupe/pool_progress.hpp"
#include "troupe/process_info.hpp"

namespace troupe::rooms::parallel {

class pool_room {
public:
  /// All but the plan's copy in it outlive this.
  pool_room(caf::event_based_actor* self, pools& in, std::uint32_t house, const pool_plan& plan,
            const supervision::child_request& asked);

  // -- from who uses it
  void submit(const caf::actor& who, pool_submit&& what);
  void cancel(const caf::actor& who, const pool_cancel& what) { cancel(clients_.at(who), what); }
  void has_read(const caf::actor& who, std::uint32_t messages) { clients_.has_read(who, messages); }
  void ask(caf::response_promise&& promise, const asked& by, run_tasks&& what);
  [[nodiscard]] bool cancel_asked(const caf::actor_addr& who, std::uint64_t tag);
  void withdraw(const actor::withdrawn_request& which) { end_asked(asked_.withdrawn(which)); }
  void close();
  void terminate();
  [[nodiscard]] caf::result<void> resize(std::int32_t processes);
  void join(caf::response_promise&& promise);
  void leave();
  [[nodiscard]] pool_progress progress();

  // -- from workers, and of them
  void born(const worker_born& how);
  void hear(worker_hello&& hello, const caf::actor& worker);
  void done(pool_done&& what);
  [[nodiscard]] pool_lent lend(const pool_borrow& to);
  void take_back(std::uint32_t number);
  void ended(const worker_ended& how);
  void bury(std::uint32_t number);
  /// Some client, or some worker's actor.
  void gone(const caf::actor_addr& who);

  // -- from itself
  void look_for_late();
  void send_home();

private:
  void take_in(const std::shared_ptr<call_record>& call, std::uint32_t function,
               std::vector<calls::task_piece>&& pieces, bool comes_first);
  void cancel(pool_client& by, const pool_cancel& what);
  [[nodiscard]] std::optional<error_value> refusal_of(const asked& by, const run_tasks& what) const;
  void tell();
  void follow(asked_calls::consequence&& what);
  void end_asked(const std::vector<std::uint64_t>& which);
  std::uint32_t number_of(pool_client& by, pool_submit& what);
  std::uint32_t number_of(spawn::code_place&& place);
  void deal();
  void give(worker_record& to, std::vector<piece>&& some);
  [[nodiscard]] std::vector<piece> serving(std::size_t most, std::size_t workers);
  void take_result(worker_record& who, done_block&& what);
  void take_rest(worker_record& who, std::uint32_t ticket);
  void give_back(const worker_record& who);
  void settle(std::vector<piece>& back, const worker_record& who, const hand& one);
  void put_in_front(std::vector<piece>&& what);
  [[nodiscard]] std::string title(const piece& what, std::uint32_t task) const;
  void answer(const piece& what, std::uint32_t task, exception_value&& why);
  void look_in(os::duration time);
  void look_at_all();
  os::duration look_at(worker_record& who);
  [[nodiscard]] exception_value reason_to_end(const piece& what, std::uint32_t task, const std::string& worker) const;
  os::duration look_at_idle(worker_record& who, os::duration limit);
  [[nodiscard]] bool has_idle_beside(const worker_record& who);
  void look_whom_to_help();
  [[nodiscard]] os::duration time_until_help(const worker_record& who) const;
  void note_failure(exception_value&& why);
  void fail(exception_value&& why);
  void drop_unwanted();
  void finish();

  caf::event_based_actor* self_;
  pools& in_;
  caf::actor owner_; ///< null: it has left
  clients clients_;
  asked_calls asked_;
  std::set<caf::actor_addr> minded_; ///< who asks by message, until it ends
  crew crew_;
  const std::size_t processors_ = cpu_count(); ///< to ask is a system call
  std::vector<spawn::code_place> functions_;
  std::vector<std::uint64_t> paces_; ///< of each: nanoseconds that a task of it took last; 0: not known
  std::deque<piece> queue_;
  std::deque<os::time_point> failures_; ///< of starts, within the last while
  std::size_t failed_in_a_row_ = 0;     ///< starts since a worker was ready
  std::vector<caf::response_promise> joining_;
  std::optional<exception_value> over_; ///< why nothing will be done any more
  bool is_closing_ = false;
  bool has_retired_ = false; ///< all of it
  os::time_point next_look_ = os::never;
  bool has_stand_ins_ = false;
  bool has_refused_ = false; ///< tasks that could not be sent, and that nobody has been told of yet
};

} // namespace troupe::rooms::parallel
