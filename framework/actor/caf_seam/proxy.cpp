#include "actor/caf_seam/proxy.hpp"

#include <caf/default_attachable.hpp>
#include <caf/sec.hpp>

#include "actor/caf_seam/asker.hpp"
#include "actor/caf_seam/pool_choice.hpp"
#include "actor/caf_seam/switchboard.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::actor {
namespace {

// A bit of abstract_channel's flags that CAF 0.17.6 does not use; cheaper than a dynamic_cast.
constexpr int proxy_flag = 0x00010000;

thread_local bool acting_for_peer = false;

std::unique_ptr<pool_choice> slots_of(switchboard& board, mailbox::address role) {
  const auto how = board.mail().where().dispatch_of(role);
  return how ? std::make_unique<pool_choice>(board, role, *how) : nullptr;
}

// An actor of a CAF system that is not troupe's has no address to which its end could be told.
void refuse_stranger(caf::abstract_actor& who) {
  if (party_of(*who.ctrl()).actor == 0)
    throw invalid_argument("an actor of another CAF system cannot be linked to one of troupe's; monitor it");
}

} // namespace

proxy::proxy(caf::actor_config& config, switchboard& board, mailbox::address home)
  : caf::actor_proxy(config.add_flag(proxy_flag)), board_(&board), home_(home), slots_(slots_of(board, home)) {}
proxy::~proxy() = default;

proxy* as_proxy(caf::actor_control_block* actor) noexcept {
  caf::abstract_actor* const known = without_asker(actor)->get();
  return known->getf(proxy_flag) ? static_cast<proxy*>(known) : nullptr;
}

on_behalf_of_peer::on_behalf_of_peer() noexcept { acting_for_peer = true; }
on_behalf_of_peer::~on_behalf_of_peer() { acting_for_peer = false; }
bool on_behalf_of_peer::active() noexcept { return acting_for_peer; }

void proxy::enqueue(caf::mailbox_element_ptr what, caf::execution_unit*) {
  switchboard* const board = board_;
  if (is_over() || board == nullptr)
    return answer_for_the_dead(*what);
  const auto& content = what->content();
  const bool is_exit = content.type_token() == caf::make_type_token<caf::exit_msg>();
  // Or the receiver would get it a second time, from the link that its own stand-in keeps.
  if (is_exit) {
    unlink_from(content.get_as<caf::exit_msg>(0).source);
    watch_while_attached(); // of an actor that is being destroyed CAF takes the link from here, and tells nobody
  }
  try {
    if (is_exit)
      board->send_exit(*this, *what);
    else
      board->send(*this, *what, false);
  } catch (...) { // of a user's codec: thrown at who asks, told to who is answered, or the answerer would end
    if (what->mid.is_response())
      return board->answer(party(), what->mid,
                           bounce_of(errc::remote_error, text(make_error(std::current_exception()))));
    if (what->mid.is_request() && what->sender)
      board->open_requests().answered(key_of(what->sender->id(), what->mid));
    throw;
  }
}

void proxy::answer_for_the_dead(const caf::mailbox_element& what) {
  if (!what.sender || !what.mid.is_request())
    return;
  caf::error reason = fail_state();
  if (!reason || code_of(reason) != errc::worker_lost)
    reason = caf::make_error(caf::sec::request_receiver_down);
  what.sender->get()->eq_impl(what.mid.response_id(), nullptr, nullptr, std::move(reason));
}

void proxy::attach(caf::attachable_ptr what) {
  caf::actor_proxy::attach(std::move(what));
  watch_while_attached();
}

std::size_t proxy::detach(const caf::attachable::token& what) {
  const std::size_t count = caf::actor_proxy::detach(what);
  watch_while_attached();
  return count;
}

// One monitor frame for all who want to know, and one more frame when the last has gone. Links are
// among what is attached: one of them alone asks for nothing, but what was asked for lasts as long.
void proxy::watch_while_attached() {
  switchboard* const board = board_;
  if (board == nullptr || is_over())
    return;
  const std::scoped_lock hold{watch_lock_};
  const bool wanted = shared_critical_section([&] { return keep_while_attached(*board); });
  if (is_role() || std::exchange(watching_, wanted) == wanted) // a role's end is seen in its slot
    return;
  board->tell(*this, wanted ? message::frame_kind::monitor : message::frame_kind::demonitor, nullptr);
}

// What is attached hears of the end though nobody here may hold a handle by then: CAF's actors do not forget it either.
// Under the actor's lock, so that the last word is of what is attached last.
bool proxy::keep_while_attached(switchboard& board) {
  const bool wanted = attachables_head_ != nullptr;
  board.keep(*this, wanted);
  return wanted;
}

// Both actors' locks are held here: nothing may be attached or waited for. To a role a link leads one way: whoever has
// made it ends with the role, and does not take one of its lives along.
bool proxy::add_backlink(caf::abstract_actor* from) {
  refuse_stranger(*from);
  const bool added = caf::actor_proxy::add_backlink(from);
  switchboard* const board = board_;
  if (added && board != nullptr)
    keep_while_attached(*board);
  if (added && board != nullptr && !is_role() && !on_behalf_of_peer::active())
    board->tell(*this, message::frame_kind::link, from->ctrl());
  return added;
}

bool proxy::remove_backlink(caf::abstract_actor* from) {
  const bool removed = caf::actor_proxy::remove_backlink(from);
  switchboard* const board = board_;
  if (removed && board != nullptr)
    keep_while_attached(*board);
  if (removed && board != nullptr && !is_over() && !is_role() && !on_behalf_of_peer::active())
    board->tell(*this, message::frame_kind::unlink, from->ctrl());
  return removed;
}

void proxy::kill_proxy(caf::execution_unit* unit, caf::error reason) { cleanup(std::move(reason), unit); }

void proxy::on_destroy() {
  if (switchboard* const board = board_)
    board->let_go(*this);
}

} // namespace troupe::rooms::actor
