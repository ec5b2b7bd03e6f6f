#include "parallel/pool/kept_tasks.hpp"

namespace troupe::rooms::parallel {

namespace {

std::vector<caf::strong_actor_ptr> handles_in(const calls::task_piece& what) {
  std::vector<caf::strong_actor_ptr> all;
  for (const actor_reference& one : what.actors)
    all.emplace_back(one.get());
  return all;
}

} // namespace

kept_tasks::kept_tasks(calls::task_piece&& what)
  : words_(std::move(what.words)), referred_to_(std::move(what.flights), handles_in(what)) {}

// What they refer to is taken over, and given up.
void let_go(std::vector<calls::task_piece>&& what) {
  for (calls::task_piece& one : what)
    const kept_tasks over{std::move(one)};
}

} // namespace troupe::rooms::parallel
