/// Processes that run a function: described, started, waited for, ended.
///
///   troupe::process p{{.name = "worker 1"}, troupe::fn<worker>, 7};
///   p.start();
///   p.join();
///   std::cout << p << '\n'; // process(worker 1, pid 4242, stopped)
///
/// After Python's multiprocessing.Process. What differs: a daemon may start processes; what a process has started ends
/// with it, however it ends; any number of threads may wait, and all read the same exit code.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <troupe/actor_place.hpp>
#include <troupe/handle_text.hpp>
#include <troupe/process_call.hpp>
#include <troupe/process_messages.hpp>
#include <troupe/start_method.hpp>
#include <troupe/wait_source.hpp>

namespace caf {
class actor;
}

namespace troupe {

namespace rooms::parallel {
class child_state;
}

struct process_options {
  std::string name = {};           ///< for current_process(), logs, ps; empty: "Process-3", "consumer-1"
  std::optional<bool> daemon = {}; ///< ended with its parent, not waited for; empty: as the process that makes it
  std::optional<start_method> start = {}; ///< empty: the system's
};

/// A handle of a process. Copying copies the reference; sent to another process it is the same process there. Dropping
/// the last one neither waits nor kills: the end of the process that started it does.
/// Threads: all may use one handle, and one process from any number of handles.
class process {
public:
  /// Moving copies, too: a handle is of its process as long as it lives.
  process(const process&) noexcept = default;
  process& operator=(const process&) noexcept = default;
  ~process() = default;

  /// Describes a process that calls `f` with these arguments, and does not start it. The arguments are converted to
  /// what the function takes; they travel when it is started. Its result is not looked at.
  template <auto F, class... Args>
  process(const process_options& options, fn_type<F>, Args&&... args)
    : process(options, call_of<F, Args...>(args...)) {}
  /// The same without options.
  template <auto F, class... Args>
  explicit process(fn_type<F> f, Args&&... args) : process(process_options{}, f, std::forward<Args>(args)...) {}
  /// Describes a process that calls `run()`, or `operator()`, of that object, which travels there with its fields.
  template <callable_aggregate T>
  process(const process_options& options, T object) : process(options, calls::of_object<T>::of(std::move(object))) {}
  /// The same without options.
  template <callable_aggregate T>
  explicit process(T object) : process(process_options{}, std::move(object)) {}

  /// Here to say what is missing.
  template <class F, class... Args>
    requires calls::uncallable<F>
  process(const process_options&, F&&, Args&&...) {
    calls::require_callable<F>();
  }
  /// Here to say what is missing.
  template <class F, class... Args>
    requires calls::uncallable<F>
  explicit process(F&&, Args&&...) {
    calls::require_callable<F>();
  }

  /// When the function returns, the process ends in order, whatever its other threads do: one that waits in it still,
  /// for a mutex for instance, must have ended before, or is ended by a signal.
  /// The process exists when this returns. What this process has buffered for standard output is written before.
  /// Handles among the arguments have gone over to it: an end of a pipe that was moved in closes when it closes it.
  /// Waits: for the kernel, about half a millisecond.
  /// Fails: invalid_state (started already, its parent is over, the system is ending), no_resource (processes, memory,
  ///        slots), unknown_name, contract_error (no system). Nothing is left running then, and it may be tried again.
  void start() const;
  /// Waits until it is over. In a handler the actors of this process stand still meanwhile.
  /// Fails: invalid_state (not started, or it is this very process), interrupted.
  void join() const;
  /// Whether it is over, waiting for `limit` at most; negative: looks once. Fails as `join` does.
  bool join_for(std::chrono::nanoseconds limit) const;

  [[nodiscard]] bool is_alive() const;
  /// Empty before the start.
  [[nodiscard]] std::optional<int> pid() const;
  [[nodiscard]] std::optional<int> parent_pid() const;
  /// Empty until it is over; what it returned to the kernel, or minus the number of the signal that ended it. 1 after
  /// an exception that nobody caught; 127 when it could not begin.
  [[nodiscard]] std::optional<int> exitcode() const;
  [[nodiscard]] std::string name() const;
  [[nodiscard]] bool daemon() const;
  /// Before the start; invalid_state afterwards, and nothing is changed.
  void set_name(const std::string& name) const;
  void set_daemon(bool daemon) const;

  /// SIGTERM. Nothing when it is over. Fails: invalid_state before the start.
  void terminate() const;
  /// SIGKILL. The same.
  void kill() const;
  /// SIGTERM to it and to all processes below it; SIGKILL to those that are left after half a second.
  void terminate_tree() const;

  /// A descriptor for poll and the like, readable when the process is over. It belongs to the handle and its copies in
  /// this process; `close()` closes it. Fails: invalid_state before the start, no_resource.
  [[nodiscard]] int sentinel() const;
  /// Lets go of what the handles of this process hold; every later call on them throws invalid_state.
  /// Fails: invalid_state while it runs.
  void close() const;

  /// The actor that does all this by message (<troupe/process_messages.hpp>). Include <troupe/actor.hpp> to use it.
  /// Before the start too. Waits for the supervisor when it is first asked.
  [[nodiscard]] caf::actor address() const;
  /// For `troupe::wait`: ready when the process is over.
  [[nodiscard]] troupe::wait_source wait_source() const;

  /// process(name: "worker 1", pid: 4242, parent: 4200, state: stopped[SIGTERM], daemon: true, runs: worker)
  [[nodiscard]] std::string text() const;
  /// process(worker 1, pid 4242, stopped[SIGTERM])
  friend std::ostream& operator<<(std::ostream& out, const process& which);
  /// Whether both are handles of the same process.
  friend bool operator==(const process&, const process&) noexcept;

private:
  friend struct codec<process>;
  friend process current_process();
  friend std::optional<process> parent_process();
  friend std::vector<process> active_children();
  template <auto F, class... Args>
  static calls::call call_of(Args&... args) {
    require_arguments<called_parameters<F>, Args...>();
    return calls::of_function<F>::with(std::forward<Args>(args)...);
  }
  process(const process_options& options, calls::call&& what);
  explicit process(std::shared_ptr<rooms::parallel::child_state> state) noexcept : state_(std::move(state)) {}

  std::shared_ptr<rooms::parallel::child_state> state_;
};

/// The calling process. In the program itself, with or without a system, its name is "MainProcess".
[[nodiscard]] process current_process();
/// Who started the calling process. Empty in the program itself.
[[nodiscard]] std::optional<process> parent_process();
/// The processes that the calling process has started and that are not over, in the order of their starts.
[[nodiscard]] std::vector<process> active_children();

/// In a worker: std::exit, after the process's children that are no daemons were waited for. `atexit` handlers and
/// static destructors run, stdio is flushed, destructors of the functions that are running do not run.
/// Fails: contract_error in the program itself, which returns from main.
[[noreturn]] void exit_process(int code);

/// What travels for a handle of a process.
struct process_reference {
  handles::place address;
  process_view known;
};
/// Fails: invalid_state for a process that is neither started nor was asked for its address.
template <>
struct codec<process> {
  using wire_type = process_reference;
  static wire_type to_wire(const process& handle);
  static process from_wire(wire_type&& wire);
};

} // namespace troupe
