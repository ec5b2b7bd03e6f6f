#include "supervision/processes.hpp"

#include <algorithm>
#include <csignal>

#include "actor/entrusted_words.hpp"
#include "os/fault_point.hpp"
#include "os/process_facts.hpp"
#include "supervision/supervisor.hpp"
#include "troupe/error.hpp"
#include "troupe/value_words.hpp"

namespace troupe::rooms::supervision {

namespace {

constexpr auto patience = std::chrono::milliseconds(500); // of who was asked by SIGTERM

/// To oneself, when the limit of a join is over.
struct join_limit {
  std::uint64_t ticket = 0;
};

start_outcome refused(std::string why) { return {{}, 0, 0, errc::invalid_state, std::move(why), 0}; }

} // namespace

/// One process, from its description on; kept by its actor, and by `running_` while it runs.
class processes::one : public std::enable_shared_from_this<one> {
public:
  one(processes& house, process_request&& what)
    : house_(house), what_(std::move(what)), parameters_(std::move(what_.flights), std::move(what_.actors)) {
    os::pass_fault_point("supervision.process.carried");
  }
  one(const one&) = delete;
  one& operator=(const one&) = delete;

  caf::actor settle(actor::host& host) {
    const auto self = shared_from_this();
    const caf::actor address =
      host.system().spawn([self](troupe::event_based_actor* actor) { return self->behaviour(actor); });
    address_ = caf::actor_cast<caf::actor_addr>(address);
    return address;
  }

  void begin() {
    state_ = process_state::started;
    keep_ = address();
  }
  void has_slot(mailbox::address who) { who_ = who; }
  /// Nothing came of it: it may be started again.
  void take_back() {
    who_ = {0, 0};
    state_ = process_state::initial;
    keep_ = nullptr;
  }
  void has_pid(int pid) { pid_ = pid; }
  void end(const ending& how);

  [[nodiscard]] const process_request& what() const noexcept { return what_; }
  [[nodiscard]] process_state state() const noexcept { return state_; }
  [[nodiscard]] mailbox::address who() const noexcept { return who_; }
  [[nodiscard]] mailbox::address parent() const noexcept {
    return {what_.from.parent_slot, what_.from.parent_incarnation};
  }
  [[nodiscard]] caf::actor address() const { return caf::actor_cast<caf::actor>(address_); }
  [[nodiscard]] process_view view() const;

private:
  struct waiter {
    std::uint64_t ticket;
    caf::response_promise promise;
  };

  troupe::behavior behaviour(troupe::event_based_actor* self);
  void start(caf::response_promise promise);
  void join(troupe::event_based_actor* self, const process_join& how, caf::response_promise promise);
  void give_up(std::uint64_t ticket);
  caf::result<bool> signal(int number);
  caf::result<bool> end_tree();
  [[nodiscard]] std::optional<std::int32_t> code() const;

  processes& house_;
  process_request what_;
  actor::custody parameters_;
  process_state state_ = process_state::initial;
  mailbox::address who_{0, 0};
  int pid_ = 0;
  ending how_;
  caf::actor_addr address_;
  caf::actor keep_; ///< while it runs
  std::uint64_t last_ticket_ = 0;
  std::vector<waiter> waiting_;
};

void processes::one::end(const ending& how) {
  how_ = how;
  state_ = process_state::stopped;
  for (waiter& each : std::exchange(waiting_, {}))
    each.promise.deliver(code());
  parameters_.end();
  keep_ = nullptr;
}

std::optional<std::int32_t> processes::one::code() const {
  return state_ == process_state::stopped ? std::optional{exit_code(how_)} : std::nullopt;
}

process_view processes::one::view() const {
  return {what_.name, what_.from.daemon, state_, who_.slot, who_.incarnation, pid_, what_.from.parent_pid, code()};
}

troupe::behavior processes::one::behaviour(troupe::event_based_actor* self) {
  const auto kept = shared_from_this();
  const auto unless_started = [kept](auto change) -> caf::result<void> {
    if (kept->state_ != process_state::initial)
      return make_error(errc::invalid_state, "the process has been started: its name and daemon flag are settled");
    change();
    return caf::unit;
  };
  self->set_exit_handler([self](const caf::exit_msg& what) { // whoever links to it must not take it along
    if (what.reason == caf::exit_reason::user_shutdown)
      self->quit(what.reason);
  });
  return {
    [=](const process_start&) {
      auto promise = self->make_response_promise();
      kept->start(promise);
      return promise;
    },
    [=](const process_join& how) {
      auto promise = self->make_response_promise();
      kept->join(self, how, promise);
      return promise;
    },
    [=](const join_limit& over) { kept->give_up(over.ticket); },
    [=](const process_look&) { return kept->view(); },
    [=](const process_set_name& to) { return unless_started([&] { kept->what_.name = to.name; }); },
    [=](const process_set_daemon& to) { return unless_started([&] { kept->what_.from.daemon = to.daemon; }); },
    [=](const process_terminate&) { return kept->signal(SIGTERM); },
    [=](const process_kill&) { return kept->signal(SIGKILL); },
    [=](const process_terminate_tree&) { return kept->end_tree(); },
  };
}

void processes::one::start(caf::response_promise promise) {
  house_.launch(shared_from_this(), [kept = shared_from_this(), promise](const start_outcome& how) mutable {
    if (how.code == errc::none)
      promise.deliver(kept->view());
    else
      promise.deliver(make_error(how.code, how.text));
  });
}

void processes::one::join(troupe::event_based_actor* self, const process_join& how, caf::response_promise promise) {
  if (state_ == process_state::initial)
    return promise.deliver(make_error(errc::invalid_state, "the process '" + what_.name + "' has not been started"));
  if (state_ == process_state::stopped || (how.limit && *how.limit <= how.limit->zero()))
    return promise.deliver(code());
  waiting_.push_back({++last_ticket_, std::move(promise)});
  if (how.limit)
    self->delayed_send(self, *how.limit, join_limit{last_ticket_});
}

void processes::one::give_up(std::uint64_t ticket) {
  const auto found = std::ranges::find(waiting_, ticket, &waiter::ticket);
  if (found == waiting_.end())
    return;
  found->promise.deliver(code());
  waiting_.erase(found);
}

caf::result<bool> processes::one::signal(int number) {
  if (state_ == process_state::initial)
    return make_error(errc::invalid_state,
                      "the process '" + what_.name + "' has not been started: there is nothing to end");
  return state_ == process_state::started && house_.lives_.signal(who_, number);
}

caf::result<bool> processes::one::end_tree() {
  if (state_ == process_state::started) {
    house_.end(*this);
    house_.end_all_below(who_);
  }
  return signal(SIGTERM);
}

// -- all of them --------------------------------------------------------------------------------------

processes::processes(lives& of, mailbox::region& where, start_method method)
  : lives_(of), where_(where), method_(method) {}

processes::~processes() = default;

void processes::settle(actor::host& host, std::uint64_t supervisor) {
  host_ = &host;
  supervisor_ = supervisor;
}

caf::actor processes::describe(process_request&& what) {
  return std::make_shared<one>(*this, std::move(what))->settle(*host_);
}

void processes::start(process_request&& what, const started& told) {
  const auto which = std::make_shared<one>(*this, std::move(what));
  const caf::actor address = which->settle(*host_);
  launch(which, [=](const start_outcome& how) { told(address, how); });
}

void processes::launch(const std::shared_ptr<one>& which, start_told told) {
  if (which->state() != process_state::initial)
    return told(
      refused("the process '" + which->what().name + "' has been started already: make another to run it again"));
  if (!where_.is_alive(which->parent()))
    return told(refused("the process '" + which->what().name + "' was not started: its parent is over"));
  const process_request& what = which->what();
  which->begin();
  const auto tell = [this, which, told = std::move(told)](const start_outcome& how) {
    which->has_pid(how.pid);
    if (how.code != errc::none) {
      running_.erase(which->who());
      which->take_back();
    }
    told(how);
  };
  const mailbox::address who =
    lives_.start({what.name, what.start.value_or(method_), what.entry, birth_of(*which), false, true}, tell);
  if (who.slot == mailbox::no_slot)
    return; // refused, and told so
  which->has_slot(who);
  running_[who] = which;
}

std::vector<std::uint64_t> processes::birth_of(const one& which) const {
  const process_request& what = which.what();
  return wire::to_words(
    worker_order{host_->mail().self().incarnation, supervisor_, what.log, what.from, what.parameters});
}

caf::actor processes::address_of(mailbox::address who) const {
  const auto found = running_.find(who);
  return found != running_.end() ? found->second->address() : caf::actor{};
}

void processes::on_end(mailbox::address who, const ending& how) {
  if (auto over = running_.extract(who))
    over.mapped()->end(how);
  end_all_below(who);
}

// All of them at once: a chain of processes that ignore SIGTERM takes no longer than one does.
void processes::end_all_below(mailbox::address who) const {
  for (const auto& [at, each] : running_) {
    if (each->parent() != who)
      continue;
    end(*each);
    end_all_below(at);
  }
}

void processes::end_all() const {
  for (const auto& [at, each] : running_)
    end(*each);
}

void processes::end(const one& which) const {
  lives_.signal(which.who(), SIGTERM);
  caf::delayed_anon_send(which.address(), patience, process_kill{});
}

} // namespace troupe::rooms::supervision
