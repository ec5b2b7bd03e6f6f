#include "supervision/lives.hpp"

#include <csignal>

#include "mailbox/role.hpp"
#include "observe/stderr_lines.hpp"
#include "os/clock.hpp"
#include "os/fault_point.hpp"
#include "os/process_facts.hpp"
#include "os/random.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::supervision {

namespace {

constexpr std::size_t run_mark_bytes = 16;
constexpr auto patience_with_the_dying = std::chrono::seconds(1);

start_outcome refused(mailbox::address who, errc code, std::string text, int number = 0) {
  return {who, 0, 0, code, std::move(text), number};
}

start_outcome refused(const error& why) {
  const auto* resource = dynamic_cast<const no_resource*>(&why);
  return refused({}, why.code(), why.what(), resource != nullptr ? resource->number() : 0);
}

// With no descriptors left to look for them they are left out, and end with their spawner's guard.
void signal_group_below(int first, int number) try {
  for (const int pid : os::descendants_of(first))
    // The group of who is held: the number alone may be another's by now.
    if (const auto one = os::pidfd::find(pid); one && os::process_group_of(pid) == first)
      one->signal(number);
} catch (const error& why) {
  logger().warning("not the whole group of process " + std::to_string(first) +
                   " is signalled, its first process is: " + why.what());
}

std::optional<mailbox::start_report> reported(const mailbox::region& in, mailbox::address who) {
  if (std::optional<mailbox::end_report> end = in.end_reported(who))
    return mailbox::start_report{0, end->code, std::move(end->text)};
  return in.start_reported(who);
}

} // namespace

lives::lives(std::shared_ptr<mailbox::region> where, end_told on_end)
  : where_(std::move(where)), on_end_(std::move(on_end)) {}

lives::~lives() = default;

void lives::warm_up() {
  if (!spawner_)
    spawner_ = std::make_unique<spawn::spawner>(where_->descriptors(), os::random_hex(run_mark_bytes));
}

mailbox::address lives::start(process_order what, start_told tell) {
  if (!refusal_.empty()) {
    tell(refused({}, errc::invalid_state, refusal_));
    return {};
  }
  try {
    warm_up();
    const mailbox::address who = where_->claim(what.name);
    os::pass_fault_point("supervision.start.claimed");
    launch(who, std::move(what), std::move(tell));
    return find(who.slot, who.incarnation) != nullptr ? who : mailbox::address{};
  } catch (const error& why) {
    tell(refused(why));
    return {};
  }
}

mailbox::address lives::reserve(const std::string& name) {
  if (!refusal_.empty())
    throw invalid_state(refusal_);
  const mailbox::address first = where_->reserve(name);
  return mailbox::role_of(first.slot, first.incarnation);
}

mailbox::address lives::restart(mailbox::slot_id slot, process_order what, start_told tell) {
  if (!refusal_.empty()) {
    tell(refused({}, errc::invalid_state, refusal_));
    return {};
  }
  try {
    warm_up();
    const mailbox::address who = where_->revive(slot);
    os::pass_fault_point("supervision.restart.revived");
    launch(who, std::move(what), std::move(tell));
    return find(who.slot, who.incarnation) != nullptr ? who : mailbox::address{};
  } catch (const error& why) {
    tell(refused(why));
    return {};
  }
}

void lives::close_role(mailbox::slot_id slot) {
  where_->set_gone(slot, where_->look(slot).how, false);
  where_->sweep();
}

void lives::launch(mailbox::address who, process_order what, start_told tell) {
  lives_[who.slot] = {who, what.name, what.keep_mailbox, what.ready_when_born, {}, 0, 0, false, std::move(tell)};
  try {
    spawner_->request({.number = who.slot,
                       .incarnation = who.incarnation,
                       .name = std::move(what.name),
                       .method = what.method,
                       .entry = std::move(what.entry),
                       .arguments = std::move(what.arguments),
                       .is_program = what.is_program});
  } catch (const error& why) {
    end(who, {ending_kind::never_started, 0}, refused(why));
  }
}

bool lives::signal(mailbox::address who, int number) {
  life* const found = find(who.slot, who.incarnation);
  if (found == nullptr)
    return false;
  if (found->process)
    return found->process.signal(number);
  found->pending_signal = number;
  return true;
}

bool lives::signal_group(mailbox::address who, int number) {
  const life* const found = find(who.slot, who.incarnation);
  if (found == nullptr)
    return false;
  if (found->pid != 0)
    signal_group_below(found->pid, number);
  return signal(who, number);
}

void lives::expect_stop(mailbox::address who) {
  if (life* const found = find(who.slot, who.incarnation))
    found->asked_to_stop = true;
}

void lives::look_for_ready() {
  for (auto& [slot, each] : lives_)
    tell_if_ready(each);
}

void lives::refuse_starts(std::string why) { refusal_ = std::move(why); }

void lives::close() { spawner_.reset(); }

std::vector<mailbox::address> lives::running() const {
  std::vector<mailbox::address> all;
  for (const auto& [slot, each] : lives_)
    all.push_back(each.who);
  return all;
}

int lives::descriptor() const noexcept { return spawner_ ? spawner_->descriptor() : -1; }

void lives::dispatch() {
  if (!spawner_)
    return;
  spawner_->dispatch(*this);
  if (std::exchange(spawner_lost_, false))
    spawner_.reset(); // not in its own callback; the next start makes another
}

lives::life* lives::find(std::uint32_t slot, std::uint32_t incarnation) {
  const auto found = lives_.find(static_cast<mailbox::slot_id>(slot));
  return found != lives_.end() && found->second.who.incarnation == incarnation ? &found->second : nullptr;
}

// Ready is two facts that arrive in any order: the spawner's (pid and pidfd) and the worker's own.
void lives::tell_if_ready(life& which) {
  if (!which.tell || !which.process)
    return;
  if (which.ready_when_born)
    return tell_started(which, 0);
  const std::optional<mailbox::start_report> report = where_->start_reported(which.who);
  if (!report)
    return;
  if (report->code != 0)
    return tell(which, refused(which.who, static_cast<errc>(report->code), report->text));
  tell_started(which, report->actor);
}

void lives::tell_started(life& which, std::uint64_t actor) {
  where_->set_live(which.who.slot, which.pid);
  os::pass_fault_point("supervision.start.live");
  tell(which, {which.who, which.pid, actor, errc::none, {}, 0});
}

void lives::tell(life& which, start_outcome&& outcome) { std::exchange(which.tell, {})(outcome); }

void lives::end(mailbox::address who, const ending& how, start_outcome&& if_not_told) {
  auto over = lives_.extract(who.slot);
  life& which = over.mapped();
  last_report_ = reported(*where_, who); // the slot may be swept with it
  where_->set_gone(who.slot, how, which.keep_mailbox && refusal_.empty());
  os::pass_fault_point("supervision.end.told");
  where_->sweep();
  if (which.tell)
    tell(which, std::move(if_not_told));
  on_end_(who, how);
}

void lives::on_spawned(spawn::spawned&& event) {
  life* const which = find(event.number, event.incarnation);
  if (which == nullptr)
    return;
  which->pid = event.pid;
  which->process = os::pidfd{std::move(event.pidfd)};
  if (which->pending_signal != 0)
    which->process.signal(which->pending_signal);
  tell_if_ready(*which);
}

void lives::on_not_spawned(spawn::not_spawned&& event) {
  const life* const which = find(event.number, event.incarnation);
  if (which == nullptr)
    return;
  const errc code = event.error_number != 0 ? errc::no_resource : errc::unknown_name;
  end(which->who, {ending_kind::never_started, event.error_number},
      refused(which->who, code, event.text, event.error_number));
}

void lives::on_gone(spawn::gone&& event) {
  life* const which = find(event.number, event.incarnation);
  if (which == nullptr)
    return;
  tell_if_ready(*which); // it may have been ready and quit at once
  const bool has_stopped = which->asked_to_stop && event.how == ending{ending_kind::exited, 0};
  const ending how = has_stopped ? ending{ending_kind::stopped, 0} : event.how;
  const std::string story = text({event.number, which->name, which->pid}, how) + " before it was ready";
  end(which->who, how, refused(which->who, errc::worker_lost, story));
}

// Nobody may be left who waits for one of them, and the program would end as if all had gone well.
void lives::on_spawner_lost(const std::string& why) {
  if (!lives_.empty())
    observe::write_stderr_lines("troupe: ", why + "; every process that it had started ended with it");
  end_all(why);
  spawner_lost_ = true;
}

void lives::end_all(const std::string& why) {
  const os::time_point patience = os::deadline_after(patience_with_the_dying);
  for (const mailbox::address who : running()) {
    life& which = lives_.at(who.slot);
    if (which.process) {
      which.process.signal(SIGKILL); // its own parent-death signal does the same; whichever is first
      which.process.wait_ended(patience);
    }
    end(who, {ending_kind::spawner_gone, 0}, refused(who, errc::worker_lost, "the spawner is lost: " + why));
  }
}

} // namespace troupe::rooms::supervision
