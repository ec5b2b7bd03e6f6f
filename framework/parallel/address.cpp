#include "parallel/address.hpp"

#include <optional>

#include "actor/host.hpp"
#include "objects/table.hpp"
#include "parallel/doors.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

caf::actor address_of(const shared::reference& what) {
  what->flags.fetch_or(objects::entry_shared, std::memory_order_relaxed);
  actor::host& here = actor::current_host();
  const mailbox::incarnation_id house = here.mail().where().look(mailbox::house_slot).incarnation;
  const std::uint64_t keeper = what.table().head().doorkeeper.load(std::memory_order_acquire); // pairs with doors
  std::optional<caf::actor> answer;
  troupe::self self;
  self->request(here.handle_of({mailbox::house_slot, house}, keeper), caf::infinite, door_request{what.id()})
    .receive([&](const caf::actor& opened) { answer = opened; }, [](const error_value& why) { throw_error(why); });
  return *answer;
}

} // namespace troupe::rooms::parallel
