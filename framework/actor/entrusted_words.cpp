#include "actor/entrusted_words.hpp"

#include "actor/caf_seam/handle_traffic.hpp"
#include "actor/caf_seam/switchboard.hpp"
#include "actor/host.hpp"
#include "objects/table.hpp"

namespace troupe::rooms::actor {

entrusted_words entrust(const type_entry& type, const void* value) {
  static_cast<void>(current_host()); // made now where it is made late
  handle_traffic traffic{*current_board(), {}, handle_traffic::kind::sizing};
  entrusted_words out;
  out.words.resize(1 + type.words(value));
  traffic.set(handle_traffic::kind::collecting);
  try {
    out.words[0] = type.write(value, out.words.data() + 1);
  } catch (...) {
    if (objects::table* const in = objects::find_current_table())
      objects::settle(*in, traffic.take_flights());
    throw;
  }
  return {std::move(out.words), traffic.take_flights(), traffic.collected()};
}

custody::custody(std::vector<objects::flight_id> flights, std::vector<caf::strong_actor_ptr> actors)
  : flights_(std::move(flights)), actors_(std::move(actors)) {
  if (!flights_.empty())
    objects::carry(objects::current_table(), flights_, objects::carried_by_house);
}

custody& custody::operator=(custody&& other) noexcept {
  end();
  flights_ = std::move(other.flights_);
  actors_ = std::move(other.actors_);
  return *this;
}

// What its reader has taken over itself is settled already.
void custody::end() noexcept {
  actors_.clear();
  if (objects::table* const in = flights_.empty() ? nullptr : objects::find_current_table())
    objects::settle(*in, std::exchange(flights_, {}));
}

} // namespace troupe::rooms::actor
