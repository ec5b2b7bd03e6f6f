#include "parallel/child_state.hpp"

#include <cstdio>
#include <iostream>

#include "actor/entrusted_words.hpp"
#include "objects/table.hpp"
#include "os/fault_point.hpp"
#include "os/poll.hpp"
#include "os/process_facts.hpp"
#include "os/signals.hpp"
#include "parallel/children.hpp"
#include "parallel/sentinel.hpp"
#include "supervision/ask.hpp"
#include "supervision/inherited_log.hpp"
#include "supervision/this_process.hpp"
#include "supervision/workplace.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

std::string default_name(const std::string& root, const std::vector<std::uint32_t>& lineage) {
  std::string name = root;
  for (std::size_t i = 0; i < lineage.size(); ++i)
    name.append(i == 0 ? "-" : ":").append(std::to_string(lineage[i]));
  return name;
}

// What was printed before the start stands before what the process prints.
void write_what_is_buffered() {
  std::cout.flush();
  std::fflush(stdout);
}

/// "3", "SIGTERM"
std::string code_text(int code) {
  const std::string name = code < 0 ? os::signal_name(-code) : "";
  return name.empty() ? std::to_string(code) : name;
}

[[noreturn]] void refuse_unstarted(const std::string& name) {
  throw invalid_state("the process '" + name + "' has not been started: call start() first");
}

} // namespace

child_state::child_state(const process_options& options, calls::call&& what)
  : lineage_(next_lineage()), method_(options.start), what_(std::move(what)) {
  view_.name = options.name.empty() ? default_name(what_.name_root, lineage_) : options.name;
  view_.daemon = options.daemon.value_or(supervision::this_process().from.daemon);
  view_.parent_pid = os::own_pid();
}

child_state::child_state(process_view known, caf::actor address)
  : view_(std::move(known)), address_(std::move(address)) {}

// -- what is known ------------------------------------------------------------------------------------

child_state::guard child_state::open() const {
  guard hold{lock_};
  if (closed_)
    throw invalid_state("the process '" + view_.name + "' is closed: nothing is known of it any more");
  return hold;
}

bool child_state::is_own() const noexcept { return view_.pid == os::own_pid(); }

bool child_state::is_program() const noexcept { return view_.number == mailbox::main_slot; }

mailbox::region& child_state::region() const {
  mailbox::region& present = supervision::present_region();
  if (run_mark_ != 0 && run_mark_ != present.run_mark())
    throw contract_error("the process '" + view_.name +
                         "' belongs to a troupe::system that has ended: its handle can be destroyed and no more");
  return present;
}

bool child_state::is_in_table() const { return region().is_alive({view_.number, view_.incarnation}); }

// The kernel knows it a moment earlier than the table, and who has seen it there must not be told otherwise.
bool child_state::is_over() const {
  if (is_own())
    return false;
  return !is_in_table() || (sentinel_ && os::is_readable(sentinel_.get()));
}

process_view child_state::last_view() const {
  const guard hold{lock_};
  return view_;
}

// One that is not started here may have been started by whoever has its address.
process_view child_state::view() {
  guard hold = open();
  if (is_initial() && address_ && !busy_) {
    const caf::actor whom = address_;
    hold.unlock();
    learn(supervision::ask<process_view>(whom, process_look{}));
    hold.lock();
  }
  return view_;
}

bool child_state::is_alive() {
  const process_view now = view();
  return now.state == process_state::started && !is_over();
}

std::optional<int> child_state::exitcode() {
  const process_view now = view();
  if (now.state == process_state::started && is_over())
    wait({}); // the code is on its way
  return last_view().exit_code;
}

bool child_state::is_running() const noexcept {
  try {
    const guard hold{lock_};
    return !closed_ && view_.state == process_state::started && !is_over();
  } catch (const error&) { // of a system that has ended
    return false;
  }
}

bool child_state::is_daemon() const { return last_view().daemon; }

void child_state::learn(const process_view& now) {
  const guard hold{lock_};
  view_ = now;
  run_mark_ = region().run_mark();
}

void child_state::learn(const supervision::process_reply& now) {
  const guard hold{lock_};
  address_ = now.address;
  run_mark_ = region().run_mark();
  if (now.slot == 0)
    return;
  view_.state = process_state::started;
  view_.number = now.slot;
  view_.incarnation = now.incarnation;
  view_.pid = now.pid;
}

bool child_state::learn_end(std::optional<std::int32_t> code) {
  if (!code)
    return false;
  const guard hold{lock_};
  view_.state = process_state::stopped;
  view_.exit_code = code;
  return true;
}

// Destructors of users' values run without the lock.
void child_state::drop_arguments() noexcept {
  std::shared_ptr<void> arguments;
  const guard hold{lock_};
  arguments.swap(what_.arguments);
}

// -- what is asked for --------------------------------------------------------------------------------

/// One thread at a time turns the description into a process of the supervisor's.
class child_state::claim {
public:
  explicit claim(child_state& of) : of_(of) {
    const guard hold = of.open();
    if (std::exchange(of.busy_, true))
      throw invalid_state("the process '" + of.view_.name + "' is just being started by another thread");
  }
  ~claim() {
    const guard hold{of_.lock_};
    of_.busy_ = false;
  }
  claim(const claim&) = delete;
  claim& operator=(const claim&) = delete;

private:
  child_state& of_;
};

// Interrupted is who waited for the answer: the supervisor has the order, and what goes with it, all the same.
void child_state::order(bool start_now) {
  const supervision::identity& self = supervision::this_process();
  supervision::process_request what{
    view_.name,
    method_,
    spawn::place_of(reinterpret_cast<const void*>(what_.entry), std::string{what_.label}),
    {},
    supervision::log_to_inherit(),
    {lineage_, view_.daemon, self.where.slot, self.where.incarnation, os::own_pid(), self.name, self.from.daemon},
    start_now,
    {},
    {}};
  actor::entrusted_words arguments = actor::entrust(*what_.type, what_.arguments.get());
  what.parameters = std::move(arguments.words);
  what.flights = arguments.flights;
  what.actors = std::move(arguments.actors);
  os::pass_fault_point("parallel.start.written");
  try {
    learn(supervision::ask_supervisor<supervision::process_reply>(what));
  } catch (const interrupted&) {
    throw;
  } catch (...) {
    objects::settle(objects::current_table(), arguments.flights);
    throw;
  }
  os::pass_fault_point("parallel.start.handed_over");
  drop_arguments();
}

void child_state::start() {
  if (view().state != process_state::initial)
    throw invalid_state("the process '" + last_view().name +
                        "' has been started already: make another to run it again");
  {
    const claim mine{*this};
    write_what_is_buffered();
    if (address_)
      learn(supervision::ask<process_view>(address_, process_start{}));
    else
      order(true);
  }
  adopt_child(shared_from_this());
}

caf::actor child_state::address() {
  if (const guard hold = open(); address_) {
    static_cast<void>(region()); // an actor of a system that has ended would not answer
    return address_;
  }
  const claim mine{*this};
  const process_view known = last_view();
  if (known.number == 0)
    order(false);
  else
    learn(supervision::process_reply{
      supervision::ask_supervisor<caf::actor>(supervision::address_request{known.number, known.incarnation}), 0, 0, 0});
  const guard hold{lock_};
  return address_;
}

caf::actor child_state::address_if_any() {
  try {
    return address();
  } catch (const invalid_argument&) {
    if (is_in_table())
      throw;
    return {};
  }
}

bool child_state::wait(time_limit limit) {
  const process_view now = view();
  if (now.state == process_state::initial)
    refuse_unstarted(now.name);
  if (now.state == process_state::stopped)
    return true;
  if (is_own())
    throw invalid_state("a process cannot wait for its own end");
  if (is_program())
    return wait_for_program(limit);
  const caf::actor whom = address_if_any();
  return !whom || learn_end(supervision::ask<std::optional<std::int32_t>>(whom, process_join{limit}));
}

// This process ends with it, so there is nothing to be told.
bool child_state::wait_for_program(time_limit limit) const {
  const auto deadline = limit ? os::deadline_after(*limit) : os::never;
  return actor::current_host().pump_until([this] { return !is_in_table(); }, deadline);
}

template <class Request>
void child_state::signal(const Request& which) {
  const process_view now = view();
  if (now.state == process_state::initial)
    refuse_unstarted(now.name);
  if (now.state == process_state::stopped)
    return;
  if (const caf::actor whom = address_if_any())
    supervision::ask<bool>(whom, which);
}

void child_state::terminate() { signal(process_terminate{}); }
void child_state::kill() { signal(process_kill{}); }
void child_state::terminate_tree() { signal(process_terminate_tree{}); }

template <class Request>
void child_state::change(const Request& to) {
  guard hold = open();
  if (!is_initial())
    throw invalid_state("the process '" + view_.name + "' has been started: its name and daemon flag are settled");
  if (address_) {
    const caf::actor whom = address_;
    hold.unlock();
    supervision::tell(whom, to);
    hold.lock();
  }
  apply(to);
}

void child_state::set_name(const std::string& name) { change(process_set_name{name}); }
void child_state::set_daemon(bool daemon) { change(process_set_daemon{daemon}); }

// -- the handle itself --------------------------------------------------------------------------------

int child_state::sentinel() {
  const process_view now = view();
  if (now.state == process_state::initial)
    refuse_unstarted(now.name);
  const guard hold = open();
  if (!sentinel_)
    sentinel_ = open_sentinel(now, [this] { return !is_over(); });
  return sentinel_.get();
}

void child_state::close() {
  if (is_alive())
    throw invalid_state("the process '" + last_view().name + "' is running: join it before its handle is closed");
  const guard hold = open();
  closed_ = true;
  sentinel_.reset();
  what_.arguments.reset();
  address_ = nullptr;
}

process_reference child_state::reference() {
  const guard hold = open();
  if (is_initial() && !address_)
    throw invalid_state("the process '" + view_.name +
                        "' is not started and cannot be sent: start it, or ask for its address(), first");
  return {handles::leave(caf::actor_cast<caf::actor_control_block*>(address_)), view_};
}

std::string child_state::state_text() noexcept {
  try {
    if (const guard hold{lock_}; closed_)
      return "closed";
    const std::optional<int> code = exitcode();
    if (code)
      return *code == 0 ? "stopped" : "stopped[" + code_text(*code) + "]";
    const process_view now = last_view();
    return now.state == process_state::initial   ? "initial"
           : now.state == process_state::started ? "started"
                                                 : "unknown";
  } catch (const error&) {
    return "unknown";
  }
}

} // namespace troupe::rooms::parallel
