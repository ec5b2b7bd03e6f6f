#include "actor/caf_seam/asker.hpp"

#include <caf/make_actor.hpp>

#include "actor/caf_seam/switchboard.hpp"

namespace troupe::rooms::actor {
namespace {

// As proxy_flag: a bit that CAF 0.17.6 does not use.
constexpr int asker_flag = 0x00020000;

} // namespace

asker::asker(caf::actor_config& config, switchboard& board, caf::strong_actor_ptr sender, caf::message_id request)
  : caf::abstract_actor(config.add_flag(asker_flag)), board_(board), sender_(std::move(sender)),
    answer_(request.response_id()) {}

caf::strong_actor_ptr make_asker(switchboard& board, caf::strong_actor_ptr sender, caf::message_id request) {
  caf::actor_config config;
  const caf::actor_control_block& same = *sender;
  return caf::make_actor<asker, caf::strong_actor_ptr>(same.aid, same.nid, same.home_system, config, board,
                                                       std::move(sender), request);
}

asker* as_asker(caf::actor_control_block* actor) noexcept {
  caf::abstract_actor* const known = actor->get();
  return known->getf(asker_flag) ? static_cast<asker*>(known) : nullptr;
}

void settle_asker(const caf::strong_actor_ptr& sender) noexcept {
  if (asker* const open = sender ? as_asker(sender.get()) : nullptr)
    open->settle();
}

caf::actor_control_block* without_asker(caf::actor_control_block* actor) noexcept {
  const asker* const stand_in = as_asker(actor);
  return stand_in != nullptr ? stand_in->sender().get() : actor;
}

void asker::settle() noexcept {
  settled_.store(true, std::memory_order_relaxed);
  if (kept_.load(std::memory_order_acquire) && kept_.exchange(false))
    board_.book().promises.settle(*this);
}

void asker::forsake() noexcept {
  settled_.store(true, std::memory_order_relaxed);
  kept_.store(false);
}

void asker::enqueue(caf::mailbox_element_ptr what, caf::execution_unit* unit) {
  const bool is_answer = what->mid == answer_;
  if (is_answer)
    claimed_element::put_back_if_skipped(); // it may be the one that was
  if (is_answer && !begun_.load(std::memory_order_relaxed))
    return; // CAF's, because the actor has ended
  sender_->get()->enqueue(std::move(what), unit);
  if (is_answer)
    settle();
}

void asker::attach(caf::attachable_ptr what) { sender_->get()->attach(std::move(what)); }

std::size_t asker::detach(const caf::attachable::token& what) { return sender_->get()->detach(what); }

void asker::add_link(caf::abstract_actor* other) { sender_->get()->add_link(other); }

void asker::remove_link(caf::abstract_actor* other) { sender_->get()->remove_link(other); }

// CAF holds the locks of both here, and takes those of two actors in the order of their addresses: the
// sender's own cannot be taken.
bool asker::add_backlink(caf::abstract_actor* from) {
  board_.link_later(caf::strong_actor_ptr{from->ctrl()}, sender_, true);
  return false;
}

bool asker::remove_backlink(caf::abstract_actor* from) {
  board_.link_later(caf::strong_actor_ptr{from->ctrl()}, sender_, false);
  return false;
}

void asker::on_destroy() {
  if (!is_settled() && begun_.load(std::memory_order_relaxed))
    board_.answer(
      party_of(*sender_), answer_,
      bounce_of(errc::remote_error, "the request was dropped: what was to answer it has let go of its promise"));
  settle();
}

} // namespace troupe::rooms::actor
