#include "ours/actors.hpp"

#include <functional>
#include <memory>

namespace bench {
namespace {

// Asks one worker again and again; all of them share the counts.
struct feed {
  int unasked;
  int unanswered;
  caf::actor boss;
};

void ask(troupe::event_based_actor* self, const std::shared_ptr<feed>& counts, const caf::actor& worker) {
  if (counts->unasked == 0)
    return;
  --counts->unasked;
  self->request(worker, caf::infinite, 1).then([=](int) {
    if (--counts->unanswered == 0)
      self->send(counts->boss, finished{});
    ask(self, counts, worker);
  });
}

} // namespace

troupe::behavior echo(troupe::event_based_actor*) {
  return {
    [](int value) { return value; },
    [](const sample& what) { return what; },
    [](const note&) {},
    [](const std::vector<double>&) {},
  };
}

troupe::behavior feeder(troupe::event_based_actor* self, std::vector<caf::actor> workers, int in_flight, int total,
                        caf::actor boss) {
  const auto counts = std::make_shared<feed>(feed{total, total, std::move(boss)});
  for (int round = 0; round < in_flight; ++round)
    for (const caf::actor& worker : workers)
      ask(self, counts, worker);
  return {[](finished) {}};
}

} // namespace bench
