/// Who uses a pool, which calls they have made, and what of their results is on its way to them.
///
/// A client that does not read its mail must not stop the house, which never waits for it: results beyond a few
/// messages are kept here until it says that it has read those.
/// Threads: the house thread.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <unordered_map>

#include "troupe/actor.hpp"
#include "parallel/pool/protocol.hpp"

namespace troupe::rooms::parallel {

struct pool_client;

/// One call, until all its tasks are answered or it is cancelled.
struct call_record {
  pool_client* by = nullptr; ///< null: nobody wants its results any more
  std::uint64_t number = 0;  ///< the client's
  std::uint64_t given = 0;
  std::uint64_t answered = 0;
  bool is_whole = false;  ///< all its tasks have been given
  bool is_to_end = false; ///< and whoever runs it is ended
  call_terms terms;
  std::uint64_t pace = 0; ///< nanoseconds that a piece of it takes; 0: not known yet
};

struct pool_client {
  caf::actor who;
  std::unordered_map<std::uint64_t, std::shared_ptr<call_record>> calls;
  std::vector<std::uint32_t> functions; ///< its numbers of them -> the pool's
  std::deque<result_block> waiting;
  std::uint32_t unread = 0; ///< messages
};

class clients {
public:
  explicit clients(caf::event_based_actor* self) noexcept : self_(self) {}

  pool_client& at(const caf::actor& who);
  /// Who asks by message, all of them together: it is sent nothing.
  pool_client& asked() { return all_[caf::actor_addr{}]; }
  /// What has come for it.
  [[nodiscard]] std::deque<result_block> take_for_asked() { return std::exchange(asked().waiting, {}); }
  [[nodiscard]] bool has_calls() const noexcept;
  /// The call that a message is about, whether it is new or not.
  [[nodiscard]] std::shared_ptr<call_record> call_of(pool_client& by, std::uint64_t number, const call_terms& terms);
  /// None of it is run: each of its tasks is answered with that.
  void refuse(pool_client& by, const pool_submit& what, const exception_value& why);

  /// Results for a call; forgets it when they were its last.
  void answer(const std::shared_ptr<call_record>& of, result_block&& what);
  void forget_if_answered(const std::shared_ptr<call_record>& which);
  /// Gives the call, if it was still open.
  std::shared_ptr<call_record> cancel(pool_client& by, std::uint64_t call);
  void has_read(const caf::actor& who, std::uint32_t messages);
  /// Nothing will come of any call, and what waits is not sent either.
  void fail_all(const exception_value& why);
  void gone(const caf::actor_addr& who);
  /// Sends what may be sent.
  void flush();

  /// Tasks that were answered, and of those the ones with an error.
  [[nodiscard]] std::uint64_t done() const noexcept { return done_; }
  [[nodiscard]] std::uint64_t failed() const noexcept { return failed_; }

private:
  void flush(pool_client& to);
  caf::event_based_actor* self_;
  std::map<caf::actor_addr, pool_client> all_;
  std::uint64_t done_ = 0;
  std::uint64_t failed_ = 0;
};

} // namespace troupe::rooms::parallel
