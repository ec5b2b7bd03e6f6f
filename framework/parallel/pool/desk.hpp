/// A pool in a process that uses it, the one that made it or one of its workers: its calls, and the actor that results
/// are sent to.
///
/// That actor reads its mail where it arrives, on whichever thread that happens: so any thread and any handler of the
/// process may wait for a result.
/// Threads: any.
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <unordered_map>

#include "troupe/actor.hpp"
#include "actor/host.hpp"
#include "parallel/pool/callbacks.hpp"
#include "parallel/pool/member.hpp"
#include "parallel/pool/open_call.hpp"
#include "parallel/pool/protocol.hpp"
#include "troupe/pool.hpp"

namespace troupe::rooms::parallel {

class desk_call;
class written_tasks;

/// How much of a range is taken at a time.
struct portion {
  std::size_t chunk = 1;
  std::size_t at_first = 0; ///< the chunk to begin with, where large tasks make it smaller than `chunk`; 0: they do not
  std::uint64_t taken = 0;  ///< before
  std::size_t most_pieces = 1;
};
/// How a call is begun.
struct desk_ways {
  bool fails_at_once = false;
  bool waits_for_results = false; ///< before it has taken all of its range: whoever begins it does nothing else
};
/// What came of that.
struct feeding {
  std::size_t chunk = 1;   ///< for the next piece
  std::uint64_t taken = 0; ///< in all
  std::uint64_t words = 0;
  bool is_whole = false; ///< nothing more is wanted
};

class pool_desk : public std::enable_shared_from_this<pool_desk> {
public:
  /// Fails: as the pool's constructor.
  static std::shared_ptr<pool_desk> open(const pool_options& options);
  /// In a worker, of the pool it works for. Fails: contract_error in any other process.
  static std::shared_ptr<pool_desk> open_in_worker();
  ~pool_desk();

  std::shared_ptr<calls::pool_call> begin(const call_options& options, const desk_ways& how,
                                          const calls::task_function& what, calls::task_source& from);
  std::unique_ptr<calls::task_stream> stream(const call_options& options, bool in_order,
                                             const calls::task_function& what,
                                             std::unique_ptr<calls::task_source> from);
  void close();
  void terminate();
  void join();
  void resize(int processes);
  [[nodiscard]] pool_progress progress() const;
  /// The pool's scope is left.
  void leave() noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return size_.load(); }
  [[nodiscard]] const caf::actor& address() const noexcept { return pool_; }
  [[nodiscard]] const char* state_text() const;
  [[nodiscard]] actor::host& host() const noexcept { return host_; }
  [[nodiscard]] callbacks& reactions() noexcept { return reactions_; }
  [[nodiscard]] std::mutex& lock() const noexcept { return lock_; }

  // by its calls
  /// Takes tasks from the range and gives them to the pool, or runs them. Fails: as the range does.
  feeding feed(open_call& call, const calls::task_function& what, calls::task_source& from, const portion& how);
  /// Ends a call as cancelled, if it is not over. `ends_running`: also what is being run of it.
  void cancel(open_call& call, bool ends_running);

  // by the actor
  void hear(pool_results&& what);
  void hear(const pool_over& what);

private:
  class mailbox_actor;
  enum class state : std::uint8_t { running, closed, terminated, joined };

  pool_desk(std::size_t size, pool_member* member);
  void settle();
  void refuse_if_over() const;
  void refuse_in_task(const char* what) const;
  template <class Call, class... Args>
  std::shared_ptr<Call> enter(Args&&... args);
  void lend_out(open_call& call);
  void feed_all(desk_call& call, const calls::task_function& what, calls::task_source& from,
                const call_options& options, bool waits);
  bool note_given(open_call& call, std::uint64_t count, bool is_whole);
  [[nodiscard]] caf::error submit(pool_submit& message, const calls::task_function& what);
  void run_here(open_call& call, const written_tasks& given, const calls::task_function& what);
  void take(result_block&& one, std::vector<std::shared_ptr<open_call>>& over);
  void forget_if_over(const open_call& which);
  void note_empty();
  [[nodiscard]] bool has_calls() const;
  void end_loops_of_this_thread();
  void fail_all(const exception_value& why);
  template <class Message>
  void send(Message&& what) const {
    caf::actor_cast<caf::actor_control_block*>(pool_)->enqueue(own_, caf::make_message_id(),
                                                               caf::make_message(std::forward<Message>(what)), nullptr);
  }

  actor::host& host_;
  pool_member* const member_; ///< null: this process made the pool
  std::atomic<std::size_t> size_;
  caf::strong_actor_ptr own_;
  caf::actor pool_;
  mutable std::mutex lock_;
  state state_ = state::running;
  std::optional<exception_value> over_; ///< nothing will come any more
  std::unordered_map<std::uint64_t, std::shared_ptr<open_call>> calls_;
  std::uint64_t last_call_ = 0;
  bool is_lent_ = false;                      ///< another worker stands in for this one, until no call is open
  std::mutex order_;                          ///< of submissions
  std::vector<calls::block_maker> functions_; ///< guarded by it; a place in it is the desk's number
  std::uint32_t read_ = 0;                    ///< messages that the pool does not know to be read
  callbacks reactions_;
};

} // namespace troupe::rooms::parallel
