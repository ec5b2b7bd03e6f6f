#include "troupe/actor.hpp" // first

#include "troupe/manager.hpp"

#include <csignal>

#include "actor/host.hpp"
#include "parallel/manager/ask.hpp"
#include "parallel/manager/server.hpp"
#include "parallel/manager/shared_object.hpp"
#include "supervision/signal_process.hpp"
#include "troupe/error.hpp"
#include "troupe/spawn.hpp"

namespace troupe {

using namespace rooms;
using namespace rooms::parallel;

namespace {

constexpr std::chrono::milliseconds terminate_patience{500};

actor_reference start(const manager_options& options) {
  const manager_start begin{options.initializer.where(), options.initializer.arguments()};
  return actor_reference{troupe::spawn({options.name}, fn<manager_server>, begin)};
}

bool is_over(const actor_reference& server) {
  if (!server)
    return true;
  actor::host& here = actor::current_host();
  return !here.mail().where().is_alive(here.address_of(server.handle()));
}

bool wait_until_over(const actor_reference& server, os::time_point deadline = os::never) {
  return actor::current_host().pump_until([&] { return is_over(server); }, deadline);
}

bool wait_until_over(const actor_reference& server, os::duration limit) {
  return wait_until_over(server, os::deadline_after(limit));
}

/// None when it is over, also when that is so only now.
std::optional<process_info> process_now(const actor_reference& server) {
  try {
    if (!is_over(server))
      return process_of(server.handle());
  } catch (const invalid_state&) { // its place is another's by now
  }
  return {};
}

/// Asked by an actor, who gives up after a while: plain code waits for as long as a mailbox is full, and that of a
/// manager that hangs stays so.
void ask_to_end(const actor_reference& server) {
  actor::host& here = actor::current_host();
  const auto ask = [whom = server.handle()] { caf::anon_send(whom, end_manager{}); };
  if (here.in_handler())
    ask();
  else
    here.system().spawn([ask](caf::event_based_actor*) { ask(); });
}

} // namespace

/// Ends the process with the last handle of whoever made it.
class manager::owner {
public:
  owner(actor_reference server, std::chrono::milliseconds timeout) : server_(std::move(server)), timeout_(timeout) {}
  owner(const owner&) = delete;
  owner& operator=(const owner&) = delete;
  ~owner() {
    try {
      shut_down();
    } catch (const std::exception&) { // no system any more, or Ctrl-C: the system ends all processes
    }
  }

  void shut_down() const {
    if (is_over(server_))
      return;
    ask_to_end(server_);
    if (wait_until_over(server_, timeout_))
      return;
    supervision::signal_process_of(server_.handle(), SIGTERM);
    if (wait_until_over(server_, terminate_patience))
      return;
    supervision::signal_process_of(server_.handle(), SIGKILL);
    wait_until_over(server_);
  }

private:
  const actor_reference server_;
  const std::chrono::milliseconds timeout_;
};

manager::manager() : manager(manager_options{}) {}

manager::manager(const manager_options& options)
  : server_(start(options)), owner_(std::make_shared<owner>(server_, options.shutdown_timeout)) {}

manager::manager(actor_reference server) : server_(std::move(server)) {}

actor_reference manager::made(const make_object& what) const {
  if (is_at_hand(server_))
    return actor_reference{make_object_here(actor::current_host().system(), what)};
  const actor::answer got = ask_there(server_, any_value::of(what));
  caf::actor object;
  take_answer(got.content, {&type_entry_of<caf::actor>(),
                            [](void* into, void* value) {
                              *static_cast<caf::actor*>(into) = std::move(*static_cast<caf::actor*>(value));
                            },
                            &object});
  return actor_reference{object};
}

name_space manager::ns() const { return name_space{made(make_name_space())}; }

// -- shared objects that the manager holds, too -------------------------------------------------------

void manager::keep(any_value handle) const {
  const keep_handle question{std::move(handle)};
  if (is_at_hand(server_))
    return caf::anon_send(server_.handle(), question);
  managed::ask<void>(server_, any_value::of(question));
}

event manager::event() const { return kept(troupe::event{}); }
mutex manager::mutex() const { return kept(troupe::mutex{}); }
recursive_mutex manager::recursive_mutex() const { return kept(troupe::recursive_mutex{}); }
semaphore manager::semaphore(std::ptrdiff_t value) const { return kept(troupe::semaphore{value}); }
bounded_semaphore manager::bounded_semaphore(std::ptrdiff_t value) const {
  return kept(troupe::bounded_semaphore{value});
}
condition manager::condition() const { return kept(troupe::condition{}); }
condition manager::condition(const troupe::mutex& with) const { return kept(troupe::condition{with}); }
condition manager::condition(const troupe::recursive_mutex& with) const { return kept(troupe::condition{with}); }
barrier manager::barrier(std::size_t parties) const { return kept(troupe::barrier{parties}); }
barrier manager::barrier(const barrier_options& options, std::size_t parties) const {
  return kept(troupe::barrier{options, parties});
}

// -- the process --------------------------------------------------------------------------------------

batch manager::batch() const { return troupe::batch{server_}; }

std::optional<int> manager::pid() const {
  const std::optional<process_info> process = process_now(server_);
  return process ? std::optional<int>{process->pid()} : std::nullopt;
}

void manager::shutdown() const {
  if (owner_ == nullptr)
    throw invalid_state("a manager is shut down by the process that made it; here is a handle that came from there");
  owner_->shut_down();
}

void manager::join() const { static_cast<void>(wait_until_over(server_)); }

bool manager::join_for(std::chrono::nanoseconds limit) const { return wait_until_over(server_, os::duration{limit}); }

std::uint64_t manager::number_of_objects() const {
  return is_at_hand(server_) ? count_objects_here() : managed::ask<std::uint64_t>(server_, any_value{count_objects{}});
}

std::vector<object_info> manager::debug_info() const {
  return is_at_hand(server_) ? describe_objects_here()
                             : managed::ask<std::vector<object_info>>(server_, any_value{list_objects{}});
}

caf::actor manager::address() const { return server_.handle(); }

std::string manager::text() const {
  const std::optional<process_info> process = process_now(server_);
  if (!process)
    return server_ ? "manager(over)" : "manager(none)";
  return "manager(worker " + std::to_string(process->number()) + " '" + process->name() + "', pid " +
         std::to_string(process->pid()) + ")";
}

} // namespace troupe
