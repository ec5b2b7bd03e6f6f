#include "ours/survey.hpp"

#include <algorithm>

namespace bench {
namespace {

using surveying = troupe::stateful_actor<survey>;

void ask_next(surveying* self) {
  survey& now = self->state;
  const auto start = clock::now();
  if (start >= now.end)
    return now.answer.deliver(now.so_far);
  const auto go_on = [self, start] {
    double& slowest = self->state.so_far.slowest;
    slowest = std::max(slowest, microseconds(clock::now() - start) / 1e3);
    ask_next(self);
  };
  self->request(now.order.whom[now.asked++ % now.order.whom.size()], caf::infinite, 1)
    .then([go_on](int) { go_on(); },
          [self, go_on](const caf::error&) {
            ++self->state.so_far.failed;
            go_on();
          });
}

} // namespace

troupe::behavior surveyor(surveying* self) {
  return {[self](survey_order& what) -> caf::result<survey_result> {
    const auto end = clock::now() + std::chrono::milliseconds(what.milliseconds);
    self->state = {std::move(what), 0, end, {}, self->make_response_promise()};
    ask_next(self);
    return self->state.answer;
  }};
}

} // namespace bench
