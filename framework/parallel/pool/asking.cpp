// What is asked of a pool by message.
#include <algorithm>

#include "actor/exception_error.hpp"
#include "parallel/pool/pool_room.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

// Who waits in a task for its own pool may wait for its own worker.
std::optional<error_value> pool_room::refusal_of(const asked& by, const run_tasks& what) const {
  if (over_)
    return actor::error_of(*over_);
  if (is_closing_)
    return make_error(errc::closed, "the pool is closed: it takes no more tasks");
  if (crew_.works_in(by.name.home.slot))
    return make_error(errc::invalid_state, "a task asks the pool that it runs in by message: use current_pool()");
  if (std::ranges::any_of(what.pieces, [](const calls::task_piece& one) { return one.count == 0; }))
    return make_error(errc::invalid_argument, "a piece of the tasks that a pool was asked for has no task in it");
  return {};
}

void pool_room::ask(caf::response_promise&& promise, const asked& by, run_tasks&& what) {
  if (const auto refused = refusal_of(by, what)) {
    promise.deliver(*refused);
    return let_go(std::move(what.pieces));
  }
  if (by.who && minded_.insert(by.who).second)
    self_->monitor(by.who);
  follow(asked_.enter(by, std::move(promise), std::move(what)));
}

// Results that make an answer come before what waits: somebody may be done then.
void pool_room::follow(asked_calls::consequence&& what) {
  if (what.cut_short)
    end_asked({*what.cut_short});
  if (!what.next)
    return;
  asked_calls::order& next = *what.next;
  const std::shared_ptr<call_record> call = clients_.call_of(clients_.asked(), next.call, next.terms);
  call->is_whole = true;
  take_in(call, number_of(std::move(next.function)), std::move(next.pieces), next.is_gathering);
  deal();
}

void pool_room::tell() {
  clients_.flush();
  for (result_block& one : clients_.take_for_asked())
    follow(asked_.add(std::move(one)));
}

void pool_room::end_asked(const std::vector<std::uint64_t>& which) {
  for (const std::uint64_t call : which)
    cancel(clients_.asked(), {call, true});
}

bool pool_room::cancel_asked(const caf::actor_addr& who, std::uint64_t tag) {
  const std::vector<std::uint64_t> calls = asked_.cancel(who, tag);
  end_asked(calls);
  return !calls.empty();
}

} // namespace troupe::rooms::parallel
