#include "troupe/child_state.hpp"

#include <array>

namespace troupe {

namespace {

constexpr std::array<std::string_view, 14> states = {"disabled", "blocked",  "starting", "ready",   "draining",
                                                     "stopping", "stopped",  "done",     "backoff", "held",
                                                     "failed",   "degraded", "paused",   "lost"};
constexpr std::array<std::string_view, 18> causes = {
  "exit",    "signal",        "oom",         "cpu_limit",   "stuck",      "unresponsive",
  "probe",   "start_timeout", "exec_failed", "actor_error", "actor_kill", "fatal_code",
  "stopped", "sibling",       "recycled",    "updated",     "node_lost",  "supervisor_gone"};

} // namespace

std::string_view name(child_state state) noexcept { return states[static_cast<std::size_t>(state)]; }

std::string_view name(end_cause cause) noexcept { return causes[static_cast<std::size_t>(cause)]; }

} // namespace troupe
