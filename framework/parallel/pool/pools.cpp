#include "parallel/pool/pools.hpp"

#include "parallel/pool/pool_actor.hpp"
#include "parallel/pool/progress.hpp"
#include "parallel/pool/protocol.hpp"
#include "troupe/value_words.hpp"

namespace troupe::rooms::parallel {

caf::actor pools::make(supervision::child_request&& asked) {
  auto plan = wire::value_of<pool_plan>(asked.options);
  const caf::actor made = host_->system().spawn(&pool_actor, this, host_->mail().self().incarnation,
                                                std::make_shared<pool_plan>(std::move(plan)),
                                                std::make_shared<supervision::child_request>(std::move(asked)));
  host_->publish(made);
  host_->want_withdrawals(made, true);
  return made;
}

void pools::start(const caf::actor& pool, std::uint32_t number, supervision::process_request&& what) {
  processes_.start(std::move(what), [=, this](const caf::actor& process, const supervision::start_outcome& how) {
    if (how.code == errc::none)
      workers_[how.who] = {pool, number};
    caf::anon_send(pool,
                   worker_born{number, process, how.who.slot, how.pid, static_cast<std::uint8_t>(how.code), how.text});
  });
}

mailbox::slot_status* pools::page(mailbox::slot_id slot) const noexcept {
  return const_cast<mailbox::slot_status*>(where_.status(slot));
}

// A task is stored behind its beginning: what is read with it is that beginning, the next one's, or 0 when it has just
// ended.
running_task pools::now(mailbox::slot_id slot) const noexcept {
  mailbox::slot_status* const of = slot != 0 ? page(slot) : nullptr;
  if (of == nullptr)
    return {};
  const std::uint64_t task = task_word(*of).load(std::memory_order_seq_cst); // pairs with the worker's name_task
  return {unpacked(task), since_word(*of).load(std::memory_order_relaxed)};
}

// The slot page is read before anybody can claim the slot again.
void pools::on_end(mailbox::address who, const ending& how) {
  const auto over = workers_.extract(who);
  if (!over)
    return;
  const mailbox::slot_view known = where_.look(who.slot);
  const std::uint64_t task = packed(now(who.slot).which);
  caf::anon_send(over.mapped().pool,
                 worker_ended{over.mapped().number, text({who.slot, known.name, known.pid}, how), task});
}

} // namespace troupe::rooms::parallel
