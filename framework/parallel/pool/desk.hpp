/// A pool in the process that made it: its calls, and the actor that results are sent to.
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
#include "parallel/pool/protocol.hpp"
#include "troupe/pool.hpp"

namespace troupe::rooms::parallel {

class desk_call;

class pool_desk : public std::enable_shared_from_this<pool_desk> {
public:
  /// Fails: as the pool's constructor.
  static std::shared_ptr<pool_desk> open(const pool_options& options);
  ~pool_desk();

  std::shared_ptr<calls::pool_call> begin(const call_options& options, bool fails_at_once,
                                          const calls::task_function& what, calls::task_source& from);
  void close();
  void terminate();
  void join();
  /// The pool's scope is left.
  void leave() noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] const caf::actor& address() const noexcept { return pool_; }
  [[nodiscard]] const char* state_text() const;
  [[nodiscard]] actor::host& host() const noexcept { return host_; }

  // by the actor
  void hear(pool_results&& what);
  void hear(const pool_over& what);

private:
  class mailbox_actor;
  enum class state : std::uint8_t { running, closed, terminated, joined };

  explicit pool_desk(std::size_t size);
  void refuse_if_over() const;
  std::shared_ptr<desk_call> enter(std::string_view label, bool fails_at_once);
  void feed(desk_call& call, const calls::task_function& what, calls::task_source& from, std::size_t chunk);
  static bool take_some(calls::task_source& from, std::size_t chunk, std::uint64_t& taken,
                        std::vector<task_piece>& into);
  bool note_given(desk_call& call, std::uint64_t count, bool is_whole);
  void submit(pool_submit&& message, const calls::task_function& what);
  void take(result_block&& one, std::vector<std::shared_ptr<desk_call>>& over);
  void cancel(const desk_call& call);
  void fail_all(const exception_value& why);
  template <class Message>
  void send(Message&& what) const;

  actor::host& host_;
  const std::size_t size_;
  caf::strong_actor_ptr own_;
  caf::actor pool_;
  mutable std::mutex lock_;
  state state_ = state::running;
  std::optional<exception_value> over_; ///< nothing will come any more
  std::unordered_map<std::uint64_t, std::shared_ptr<desk_call>> calls_;
  std::uint64_t last_call_ = 0;
  std::mutex order_;                          ///< of submissions
  std::vector<calls::block_maker> functions_; ///< guarded by it; a place in it is the desk's number
  std::uint32_t read_ = 0;                    ///< messages that the pool does not know to be read
};

/// One call, kept by the desk until it is over and by its futures.
class desk_call final : public calls::pool_call {
public:
  desk_call(std::shared_ptr<pool_desk> at, std::uint64_t number, std::string_view label, bool fails_at_once)
    : at_(std::move(at)), number_(number), label_(label), fails_at_once_(fails_at_once) {}
  ~desk_call() override;

  void wait() override;
  bool wait_for(std::chrono::nanoseconds limit) override;
  [[nodiscard]] bool successful() const override;
  void throw_failure() const override;
  [[nodiscard]] std::vector<calls::arrived_results> results() const override;

  // by the desk, under its lock
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  /// Whether it is over with that.
  bool add(result_block&& one);
  bool given(std::uint64_t count, bool is_last);
  void fail(const exception_value& why);
  void close();
  [[nodiscard]] bool is_over() const noexcept { return is_over_.load(std::memory_order_acquire); }
  /// Some of its tasks are not run any more.
  [[nodiscard]] bool is_cut_short() const noexcept { return failure_ && arrived_ < given_; }

private:
  std::shared_ptr<pool_desk> at_;
  const std::uint64_t number_;
  const std::string label_;
  const bool fails_at_once_;
  std::vector<result_block> blocks_;
  std::uint64_t arrived_ = 0;
  std::uint64_t given_ = 0;
  bool is_whole_ = false;
  bool failed_as_whole_ = false;
  std::optional<exception_value> failure_; ///< of the call; settled when it is over
  mutable std::atomic<bool> was_seen_{false};
  std::atomic<bool> is_over_{false}; ///< stored with release: what has come is read after
};

} // namespace troupe::rooms::parallel
