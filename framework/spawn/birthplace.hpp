/// The spawner: the process that all workers are children of.
///
/// Forks them on request, reaps them, reports how they ended; adopts what they leave behind and ends
/// it with them. One thread, one loop, no state of the user's.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "os/child_ends.hpp"
#include "os/exec_report.hpp"
#include "os/pidfd.hpp"
#include "os/readiness.hpp"
#include "os/socket_pair.hpp"
#include "spawn/appearance.hpp"
#include "spawn/birth_gate.hpp"
#include "spawn/duty.hpp"
#include "spawn/outbox.hpp"
#include "spawn/protocol.hpp"

namespace troupe::rooms::spawn {

class birthplace {
public:
  /// Fails: no_resource.
  birthplace(const guard_duty& what, os::pidfd&& guard);
  /// Serves until the root asks for the end, or root or guard are gone.
  void serve();

private:
  void hear(); ///< one message, if there is one
  void answer(const plan& what);
  void bear(const plan& what);
  /// In the parent, right after the fork. Fails, the child is at its end then: no_resource.
  void keep(int pid, const plan& what, std::optional<os::exec_report>& report);
  /// Gives the child's pidfd and opens the gate, or has the child leave there.
  [[nodiscard]] os::pidfd hold(int pid);
  void end_one(const drop& which);
  void undo(int pid) noexcept; ///< the birth
  void reap();
  void report(int pid, const ending& how);
  void look_for_strays(const std::vector<int>& ended);
  /// Kills adopted children whose worker is no more. `ended`: who ended just now. Fails: no_resource.
  void end_strays(const std::vector<int>& ended);
  enum class kinship : std::uint8_t { of_a_worker, of_the_dead, unknown };
  [[nodiscard]] kinship look_at(int orphan, const std::vector<int>& ended) const;
  void look_again_soon();

  os::packet_socket root_socket_;
  os::pidfd root_;
  os::pidfd guard_;
  std::array<int, 3> region_;
  int root_pid_;
  int oom_base_;
  os::child_ends ends_;
  os::readiness ready_;
  birth_gate gate_;
  outbox out_;
  std::unordered_map<int, worker_key> living_; ///< by pid; a pid is taken out when it is reaped
  int looks_left_ = 0;                         ///< at orphans that could not be told whose they are
  os::time_point next_look_ = os::never;
  bool is_over_ = false;
};

/// For the guard's child. Never returns, in the workers neither.
[[noreturn]] void be_spawner(const guard_duty& what, os::pidfd&& guard);

} // namespace troupe::rooms::spawn
