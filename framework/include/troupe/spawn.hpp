/// Actors in processes of their own.
#pragma once

#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <troupe/actor.hpp> // before any other CAF header

#include <troupe/fn_arguments.hpp>
#include <troupe/hosting.hpp>
#include <troupe/process_info.hpp>

namespace troupe {

struct spawn_options {
  std::string name = {}; ///< of the process, for logs, core dumps and ps; empty: the function's own
};

/// Starts a process that hosts one actor, made there by the factory `f` (a function as CAF's `spawn`
/// takes it: its own pointer first if it wants one) with these arguments. Gives the actor's handle,
/// typed if the factory's result is.
///
/// The actor is ready: its factory has returned. Its process ends when it quits, or when its last
/// handle anywhere is dropped.
/// Waits:   for the new process, about half a millisecond; the mail of this process keeps flowing.
/// Callers: plain code and handlers, of any process and thread.
/// Fails:   no_resource (processes, memory, slots), initializer_failed (the factory threw, with its
///          text), unknown_name, decode_error, worker_lost, contract_error (no system),
///          invalid_state (the system is ending). Nothing is left running then.
template <auto F, class... Args>
auto spawn(const spawn_options& options, fn_type<F> f, Args&&... args) {
  using factory = hosting::factory<F>;
  hosting::require_actor<typename factory::result>();
  require_arguments<typename factory::written_parameters, Args...>();
  const typename factory::parameters sent{std::forward<Args>(args)...};
  const caf::actor made = hosting::spawn({options.name, &factory::entry, f.label(), wire::to_words(sent)});
  return caf::actor_cast<typename factory::handle>(made);
}

/// The same without options.
template <auto F, class... Args>
auto spawn(fn_type<F> f, Args&&... args) {
  return spawn(spawn_options{}, f, std::forward<Args>(args)...);
}

/// Here to say what is missing.
template <nameless F, class... Args>
auto spawn(const spawn_options&, F&&, Args&&...) {
  require_name<F>();
  return caf::actor{};
}
/// Here to say what is missing.
template <nameless F, class... Args>
auto spawn(F&&, Args&&...) {
  require_name<F>();
  return caf::actor{};
}

/// The process in which that actor lives, as the slot table has it now.
/// Fails: invalid_state when it is over and its place taken by another.
[[nodiscard]] process_info process_of(const caf::actor& who);

/// SIGKILL to the process in which that actor lives. Whether it was sent: false when the process is
/// over already. Its end is told to monitors, not awaited here.
/// Fails: invalid_argument when the actor lives in the program's own process.
bool kill_process_of(const caf::actor& who);

} // namespace troupe
