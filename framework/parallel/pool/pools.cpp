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
  return made;
}

void pools::start(const caf::actor& pool, std::uint32_t number, supervision::process_request&& what) {
  processes_.start(std::move(what), [=, this](const caf::actor& process, const supervision::start_outcome& how) {
    if (how.code == errc::none)
      workers_[how.who] = {pool, number};
    caf::anon_send(pool, worker_born{number, process, static_cast<std::uint8_t>(how.code), how.text});
  });
}

std::uint64_t pools::last_task(mailbox::slot_id slot) const noexcept {
  const mailbox::slot_status* const page = where_.status(slot);
  return page != nullptr ? task_word(const_cast<mailbox::slot_status&>(*page)).load() : 0;
}

// The slot page is read before anybody can claim the slot again.
void pools::on_end(mailbox::address who, const ending& how) {
  const auto over = workers_.extract(who);
  if (!over)
    return;
  const mailbox::slot_view known = where_.look(who.slot);
  caf::anon_send(over.mapped().pool,
                 worker_ended{over.mapped().number, text({who.slot, known.name, known.pid}, how), last_task(who.slot)});
}

} // namespace troupe::rooms::parallel
