/// What a process of the run looks like from outside: in ps, in core dumps, in /proc/<pid>/environ.
///
/// Guard, spawner and forked workers are one image, so their command line and environment are those
/// that the guard was started with. Both were made with room to spare and are written over in place:
/// what the kernel shows of a process is that very memory, and a fork of it inherits it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace troupe::rooms::spawn {

/// Which worker a process is or descends from.
struct worker_key {
  std::uint32_t number = 0;
  std::uint32_t incarnation = 0;
  friend bool operator==(const worker_key&, const worker_key&) = default;
};

inline constexpr const char* run_variable = "TROUPE_RUN";
inline constexpr const char* worker_variable = "TROUPE_WORKER";

/// An argument with room for any name that `show_role` is given later.
[[nodiscard]] std::string roomy(const std::string& role);
/// Names the process in ps (argv[1], where there is room) and as a thread (15 bytes).
void show_role(const std::string& role);

/// "TROUPE_WORKER=3.1" with room for every number; without a key: nobody's.
[[nodiscard]] std::string worker_entry(std::optional<worker_key> which);
/// This process, and what forks from it, is `which` from now on.
void become(worker_key which);
/// Whose descendant a process is, as far as its environment tells. Empty when it is gone, or
/// nobody's, or has a cleared environment.
[[nodiscard]] std::optional<worker_key> worker_of(int pid);

} // namespace troupe::rooms::spawn
