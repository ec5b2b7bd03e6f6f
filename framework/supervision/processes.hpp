/// The processes that run functions: described, started, waited for, and ended with their parents.
///
/// Each is an actor of the house, the process's address, which lives as long as the process runs or anybody holds a
/// handle. So its exit code is stored once, here, and any number of threads and processes may ask for it.
///
/// What if a process dies right here? One that asked for a start: its child is ended as all its children are, or never
/// begun, because a start on behalf of an incarnation that is over is refused. One that waits for another's end: its
/// answer is dropped with its lanes.
/// Threads: the house thread alone.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "actor/host.hpp"
#include "supervision/lives.hpp"
#include "supervision/requests.hpp"
#include "troupe/process_messages.hpp"

namespace troupe::rooms::supervision {

class processes {
public:
  /// `of` and `where` outlive this. `method`: of those that ask for none.
  processes(lives& of, mailbox::region& where, start_method method);
  ~processes();

  /// Once, before anything else: who hosts their actors, and where their births find the supervisor.
  void settle(actor::host& host, std::uint64_t supervisor);

  /// The address of a process that is not started yet.
  [[nodiscard]] caf::actor describe(process_request&& what);
  /// Describes and starts; `told` hears once how that went, now or later.
  using started = std::function<void(const caf::actor& address, const start_outcome&)>;
  void start(process_request&& what, const started& told);
  /// No actor when no function runs there.
  [[nodiscard]] caf::actor address_of(mailbox::address who) const;

  /// Some process of the system, with a function or an actor, is over.
  void on_end(mailbox::address who, const ending& how);
  /// SIGTERM to all of them, and half a second later SIGKILL to those that are left.
  void end_all() const;
  /// Before the host ends: none is kept any longer.
  void let_go() { running_.clear(); }

private:
  class one;

  void launch(const std::shared_ptr<one>& which, start_told told);
  [[nodiscard]] std::vector<std::uint64_t> birth_of(const one& which) const;
  void end(const one& which) const;
  /// SIGTERM now, SIGKILL half a second later.
  void end_all_below(mailbox::address who) const;

  lives& lives_;
  mailbox::region& where_;
  const start_method method_;
  actor::host* host_ = nullptr;
  std::uint64_t supervisor_ = 0;
  std::unordered_map<mailbox::address, std::shared_ptr<one>> running_; ///< from the claim of a slot to its end
};

} // namespace troupe::rooms::supervision
