#include "actor/caf_seam/awaited_answers.hpp"

#include <algorithm>

#include <caf/scheduled_actor.hpp>

namespace troupe::rooms::actor {
namespace {

// A derived class may name protected members of its base, and can hand them on.
class opened : public caf::scheduled_actor {
public:
  static bool awaits(caf::scheduled_actor& who, caf::message_id answer) {
    const auto& in_turn = who.*&opened::awaited_responses_;
    const auto& in_any_order = who.*&opened::multiplexed_responses_;
    return in_any_order.find(answer) != in_any_order.end() ||
           std::any_of(in_turn.begin(), in_turn.end(), [&](const auto& one) { return one.first == answer; });
  }
};

} // namespace

bool may_await(caf::abstract_actor& who, caf::message_id answer) {
  if (who.getf(caf::abstract_actor::is_blocking_flag | caf::abstract_actor::is_detached_flag))
    return true;
  return !who.getf(caf::abstract_actor::is_terminated_flag) &&
         opened::awaits(static_cast<caf::scheduled_actor&>(who), answer);
}

} // namespace troupe::rooms::actor
