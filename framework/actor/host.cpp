#include "actor/host.hpp"

#include <algorithm>
#include <atomic>
#include <unordered_set>

#include <caf/actor_registry.hpp>
#include <caf/actor_system_config.hpp>

#include "actor/caf_seam/caller.hpp"
#include "actor/caf_seam/clock.hpp"
#include "actor/caf_seam/inline_scheduler.hpp"
#include "actor/caf_seam/logger.hpp"
#include "actor/caf_seam/node.hpp"
#include "actor/caf_seam/pump.hpp"
#include "actor/caf_seam/switchboard.hpp"
#include "objects/waiting.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::actor {
namespace {

std::atomic<host*> current{nullptr};
std::atomic<host& (*)()> maker{nullptr};

/// Null without a system.
host* find_host() {
  if (host* const here = current.load(std::memory_order_acquire))
    return here;
  const auto make = maker.load(std::memory_order_acquire); // pairs with set_host_maker
  return make != nullptr ? &make() : nullptr;
}

bool wait_reading_mail(const std::function<bool()>& finished, os::time_point deadline) {
  return current_host().pump_until(finished, deadline);
}

/// CAF's configuration without its command line and files: the program's arguments are not CAF's.
class configuration : public caf::actor_system_config {
public:
  configuration(pump& runs, clock& timers) {
    module_factories.push_back([&runs, &timers](caf::actor_system& system) -> caf::actor_system::module* {
      runs.attach(system);
      return new inline_scheduler{system, runs, timers};
    });
    error_renderers[caf::atom("troupe")] = [](std::uint8_t code, caf::atom_value category,
                                              const caf::message& context) {
      return text(caf::error{code, category, context});
    };
  }
};

} // namespace

/// Made without a mailbox, and settled in one later: CAF's system is most of what a host costs.
struct host::state {
  explicit state(const host_options& options)
    : runs(mail, options),
      timers(
        open, [this] { runs.nudge(); }, [this](const failed_request& late) { board->withdraw(late); },
        [this](const std::exception_ptr& why) { board->note_unsent(why); }),
      config(runs, timers) {
    system.emplace(config);
    leave_logger();
  }

  void settle(host& of, mailbox::endpoint&& where);
  /// The one that was prepared, or a new one.
  static std::unique_ptr<state> take_or_make(const host_options& options);
  void end_actors();
  void end_selves();

  mailbox::endpoint mail;
  requests open;
  pump runs;
  clock timers;
  std::optional<switchboard> board;
  std::optional<callers> asking;
  configuration config;
  std::optional<caf::actor_system> system;
  std::mutex selves_lock;
  std::vector<caf::strong_actor_ptr> selves;
  static std::atomic<state*> prepared; ///< never destroyed here: who has no use for it ends without a host
};

constinit std::atomic<host::state*> host::state::prepared{nullptr};

std::unique_ptr<host::state> host::state::take_or_make(const host_options& options) {
  std::unique_ptr<state> made{options == host_options{} ? prepared.exchange(nullptr) : nullptr};
  return made ? std::move(made) : std::make_unique<state>(options);
}

void host::state::settle(host& of, mailbox::endpoint&& where) {
  mail = std::move(where);
  set_node(*system, make_node(run_of(mail.where()), mail.self()));
  board.emplace(mail, open, runs);
  asking.emplace(of, board->exported());
  runs.attach(*board, timers);
  board->attach(*system);
}

// What an actor sends while it ends still goes out; it may make others that have to end too.
void host::state::end_actors() {
  std::unordered_set<caf::actor_id> told;
  const auto all_gone = [&] {
    for (const caf::strong_actor_ptr& one : runs.living_here().all())
      if (told.insert(one->id()).second)
        caf::anon_send_exit(one, caf::exit_reason::user_shutdown);
    return system->registry().running() == 0;
  };
  board->exported().clear();
  runs.until(all_gone, os::never);
}

void host::state::end_selves() {
  std::vector<caf::strong_actor_ptr> left;
  {
    const std::scoped_lock hold{selves_lock};
    left.swap(selves);
  }
  for (const caf::strong_actor_ptr& one : left)
    static_cast<caf::blocking_actor*>(one->get())->cleanup(caf::exit_reason::user_shutdown, nullptr);
}

host::host(std::shared_ptr<mailbox::region> where, mailbox::address self, host_options options) {
  mailbox::endpoint mail{std::move(where), self}; // what fails, fails before there are actors that have to end
  state_ = state::take_or_make(options);
  state_->settle(*this, std::move(mail));
}

void host::prepare() {
  if (!is_prepared())
    state::prepared = new state{{}};
}

bool host::is_prepared() noexcept { return state::prepared.load() != nullptr; }

host::~host() {
  if (current.load(std::memory_order_acquire) == this)
    set_current_host(nullptr);
  state_->runs.on_plain_wait({});
  state_->end_selves();
  state_->asking->end();
  state_->end_actors();
  state_->board->detach_proxies();
  state_->runs.begin_to_end();
  state_->system.reset();
}

caf::actor_system& host::system() noexcept { return *state_->system; }
mailbox::endpoint& host::mail() noexcept { return state_->mail; }

bool host::pump_until(const std::function<bool()>& finished, os::time_point deadline) {
  return state_->runs.until(finished, deadline);
}

void host::pump_once() { state_->runs.once(); }

void host::be_rung() { state_->runs.be_rung(); }

os::time_point host::next_timer() const { return std::min(state_->timers.next(), state_->runs.next_chore()); }

void host::on_plain_wait(std::function<void()> what) { state_->runs.on_plain_wait(std::move(what)); }

caf::actor host::handle_of(mailbox::address where, std::uint64_t actor_id) {
  return caf::actor_cast<caf::actor>(state_->board->handle_from({actor_id, where.incarnation, where.slot}));
}

std::uint64_t host::publish(const caf::actor& who) {
  state_->board->exported().pin_for_all(caf::actor_cast<caf::actor_control_block*>(who));
  return who.id();
}

std::uint64_t host::publish_for(const caf::actor& who, mailbox::address holder) {
  state_->board->meet(holder);
  state_->board->exported().pin(caf::actor_cast<caf::actor_control_block*>(who), holder);
  return who.id();
}

caf::actor host::lead_role(mailbox::address role, const std::function<caf::actor()>& make) {
  caf::actor made;
  state_->runs.undisturbed([&] {
    made = make();
    state_->board->take_role(role, caf::actor_cast<caf::strong_actor_ptr>(made));
  });
  return made;
}

void host::take_no_more_mail() {
  state_->runs.undisturbed([this] {
    state_->runs.read_all_mail();
    state_->board->close_intake();
  });
  state_->runs.tell_of_done();
}

bool host::has_mail_to_handle() const {
  return state_->board->book().for_role.load() != 0 || state_->board->book().promises.size() != 0;
}

mailbox::address host::address_of(const caf::actor& who) const {
  const message::party where = who ? party_of(*caf::actor_cast<caf::actor_control_block*>(who)) : message::party{};
  if (where.actor == 0)
    throw invalid_argument("this is no handle of an actor of this system");
  return {where.slot, where.incarnation};
}

void host::peer_ended(mailbox::address who, const process_label& label, const ending& how) {
  state_->runs.peer_ended(who, make_error(errc::worker_lost, text(label, how)));
}

void host::fail_request(const message::envelope& request, mailbox::address dead, const std::string& why) {
  state_->board->tell_lost(request.sender, caf::message_id{request.message_id}, dead, why);
}

void host::on_letter(std::function<void(std::vector<std::uint64_t>&&)> what) {
  state_->board->on_letter(std::move(what));
}

void host::on_attention(std::function<void(std::uint32_t)> what) { state_->runs.on_attention(std::move(what)); }

void host::want_withdrawals(const caf::actor& who, bool wants) { state_->board->want_withdrawals(who.id(), wants); }

bool host::in_handler() const noexcept { return state_->runs.in_handler(); }
void host::nudge() noexcept { state_->runs.nudge(); }
caf::execution_unit& host::unit() noexcept { return state_->runs.unit(); }

void host::enlist(const caf::strong_actor_ptr& blocking) {
  const std::scoped_lock hold{state_->selves_lock};
  state_->selves.push_back(blocking);
}

void host::strike_off(const caf::actor_control_block* blocking) noexcept {
  const std::scoped_lock hold{state_->selves_lock};
  std::erase_if(state_->selves, [&](const caf::strong_actor_ptr& one) { return one.get() == blocking; });
}

host::census host::count() const {
  return {state_->board->known().size(),
          state_->board->exported().size(),
          state_->board->exported().count_introduced(),
          state_->runs.living_here().size(),
          state_->open.size(),
          state_->board->book().promises.size()};
}

host& current_host() {
  host* const here = find_host();
  if (here == nullptr)
    throw contract_error("there is no troupe::system; make one first in main: troupe::system sys{argc, argv};");
  return *here;
}

bool has_host() noexcept { return current.load(std::memory_order_acquire) != nullptr; }

void set_current_host(host* which) noexcept {
  current.store(which, std::memory_order_release);
  objects::set_pump(which != nullptr ? &wait_reading_mail : nullptr);
}

void set_host_maker(host& (*make)()) noexcept { maker.store(make, std::memory_order_release); }

switchboard* current_board() {
  host* const here = find_host();
  return here != nullptr ? &*here->state_->board : nullptr;
}

void introduce_outside_frames(caf::actor_control_block& actor) {
  if (switchboard* const board = current_board(); board != nullptr && as_proxy(&actor) == nullptr)
    board->exported().introduce(&actor);
}

caf::strong_actor_ptr adopt_outside_frames(const message::party& who) {
  switchboard* const board = current_board();
  return board != nullptr ? board->adopt(who) : nullptr;
}

} // namespace troupe::rooms::actor
