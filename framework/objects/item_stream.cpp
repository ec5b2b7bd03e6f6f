#include "objects/item_stream.hpp"

#include "objects/kinds.hpp"
#include "objects/waiting.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::objects {

item_stream::item_stream(table& in, const reference& which)
  : ref_(which), entry_(*which), in_(in),
    chain_{&in, which.id(), &stream_in(entry_).producers, &stream_in(entry_).consumers} {}

// Of the item in front: its run was not freed yet, or the item would be passed.
bool item_stream::needs_run(extent_id first) const noexcept {
  const item_place cursor = chain_.consumers->cursor.load(std::memory_order_relaxed);
  if (cursor == 0 || cursor == chain_.producers->tail.load(std::memory_order_acquire))
    return false;
  const item_head& head = chain_.head_at(cursor);
  return head.away != 0 && reinterpret_cast<const item_run*>(&head + 1)->first == first;
}

// -- writing ----------------------------------------------------------------------------------------

send_outcome item_stream::send_now(item_draft& what) {
  if (body().both.reader_is_gone.load(std::memory_order_acquire) != 0)
    return send_outcome::nobody_reads;
  appender side{chain_};
  const item_count waiting = side.waiting();
  if (waiting.items != 0 && waiting.bytes >= body().both.limit)
    return send_outcome::no_room;
  if (const int failed = side.append(what))
    throw_no_memory(chain_, failed);
  return send_outcome::sent;
}

send_outcome item_stream::send(item_draft& what, os::time_point deadline) {
  send_outcome outcome = send_now(what);
  if (outcome == send_outcome::no_room)
    wait(in_, entry_, body().both.room, [&] { return (outcome = send_now(what)) != send_outcome::no_room; }, deadline);
  if (outcome == send_outcome::sent)
    announce(in_, entry_, entry_.waits);
  return outcome;
}

// -- reading ----------------------------------------------------------------------------------------

class item_stream::receiving {
public:
  template <class... Mode>
  explicit receiving(item_stream& of, Mode... mode)
    : front(of.chain_, of), hold_(of.in_, of.chain_.consumers->guard, mode...) {
    if (hold_.must_repair())
      front.repair();
  }
  [[nodiscard]] bool is_held() const noexcept { return hold_.is_held(); }

  item_front front;

private:
  guard hold_;
};

template <class... Mode>
receive_outcome item_stream::receive_now(const std::function<bool(const item_view&)>& read, Mode... mode) {
  const bool is_over = body().both.writer_is_gone.load(std::memory_order_acquire) != 0; // before the look
  receiving side{*this, mode...};
  if (!side.is_held())
    return receive_outcome::busy;
  const item_view item = side.front.look();
  if (!item)
    return is_over ? receive_outcome::end : receive_outcome::nothing;
  if (!read(item))
    return receive_outcome::received;
  if (item.run.count != 0)
    side.front.begin_to_free(item.run);
  side.front.pass(item);
  if (item.run.count != 0)
    side.front.free_run(item.run);
  return receive_outcome::received;
}

receive_outcome item_stream::receive(const std::function<bool(const item_view&)>& read, os::time_point deadline) {
  receive_outcome outcome = receive_now(read);
  if (outcome == receive_outcome::nothing)
    wait(
      in_, entry_, entry_.waits,
      [&] { return is_ready() && (outcome = receive_now(read)) != receive_outcome::nothing; }, deadline);
  if (outcome == receive_outcome::received)
    announce(in_, entry_, body().both.room);
  return outcome;
}

receive_outcome item_stream::try_receive(const std::function<bool(const item_view&)>& read) {
  const receive_outcome outcome = receive_now(read, std::try_to_lock);
  if (outcome == receive_outcome::received)
    announce(in_, entry_, body().both.room);
  return outcome;
}

bool item_stream::is_ready() const noexcept {
  return has_item(chain_) || body().both.writer_is_gone.load(std::memory_order_acquire) != 0;
}

bool item_stream::poll(os::time_point deadline) {
  return wait(in_, entry_, entry_.waits, [this] { return is_ready(); }, deadline);
}

// -- what becomes of them ---------------------------------------------------------------------------

reference make_stream(table& in) {
  return in.make(object_kind::pipe, [](object_entry& made) { stream_in(made).both.limit = item_stream::usual_limit; });
}

reference make_end(table& in, const reference& reads, const reference& writes) {
  return in.make(object_kind::pipe_end, [&](object_entry& made) { end_in(made) = {reads.id(), writes.id()}; });
}

namespace {

void process_died(table& in, object_entry& of, mailbox::address who) {
  stream_body& body = stream_in(of);
  abandon(body.producers.guard, who.slot);
  abandon(body.consumers.guard, who.slot);
  rouse(in, of, body.both.room);
}

void stream_ended(table& in, object_entry& of) { in.items().give_all(in.id_of(of), in.own()); }

// Who comes to hold the other end later, from a message on its way, finds the words as they are.
void end_ended(table& in, object_entry& of) {
  const end_body ends = end_in(of);
  if (const reference read = in.find(ends.in, object_kind::pipe)) {
    stream_in(*read).both.reader_is_gone.store(1, std::memory_order_release);
    announce(in, *read, stream_in(*read).both.room);
  }
  if (const reference written = in.find(ends.out, object_kind::pipe)) {
    stream_in(*written).both.writer_is_gone.store(1, std::memory_order_release);
    announce(in, *written, written->waits);
  }
}

[[maybe_unused]] const bool known =
  set_rules(object_kind::pipe, {.name = "pipe", .process_died = &process_died, .ended = &stream_ended}) &&
  set_rules(object_kind::pipe_end, {.name = "pipe_end", .ended = &end_ended});

} // namespace

} // namespace troupe::rooms::objects
