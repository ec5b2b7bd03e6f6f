#include "troupe/pipe.hpp"

#include <algorithm>
#include <cstring>

#include "objects/transit.hpp"
#include "objects/waiting.hpp"
#include "os/clock.hpp"
#include "parallel/items.hpp"
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

std::string name_of(std::uint64_t type) {
  const type_entry* const known = find_type(type);
  return known != nullptr ? std::string{known->name} : "a type that this program does not know";
}

std::string what_is_in(const item_view& item) {
  return item.head.kind == item_kind::bytes ? "bytes" : name_of(item.words[0]);
}

[[noreturn]] void refuse_type(const item_view& item, const std::string& wanted) {
  throw type_mismatch("the next message is " + what_is_in(item) + ", and was to be received as " + wanted +
                      "; receive it as what it is, or as several types at once");
}

std::size_t find_kind(std::span<const queues::item_kind> wanted, const item_view& item) {
  std::string names;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (item.head.kind == item_kind::typed && item.words[0] == wanted[i].type->id)
      return i;
    names.append(i == 0 ? "" : " or ").append(wanted[i].type->name);
  }
  refuse_type(item, names);
}

void require_received(receive_outcome outcome) {
  if (outcome == receive_outcome::end)
    throw end_of_stream("the other end of the pipe is closed, and all that was sent has been received");
}

// Bytes in an item: their number in front.
std::span<const std::byte> bytes_in(const item_view& item) {
  if (item.head.kind != item_kind::bytes)
    refuse_type(item, "bytes");
  const auto contents = std::as_bytes(item.contents());
  std::uint64_t size = 0;
  std::memcpy(&size, contents.data(), sizeof size);
  return contents.subspan(sizeof size).first(std::min<std::size_t>(size, contents.size() - sizeof size));
}

std::string longer(std::size_t size, std::size_t room) {
  return "the next message has " + std::to_string(size) + " bytes, and there is room for " + std::to_string(room);
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
  objects::item_stream& from = side().reads();
  require_received(from.receive(
    [&](const item_view& item) {
      which = find_kind(wanted, item);
      parallel::read_item(item.contents().subspan(parallel::type_words), *wanted[which].type, uninitialised);
      flights = parallel::flights_in(item);
      return true;
    },
    os::never));
  if (!flights.empty())
    objects::settle(*from.chain().in, flights);
  return which;
}

// -- bytes ------------------------------------------------------------------------------------------

void connection::send_bytes(std::span<const std::byte> buffer, std::size_t offset, std::size_t size) const {
  objects::item_stream& to = side().writes();
  if (offset > buffer.size() || (size != to_the_end && size > buffer.size() - offset))
    throw out_of_range("a buffer of " + std::to_string(buffer.size()) + " bytes has no part of " +
                       std::to_string(size) + " from " + std::to_string(offset) + " on");
  const auto part = buffer.subspan(offset, size == to_the_end ? std::dynamic_extent : size);
  objects::item_draft draft{to.chain(), item_kind::bytes, 1 + wire::words_for_bytes(part.size())};
  draft.words()[0] = part.size();
  if (!part.empty())
    std::memcpy(draft.words() + 1, part.data(), part.size());
  parallel::send_message(to, draft);
}

std::vector<std::byte> connection::recv_bytes(std::size_t longest) const {
  std::vector<std::byte> result;
  std::size_t refused = 0;
  require_received(side().reads().receive(
    [&](const item_view& item) {
      const auto bytes = bytes_in(item);
      if (bytes.size() > longest)
        return refused = bytes.size(), false;
      result.assign(bytes.begin(), bytes.end());
      return true;
    },
    os::never));
  if (refused != 0) {
    side().break_reading();
    throw buffer_too_short(longer(refused, longest) + "; nothing more can be received at this end");
  }
  return result;
}

std::size_t connection::recv_bytes_into(std::span<std::byte> buffer, std::size_t offset) const {
  std::size_t size = 0;
  require_received(side().reads().receive(
    [&](const item_view& item) {
      const auto bytes = bytes_in(item);
      const std::size_t room = buffer.size() - std::min(offset, buffer.size());
      if (bytes.size() > room)
        throw buffer_too_short(longer(bytes.size(), room) + "; receive it with a larger buffer");
      std::ranges::copy(bytes, buffer.subspan(offset).begin());
      size = bytes.size();
      return true;
    },
    os::never));
  return size;
}

// -- the rest ---------------------------------------------------------------------------------------

bool connection::poll(std::chrono::nanoseconds limit) const {
  objects::item_stream& from = side().reads();
  return limit.count() <= 0 ? from.is_ready() : from.poll(os::deadline_after(limit));
}

bool connection::readable() const { return static_cast<bool>(side().in()); }

bool connection::writable() const { return static_cast<bool>(side().out()); }

connection connection::share() const {
  static_cast<void>(side());
  return connection{side_};
}

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
  return !side_->out() ? "connection(receives)" : !side_->in() ? "connection(sends)" : "connection(receives and sends)";
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
