/// A supervised tree built in C++: what a tree file says, with the same fields, order and defaults.
///
///   troupe::system sys{argc, argv};
///   troupe::supervisor root{{.strategy = troupe::rest_for_one, .limit = {.restarts = 3, .within = 5s}}};
///   root.add({.name = "counter", .run = {troupe::fn<counter>, 5}});
///   root.add({.name = "web", .command = {"./web", "--port", "8080"}, .after = {"counter"}});
///   root.start();
///   return root.wait();
#pragma once

#include <troupe/actor.hpp> // before any other CAF header

#include <troupe/hosting.hpp>
#include <troupe/supervisor_options.hpp>

namespace troupe {

/// See `actor_run`; here, because the headers of options know nothing of actors.
template <auto F, class... Args>
actor_run::actor_run(fn_type<F> f, Args&&... args) : name(f.label()) {
  using factory = hosting::factory<F>;
  hosting::require_actor<typename factory::result>();
  require_arguments<typename factory::written_parameters, Args...>();
  const typename factory::parameters sent{std::forward<Args>(args)...};
  entry = &factory::entry;
  parameters = wire::to_words(sent);
}

/// Children and how they are treated. A value until it is started; from then on its copies are the same running tree.
/// One tree runs at a time, in the process that has the `troupe::system`; it ends with that at the latest.
class supervisor {
public:
  supervisor(const supervisor_options& options = {});

  /// One more child, at the end of the list. When the tree runs already it starts at once, below the root; the root is
  /// then the one that was started.
  /// Waits:   for nothing; in a running tree until the child is one of it, not until it is ready.
  /// Threads: any, once it is started; else one at a time.
  /// Fails:   invalid_argument when the running tree cannot have it; invalid_state when it is over.
  supervisor& add(child what);
  /// The same with a supervisor and all that is below it.
  supervisor& add(std::string name, const supervisor& below);

  /// Checks the tree as `troupe check` does a file, and starts it, in order.
  /// Waits:   until all children are ready, or the tree is over.
  /// Threads: any; signals are for the thread that made the system.
  /// Fails:   invalid_argument with everything that is wrong, one problem a line; contract_error without a system;
  ///          invalid_state when a tree runs already.
  void start();
  /// The exit code of the tree, as `troupe run` has it: 0 after `stop()`, 128 and the signal's number after SIGINT or
  /// SIGTERM, the significant child's with `.auto_shutdown`, 70 when the root gave up.
  /// Waits:   until the tree is over.
  /// Threads: as `start`.
  /// Fails:   invalid_state when it has not been started, or the system it ran in is over; contract_error without one.
  [[nodiscard]] int wait();
  /// The tree is to end, in the reverse of its order. Nothing happens when it is over, or not started.
  /// Waits:   for nothing. Threads: any, handlers of actors of this process too.
  /// Fails:   as `wait`, after the end of the system it ran in.
  void stop(int exit_code = 0);

  /// What it is so far, as one value.
  [[nodiscard]] const tree_spec& spec() const noexcept { return spec_; }

private:
  struct running;
  tree_spec spec_;
  std::shared_ptr<running> running_; ///< null until it is started
};

} // namespace troupe
