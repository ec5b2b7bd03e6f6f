#include "actor/caf_seam/holding.hpp"

#include "actor/caf_seam/proxy.hpp"
#include "objects/table.hpp"

namespace troupe::rooms::actor {
namespace {

void give_up(std::vector<objects::flight_id>& flights) noexcept {
  if (flights.empty())
    return;
  if (objects::table* const in = objects::find_current_table())
    objects::settle(*in, flights);
  flights.clear();
}

// Its owner has counted it for the role once, and the next life reads it.
void leave_for_the_role(const caf::strong_actor_ptr& handle) noexcept {
  if (proxy* const elsewhere = handle ? as_proxy(handle.get()) : nullptr)
    elsewhere->left_for_role();
}

} // namespace

holding& holding::operator=(holding&& other) noexcept {
  if (this != &other) {
    done();
    claim_ = std::move(other.claim_);
    sender_ = std::move(other.sender_);
    handles_ = std::move(other.handles_);
    flights_ = std::move(other.flights_);
  }
  return *this;
}

void holding::keep(caf::strong_actor_ptr sender, std::vector<caf::strong_actor_ptr>&& handles,
                   std::vector<objects::flight_id>&& flights) noexcept {
  sender_ = std::move(sender);
  handles_ = std::move(handles);
  flights_ = std::move(flights);
}

void holding::done() noexcept {
  claim_.done();
  sender_ = nullptr;
  handles_.clear();
  give_up(flights_);
}

void holding::leave() noexcept {
  claim_.leave();
  leave_for_the_role(sender_);
  for (const caf::strong_actor_ptr& each : handles_)
    leave_for_the_role(each);
  sender_ = nullptr;
  handles_.clear();
  flights_.clear();
}

} // namespace troupe::rooms::actor
