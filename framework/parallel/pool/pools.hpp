/// All pools of a system: makes their actors, and tells them of their workers' ends.
#pragma once

#include <unordered_map>

#include "actor/host.hpp"
#include "mailbox/region.hpp"
#include "parallel/pool/progress.hpp"
#include "supervision/child_request.hpp"
#include "supervision/processes.hpp"
#include "troupe/ending.hpp"

namespace troupe::rooms::parallel {

/// Threads: the house thread.
class pools {
public:
  /// Both outlive this.
  pools(supervision::processes& of, mailbox::region& where) noexcept : processes_(of), where_(where) {}
  /// Once, before anything else: who hosts their actors.
  void settle(actor::host& host) noexcept { host_ = &host; }
  [[nodiscard]] actor::host& host() const noexcept { return *host_; }

  /// The actor of a new pool. Fails: decode_error.
  [[nodiscard]] caf::actor make(supervision::child_request&& asked);

  /// It ends.
  void forget(const caf::actor& pool) { host_->want_withdrawals(pool, false); }

  /// Starts a worker of that pool; the pool hears `worker_born`, and later `worker_ended`.
  void start(const caf::actor& pool, std::uint32_t number, supervision::process_request&& what);
  /// Some process of the system is over.
  void on_end(mailbox::address who, const ending& how);
  /// What the worker in that slot is doing.
  [[nodiscard]] running_task now(mailbox::slot_id slot) const noexcept;
  /// What the worker in that slot has not begun of the pieces up to `ticket` is taken back: `now`, asked afterwards, is
  /// the last task that it may have begun.
  void recall(mailbox::slot_id slot, std::uint32_t ticket) { where_.recall(slot, ticket); }
  /// Before the host ends: none is kept any longer.
  void let_go() { workers_.clear(); }

private:
  struct worker {
    caf::actor pool;
    std::uint32_t number = 0;
  };
  [[nodiscard]] mailbox::slot_status* page(mailbox::slot_id slot) const noexcept;

  supervision::processes& processes_;
  mailbox::region& where_;
  actor::host* host_ = nullptr;
  std::unordered_map<mailbox::address, worker> workers_; ///< from birth to end
};

} // namespace troupe::rooms::parallel
