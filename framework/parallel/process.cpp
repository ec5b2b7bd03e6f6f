#include "troupe/process.hpp"

#include <ostream>

#include "os/process_facts.hpp"
#include "parallel/child_state.hpp"
#include "parallel/children.hpp"
#include "supervision/this_process.hpp"
#include "troupe/error.hpp"
#include "troupe/text.hpp"

namespace troupe {

using namespace rooms;
using parallel::child_state;

process::process(const process_options& options, calls::call&& what)
  : state_(std::make_shared<child_state>(options, std::move(what))) {}

void process::start() const { state_->start(); }
void process::join() const { state_->wait({}); }
bool process::join_for(std::chrono::nanoseconds limit) const { return state_->wait(limit); }

bool process::is_alive() const { return state_->is_alive(); }

std::optional<int> process::pid() const {
  const process_view known = state_->view();
  return known.pid != 0 ? std::optional{known.pid} : std::nullopt;
}
std::optional<int> process::parent_pid() const {
  const process_view known = state_->view();
  return known.parent_pid != 0 ? std::optional{known.parent_pid} : std::nullopt;
}
std::optional<int> process::exitcode() const { return state_->exitcode(); }
std::string process::name() const { return state_->view().name; }
bool process::daemon() const { return state_->view().daemon; }
void process::set_name(const std::string& name) const { state_->set_name(name); }
void process::set_daemon(bool daemon) const { state_->set_daemon(daemon); }

void process::terminate() const { state_->terminate(); }
void process::kill() const { state_->kill(); }
void process::terminate_tree() const { state_->terminate_tree(); }

int process::sentinel() const { return state_->sentinel(); }
void process::close() const { state_->close(); }
caf::actor process::address() const { return state_->address(); }
troupe::wait_source process::wait_source() const { return {.descriptor = state_->sentinel()}; }

std::string process::text() const {
  const std::string state = state_->state_text();
  const process_view known = state_->last_view();
  std::string out = "process(name: ";
  texts::append_quoted(out, known.name);
  if (known.pid != 0)
    out += ", pid: " + std::to_string(known.pid);
  if (known.parent_pid != 0)
    out += ", parent: " + std::to_string(known.parent_pid);
  out.append(", state: ").append(state).append(known.daemon ? ", daemon: true" : ", daemon: false");
  if (!state_->label().empty())
    out.append(", runs: ").append(state_->label());
  return out + ')';
}

std::ostream& operator<<(std::ostream& out, const process& which) {
  const std::string state = which.state_->state_text();
  const process_view known = which.state_->last_view();
  out << "process(" << known.name;
  if (known.pid != 0)
    out << ", pid " << known.pid;
  return out << ", " << state << ')';
}

bool operator==(const process& one, const process& other) noexcept {
  if (one.state_ == other.state_)
    return true;
  const process_view known = one.state_->last_view();
  const process_view others = other.state_->last_view();
  return known.pid != 0 && known.pid == others.pid && known.number == others.number &&
         known.incarnation == others.incarnation;
}

process current_process() {
  const supervision::identity& self = supervision::this_process();
  return process{std::make_shared<child_state>(process_view{self.name,
                                                            self.from.daemon,
                                                            process_state::started,
                                                            self.where.slot,
                                                            self.where.incarnation,
                                                            os::own_pid(),
                                                            self.from.parent_pid,
                                                            {}},
                                               caf::actor{})};
}

std::optional<process> parent_process() {
  const supervision::identity& self = supervision::this_process();
  if (self.is_program || self.from.parent_pid == 0)
    return {};
  const supervision::origin& from = self.from;
  return process{std::make_shared<child_state>(process_view{from.parent_name,
                                                            from.parent_daemon,
                                                            process_state::started,
                                                            from.parent_slot,
                                                            from.parent_incarnation,
                                                            from.parent_pid,
                                                            0,
                                                            {}},
                                               caf::actor{})};
}

std::vector<process> active_children() {
  std::vector<process> all;
  for (auto& each : parallel::living_children())
    all.push_back(process{std::move(each)});
  return all;
}

process_reference codec<process>::to_wire(const process& handle) { return handle.state_->reference(); }

process codec<process>::from_wire(process_reference&& wire) {
  caf::actor address = caf::actor_cast<caf::actor>(handles::arrive(wire.address));
  return process{std::make_shared<child_state>(std::move(wire.known), std::move(address))};
}

} // namespace troupe
