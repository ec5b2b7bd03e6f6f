/// The root's side of the spawner: asks for processes, hears of their ends.
///
/// root --posix_spawn--> guard --fork--> spawner --fork per request--> workers.
/// The guard does nothing but outlive: whichever of root and spawner dies first, a survivor (guard,
/// spawner as subreaper, or the root by the run's mark in the environment) kills all that is left.
/// Protocol: schemas/spawner.capnp and docs/formats/spawner.md.
/// Threads: the house thread alone.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "os/fd.hpp"
#include "troupe/ending.hpp"
#include "troupe/start_method.hpp"

namespace troupe::rooms::spawn {

using troupe::start_method;

/// A function's place in a loaded module: exact for lambdas, static functions and equal names.
struct code_place {
  std::string module;           ///< path, empty for the program itself
  std::vector<std::byte> build; ///< GNU build-id of that module
  std::uint64_t offset = 0;     ///< from the module's load address
  std::string label;            ///< for people and error texts
};

/// Where `function` lies. Fails: contract_error for an address in no module.
[[nodiscard]] code_place place_of(const void* function, std::string label);
/// The address in this process. Loads the module if it has a path and is not loaded yet.
/// Fails: unknown_name, with both build-ids, when this image is another build.
[[nodiscard]] void* find_code(const code_place& place);

/// One process to be made. Everything it needs crosses the socket; nothing is inherited by luck.
struct plan {
  std::uint32_t number = 0; ///< slot
  std::uint32_t incarnation = 0;
  std::string name; ///< becomes the thread name: cut to 15 bytes there
  start_method method = start_method::fork_server;
  code_place entry;                     ///< void(*)(birth&)
  std::vector<std::uint64_t> arguments; ///< opaque to this room
  int nice_oom = 200;                   ///< oom_score_adj
  bool is_program = false;              ///< the entry becomes another program: answered when it has, or could not
};

/// What a worker finds when it wakes up; passed to the entry.
struct birth {
  std::uint32_t number = 0;
  std::uint32_t incarnation = 0;
  std::string name;
  std::array<int, 3> region; ///< descriptors of the mailbox region
  std::vector<std::uint64_t> arguments;
  int parent_pid = 0;   ///< the root's
  int exec_report = -1; ///< of a program: where to tell that it could not be executed (os/exec_report.hpp)
};
using entry_function = void (*)(birth&);

struct spawned {
  std::uint32_t number, incarnation;
  int pid;
  os::fd pidfd;
};
struct not_spawned {
  std::uint32_t number, incarnation;
  int error_number; ///< EAGAIN, ENOMEM, ... or 0
  std::string text; ///< one sentence: what failed and what to do
};
struct gone {
  std::uint32_t number, incarnation;
  ending how;
};

class listener {
public:
  virtual void on_spawned(spawned&& event) = 0;
  virtual void on_not_spawned(not_spawned&& event) = 0;
  virtual void on_gone(gone&& event) = 0;
  /// Spawner and guard are dead, and so is everything that they and their workers had started. Requests
  /// without an answer get none, ends that were not told are not told. `why`: a sentence's predicate
  /// with its subject, e.g. "the spawner killed by signal 9 (SIGKILL)". The object is of no more use.
  virtual void on_spawner_lost(const std::string& why) = 0;

protected:
  ~listener() = default;
};

class spawner {
public:
  /// Starts guard and spawner from this program's own image and returns at once.
  /// `region`: descriptors handed to every worker. `run_mark`: random, put into the environment of
  /// all descendants as TROUPE_RUN. Fails: no_resource.
  spawner(std::array<int, 3> region, const std::string& run_mark);
  /// Orderly end: everything below is killed and reaped. Waits at most a second.
  ~spawner();

  /// Readable when `dispatch` has something to do.
  [[nodiscard]] int descriptor() const noexcept;
  /// Asks for a process: answered, in the order of the requests, by on_spawned or on_not_spawned.
  /// Never waits. Fails: invalid_state after on_spawner_lost; no_resource when a plan longer than
  /// 64 KB finds no memory.
  void request(const plan& what);
  /// Tells what has happened. Never waits. `to` may not destroy this object meanwhile.
  void dispatch(listener& to);

private:
  struct state;
  std::unique_ptr<state> state_;
};

/// For the wrapped main and, without the wrapper, the `system` constructor: when this process was
/// started as guard, spawner or exec worker it does that job and never returns.
void serve_if_asked();

} // namespace troupe::rooms::spawn
