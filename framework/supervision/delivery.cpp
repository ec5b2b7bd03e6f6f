#include "supervision/delivery.hpp"

namespace troupe::rooms::supervision {

verdict judge(const delivery_rules& rules, const left_message& what) noexcept {
  const bool redelivers = rules.delivery == at_least_once;
  if (!what.in_hand) {
    const bool fails = what.is_request && rules.while_down == down_policy::fail;
    return {.stays = !fails, .fails_caller = fails};
  }
  if (redelivers && what.deliveries < rules.max_deliveries)
    return {};
  return {.stays = false,
          .fails_caller = what.is_request,
          .is_lost = !redelivers && !what.is_request,
          .is_dead_letter = redelivers};
}

} // namespace troupe::rooms::supervision
