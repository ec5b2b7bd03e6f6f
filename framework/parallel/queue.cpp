#include "troupe/queue.hpp"

#include "objects/item_queue.hpp"
#include "objects/transit.hpp"
#include "objects/waiting.hpp"
#include "parallel/address.hpp"
#include "parallel/dead_letters.hpp"
#include "parallel/items.hpp"
#include "parallel/kind_doors.hpp"

namespace troupe::queues {

using namespace rooms;
using objects::item_lease;
using objects::item_queue;
using objects::put_outcome;
using objects::take_outcome;

namespace {

[[maybe_unused]] const bool has_doors = parallel::set_door(objects::object_kind::queue, &parallel::queue_door) &&
                                        parallel::set_door(objects::object_kind::joinable_queue, &parallel::queue_door);

constexpr unsigned most_deliveries = 255;

constexpr objects::object_kind kind_of_object(flavour what) noexcept {
  return what == flavour::joinable ? objects::object_kind::joinable_queue : objects::object_kind::queue;
}

objects::queue_order order_of(flavour what, const item_kind& kind, std::int64_t limit, unsigned max_deliveries) {
  if (max_deliveries == 0 || max_deliveries > most_deliveries)
    throw invalid_argument("queue_options.max_deliveries is from 1 to " + std::to_string(most_deliveries) + ", not " +
                           std::to_string(max_deliveries));
  return {kind_of_object(what), limit > 0 ? static_cast<std::uint64_t>(limit) : 0, kind.type->id, kind.type->layout,
          max_deliveries};
}

item_queue& queue_at(const void* self) noexcept { return *static_cast<item_queue*>(const_cast<void*>(self)); }

[[noreturn]] void throw_end() { throw end_of_stream("the queue is finished, and all that was in it has been taken"); }

void refuse_if_closed(const item_queue& queue) {
  if (queue.is_closed())
    throw closed("this process has closed the queue and puts no more into it");
}

take_outcome take_within(item_queue& queue, item_lease& into, std::chrono::nanoseconds limit) {
  return limit.count() <= 0 ? queue.try_take(into) : queue.take(into, os::deadline_after(limit));
}

// The references that are in an item stay on their way until it is done with.
void finish(item_queue& queue, item_lease& lease) noexcept {
  if (!queue.is_usable() || lease.item().head.flights == 0)
    return lease.done();
  const auto flights = parallel::flights_in(lease.item());
  lease.done();
  objects::settle(queue.in(), flights);
}

bool take_out(item_queue& queue, const item_kind& kind, void* uninitialised, item_lease& lease) {
  parallel::read_item(lease.item().contents(), *kind.type, uninitialised);
  finish(queue, lease);
  return true;
}

} // namespace

// -- leases -----------------------------------------------------------------------------------------

taken_item::taken_item() noexcept = default;
taken_item::taken_item(taken_item&& other) noexcept = default;
taken_item& taken_item::operator=(taken_item&& other) noexcept {
  give_back();
  of_ = std::move(other.of_);
  lease_ = std::move(other.lease_);
  return *this;
}
taken_item::~taken_item() { give_back(); }

void taken_item::done() noexcept {
  if (const auto lease = std::move(lease_))
    finish(*of_, *lease);
}

void taken_item::give_back() noexcept { lease_.reset(); }

unsigned taken_item::deliveries() const noexcept { return lease_ ? lease_->deliveries() : 0; }

void dead_item::read(const item_kind& kind, void* uninitialised) const {
  parallel::read_item(contents, *kind.type, uninitialised);
}

} // namespace troupe::queues

namespace troupe {

using namespace queues;

// -- the queue --------------------------------------------------------------------------------------

any_queue::any_queue(flavour what, const item_kind& kind, std::int64_t limit, unsigned max_deliveries)
  : of_(item_queue::make(objects::current_table(), order_of(what, kind, limit, max_deliveries))) {}

any_queue::any_queue(const shared::ticket& where, flavour what, const item_kind& kind) {
  const objects::reference known = objects::transit::arrive(where, kind_of_object(what));
  if (!known)
    throw decode_error("a handle of a queue has arrived that names none");
  of_ = item_queue::of(known.table(), known);
  if (self().words().type != kind.type->id)
    throw type_mismatch("a handle of a queue has arrived whose items are of another type than " +
                        std::string{kind.type->name});
}

// Handles may outlive the system, but not be used then.
item_queue& any_queue::self() const {
  static_cast<void>(*of_->ref());
  return *of_;
}

shared::ticket any_queue::leave() const { return objects::transit::leave(self().ref()); }

bool any_queue::put_item(const item_kind& kind, const void* value, std::chrono::nanoseconds limit) const {
  refuse_if_closed(self());
  parallel::written_item item{self().chain(), kind, value};
  const put_outcome outcome =
    limit.count() <= 0 ? self().try_put(item.draft()) : self().put(item.draft(), os::deadline_after(limit));
  if (outcome == put_outcome::finished)
    throw closed("the queue was finished: nobody puts any more into it");
  if (outcome == put_outcome::put)
    item.was_put();
  return outcome == put_outcome::put;
}

bool any_queue::get_item(const item_kind& kind, void* uninitialised, std::chrono::nanoseconds limit) const {
  item_lease lease;
  const take_outcome outcome = take_within(self(), lease, limit);
  if (outcome == take_outcome::over && limit == forever)
    throw_end();
  return outcome == take_outcome::taken && take_out(self(), kind, uninitialised, lease);
}

bool any_queue::get_item_or_end(const item_kind& kind, void* uninitialised) const {
  item_lease lease;
  return self().take(lease, os::never) == take_outcome::taken && take_out(self(), kind, uninitialised, lease);
}

bool any_queue::take_item(const item_kind& kind, void* uninitialised, taken_item& into,
                          std::chrono::nanoseconds limit) const {
  auto lease = std::make_unique<item_lease>();
  const take_outcome outcome = take_within(self(), *lease, limit);
  if (outcome == take_outcome::over && limit == forever)
    throw_end();
  if (outcome != take_outcome::taken)
    return false;
  parallel::read_item(lease->item().contents(), *kind.type, uninitialised);
  into.of_ = of_;
  into.lease_ = std::move(lease);
  return true;
}

std::size_t any_queue::size() const { return self().size(); }

bool any_queue::full() const { return self().is_full(); }

void any_queue::close() const { self().close(); }

void any_queue::finish() const { self().finish(); }

void any_queue::report_done() const {
  if (!self().task_done())
    throw invalid_state("task_done was said more often than items were put into the queue: say it once for each");
}

bool any_queue::wait_until_done(std::chrono::nanoseconds limit) const {
  return self().wait_until_done(os::deadline_after(limit));
}

// -- dead letters -----------------------------------------------------------------------------------

std::vector<dead_item> any_queue::dead_items() const {
  std::vector<dead_item> all;
  for (const objects::dead_item& one : self().dead())
    all.push_back({one.contents, parallel::cause_of(one), one.deliveries});
  return all;
}

std::size_t any_queue::retry_dead_letters() const { return self().return_dead(); }

void any_queue::drop_dead_letters() const { objects::settle(self().in(), self().drop_dead()); }

// -- what all handles have --------------------------------------------------------------------------

caf::actor any_queue::address() const { return parallel::address_of(self().ref()); }

troupe::wait_source any_queue::wait_source() const {
  return {.self = &self(),
          .is_ready = [](const void* self) { return queue_at(self).is_ready(); },
          .enrol = [](const void* self, objects::waiter& who) { who.enrol(queue_at(self).entry()); },
          .strike_off = [](const void* self, objects::waiter& who) { who.strike_off(queue_at(self).entry()); }};
}

std::string any_queue::text() const { return self().text(); }

} // namespace troupe
