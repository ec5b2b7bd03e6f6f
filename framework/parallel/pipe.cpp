#include "troupe/pipe.hpp"

#include <algorithm>

#include "objects/transit.hpp"
#include "objects/waiting.hpp"
#include "os/clock.hpp"
#include "parallel/address.hpp"
#include "parallel/items.hpp"
#include "parallel/kind_doors.hpp"
#include "parallel/pipe_items.hpp"
#include "parallel/pipe_side.hpp"
#include "troupe/error.hpp"

namespace troupe {

using namespace rooms;
using objects::item_kind;
using objects::item_view;
using objects::receive_outcome;
using objects::send_outcome;
using parallel::pipe_side;

namespace {

[[maybe_unused]] const bool has_door = parallel::set_door(objects::object_kind::pipe_end, &parallel::pipe_door);

std::size_t find_kind(std::span<const queues::item_kind> wanted, const item_view& item) {
  std::string names;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (parallel::is_of_type(item, wanted[i].type->id))
      return i;
    names.append(i == 0 ? "" : " or ").append(wanted[i].type->name);
  }
  parallel::refuse_type(parallel::type_of(item), names);
}

// Tells the descriptor, too.
void receive(pipe_side& side, const std::function<bool(const item_view&)>& read) {
  const receive_outcome outcome = side.reads().receive(read, os::never);
  side.was_received();
  parallel::require_received(outcome == receive_outcome::end);
}

} // namespace

std::pair<connection, connection> pipe(pipe_mode mode) {
  objects::table& in = objects::current_table();
  const objects::reference to_first = objects::make_stream(in);
  const objects::reference to_second = mode == duplex ? objects::make_stream(in) : objects::reference{};
  const auto make = [&](const objects::reference& reads, const objects::reference& writes) {
    return connection{std::make_shared<pipe_side>(objects::make_end(in, reads, writes), reads, writes)};
  };
  return {make(to_first, to_second), make(to_second, to_first)};
}

pipe_side& connection::side() const {
  if (side_ == nullptr)
    throw troupe::closed("this connection is closed here, or was moved to another owner");
  return *side_;
}

// -- values -----------------------------------------------------------------------------------------

void connection::send_value(const queues::item_kind& kind, const void* value) const {
  objects::item_stream& to = side().writes();
  parallel::written_item item{to.chain(), kind, value, item_kind::typed};
  parallel::send_message(to, item.draft());
  item.was_put();
}

std::size_t connection::receive_value(std::span<const queues::item_kind> wanted, void* uninitialised) const {
  std::size_t which = 0;
  std::vector<objects::flight_id> flights;
  receive(side(), [&](const item_view& item) {
    which = find_kind(wanted, item);
    parallel::read_item(item.contents().subspan(parallel::type_words), *wanted[which].type, uninitialised);
    flights = parallel::flights_in(item);
    return true;
  });
  if (!flights.empty())
    objects::settle(side().in().table(), flights);
  return which;
}

// -- bytes ------------------------------------------------------------------------------------------

void connection::send_bytes(std::span<const std::byte> buffer, std::size_t offset, std::size_t size) const {
  objects::item_stream& to = side().writes();
  if (offset > buffer.size() || (size != to_the_end && size > buffer.size() - offset))
    throw out_of_range("a buffer of " + std::to_string(buffer.size()) + " bytes has no part of " +
                       std::to_string(size) + " from " + std::to_string(offset) + " on");
  const auto part = buffer.subspan(offset, size == to_the_end ? std::dynamic_extent : size);
  objects::item_draft draft{to.chain(), item_kind::bytes, parallel::words_of_bytes(part.size())};
  parallel::write_bytes(draft, part);
  parallel::send_message(to, draft);
}

std::vector<std::byte> connection::recv_bytes(std::size_t longest) const {
  std::vector<std::byte> result;
  std::size_t refused = 0;
  receive(side(), [&](const item_view& item) {
    const auto bytes = parallel::bytes_in(item);
    if (bytes.size() > longest)
      return refused = bytes.size(), false;
    result.assign(bytes.begin(), bytes.end());
    return true;
  });
  if (refused != 0) {
    side().break_reading();
    throw buffer_too_short(parallel::too_long(refused, longest) + "; nothing more can be received at this end");
  }
  return result;
}

std::size_t connection::recv_bytes_into(std::span<std::byte> buffer, std::size_t offset) const {
  if (offset > buffer.size())
    throw out_of_range("a buffer of " + std::to_string(buffer.size()) + " bytes has nothing from " +
                       std::to_string(offset) + " on");
  std::size_t size = 0;
  receive(side(), [&](const item_view& item) {
    const auto bytes = parallel::bytes_in(item);
    const std::size_t room = buffer.size() - offset;
    if (bytes.size() > room)
      throw buffer_too_short(parallel::too_long(bytes.size(), room) + "; receive it with a larger buffer");
    std::ranges::copy(bytes, buffer.subspan(offset).begin());
    size = bytes.size();
    return true;
  });
  return size;
}

// -- the rest ---------------------------------------------------------------------------------------

bool connection::poll(std::chrono::nanoseconds limit) const {
  objects::item_stream& from = side().reads();
  return limit.count() <= 0 ? from.is_ready() : from.poll(os::deadline_after(limit));
}

bool connection::readable() const {
  static_cast<void>(*side().end()); // the system exists
  return static_cast<bool>(side().in());
}

bool connection::writable() const {
  static_cast<void>(*side().end());
  return static_cast<bool>(side().out());
}

connection connection::share() const {
  static_cast<void>(side());
  return connection{side_};
}

int connection::fileno() const { return side().descriptor(); }

caf::actor connection::address() const { return parallel::address_of(side().end()); }

troupe::wait_source connection::wait_source() const {
  return {
    .self = &side().reads(),
    .is_ready = [](const void* self) { return parallel::stream_at(self).is_ready(); },
    .enrol = [](const void* self, objects::waiter& who) { who.enrol(parallel::stream_at(self).entry()); },
    .strike_off = [](const void* self, objects::waiter& who) { who.strike_off(parallel::stream_at(self).entry()); }};
}

std::string connection::text() const {
  if (side_ == nullptr)
    return "connection(closed)";
  return parallel::text_of_end(static_cast<bool>(side_->in()), static_cast<bool>(side_->out()));
}

connection_ticket codec<connection>::to_wire(const connection& value) {
  if (value.closed())
    return {};
  pipe_side& side = value.side();
  return {objects::transit::leave(side.end()), objects::transit::leave(side.in()), objects::transit::leave(side.out())};
}

connection codec<connection>::from_wire(connection_ticket&& wire) {
  const objects::reference end = objects::transit::arrive(wire.end, objects::object_kind::pipe_end);
  if (!end)
    return {};
  return connection{std::make_shared<pipe_side>(end, objects::transit::arrive(wire.in, objects::object_kind::pipe),
                                                objects::transit::arrive(wire.out, objects::object_kind::pipe))};
}

} // namespace troupe
