#include "objects/item_appender.hpp"

#include <cerrno>
#include <cstring>

#include "objects/fetch_line.hpp"
#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::objects {

namespace {

constexpr std::uint64_t bytes_for(std::uint64_t words) noexcept {
  return sizeof(item_head) + words * sizeof(std::uint64_t);
}

std::uint32_t extents_for(std::uint64_t words) noexcept {
  return static_cast<std::uint32_t>((words * sizeof(std::uint64_t) + extent_bytes - 1) / extent_bytes);
}

/// Where this thread has put last: its next item probably goes there.
struct last_put {
  const producer_words* in = nullptr;
  item_place end = 0;
};
thread_local constinit last_put last;

// The two lines that putting writes were read by the taker: both come while the item is written, and not one after the
// other when the guard is taken and the item is copied.
void fetch_lines(const item_chain& in) noexcept {
  if (last.in != in.producers)
    return;
  fetch_to_write(in.producers);
  fetch_to_write(&in.head_at(last.end));
}

} // namespace

void throw_no_memory(const item_chain& in, int failed) {
  const mailbox::region& where = in.in->where();
  os::throw_errno("a queue or pipe needs memory for an item, and the shared memory of the system is used up (" +
                    std::to_string(where.allocated() >> 20) + " of " + std::to_string(where.memory_limit() >> 20) +
                    " MiB): take items out, bound the queue, or raise system_options.memory",
                  failed);
}

// -- draft ------------------------------------------------------------------------------------------

item_draft::item_draft(const item_chain& in, item_kind kind, std::uint64_t words, std::uint16_t most_flights)
  : in_(in), head_{static_cast<std::uint32_t>(words), kind, 0, 0}, contents_(words), words_(small_) {
  fetch_lines(in);
  const std::uint64_t all = words + most_flights;
  if (bytes_for(all) > largest_item)
    throw invalid_argument("an item of " + std::to_string(bytes_for(all)) +
                           " bytes is too large for a queue or pipe, " + std::to_string(largest_item) +
                           " is the most; send it in parts");
  if (bytes_for(all) <= largest_in_chunk)
    return;
  extents run{0, extents_for(all), linking_run};
  if (const int failed = in.memory().claim(in.owner, in.in->own(), run.count, run.first))
    throw_no_memory(in, failed);
  os::pass_fault_point("objects.item.claimed");
  run_ = run;
  head_.away = 1;
  words_ = reinterpret_cast<std::uint64_t*>(in.memory().at(run.first));
}

item_draft::~item_draft() {
  if (is_away())
    in_.memory().give(run_.first, run_.count);
}

void item_draft::set_flights(std::span<const std::uint64_t> flights) noexcept {
  std::memcpy(words_ + contents_, flights.data(), flights.size_bytes());
  head_.flights = static_cast<std::uint16_t>(flights.size());
  head_.words = static_cast<std::uint32_t>(contents_ + flights.size());
}

// -- appender ---------------------------------------------------------------------------------------

appender::appender(const item_chain& to) noexcept : to_(to), words_(*to.producers), hold_(*to.in, to.producers->guard) {
  if (hold_.must_repair())
    repair();
}

item_count appender::waiting() const noexcept {
  // Pairs with the stores of a taker; late is not wrong, only more.
  return {words_.put.load(std::memory_order_relaxed) - to_.consumers->taken.load(std::memory_order_acquire),
          words_.bytes.load(std::memory_order_relaxed) - to_.consumers->bytes.load(std::memory_order_acquire)};
}

int appender::append(item_draft& what) noexcept {
  const std::uint64_t needed = bytes_in_chunk(what.head_);
  item_place at = words_.tail.load(std::memory_order_relaxed);
  // Not to the last byte: the place behind it would be the next extent's.
  if (at == 0 || at % extent_bytes + needed >= extent_bytes) {
    if (const int failed = open_chunk())
      return failed;
    at = words_.tail.load(std::memory_order_relaxed);
  }
  item_head& head = to_.head_at(at);
  head = what.head_;
  if (what.is_away())
    link(what);
  else
    std::memcpy(&head + 1, what.words_, what.head_.words * sizeof(std::uint64_t));
  if (what.is_away())
    *reinterpret_cast<item_run*>(&head + 1) = {what.run_.first, what.run_.count};
  os::pass_fault_point("objects.item.written");
  words_.tail.store(at + needed, std::memory_order_release); // pairs with the load in item_front
  last = {&words_, at + needed};
  os::pass_fault_point("objects.item.put");
  if (what.is_away()) // before it is counted: see settle
    words_.unsettled.store(0, std::memory_order_release);
  words_.put.store(words_.put.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  words_.bytes.store(words_.bytes.load(std::memory_order_relaxed) + bytes_of(what.head_), std::memory_order_release);
  if (what.is_away())
    what.run_ = {};
  return 0;
}

void appender::link(item_draft& what) noexcept {
  words_.unsettled.store(what.run_.packed(), std::memory_order_release);
  os::pass_fault_point("objects.item.run_noted");
  to_.set_use(what.run_, item_use::run);
  os::pass_fault_point("objects.item.run_linked");
}

// A chunk without items yet: the tail moves into it by itself.
int appender::open_chunk() noexcept {
  extents fresh{0, 1, opening_chunk};
  if (const int failed = to_.memory().claim(to_.owner, to_.in->own(), 1, fresh.first))
    return failed;
  chunk_head& head = to_.chunk(fresh.first);
  head.next.store(0, std::memory_order_relaxed);
  head.end.store(0, std::memory_order_relaxed);
  head.first_number = words_.put.load(std::memory_order_relaxed);
  head.first_bytes = words_.bytes.load(std::memory_order_relaxed);
  words_.unsettled.store(fresh.packed(), std::memory_order_release);
  to_.set_use(fresh, item_use::chunk);
  os::pass_fault_point("objects.chunk.noted");
  const item_place tail = words_.tail.load(std::memory_order_relaxed);
  if (tail == 0) {
    words_.first_chunk.store(fresh.first, std::memory_order_relaxed);
  } else {
    chunk_head& before = to_.chunk(extent_of(tail));
    before.end.store(static_cast<std::uint32_t>(tail % extent_bytes), std::memory_order_relaxed);
    before.next.store(fresh.first, std::memory_order_relaxed);
  }
  os::pass_fault_point("objects.chunk.linked");
  words_.tail.store(item_chain::first_place(fresh.first), std::memory_order_release); // pairs with item_front
  os::pass_fault_point("objects.chunk.opened");
  words_.unsettled.store(0, std::memory_order_relaxed);
  return 0;
}

// -- after a death ----------------------------------------------------------------------------------

void appender::repair() noexcept {
  const item_place tail = words_.tail.load(std::memory_order_relaxed);
  const item_count before = count_before(to_, tail);
  settle(extents::unpacked(words_.unsettled.load(std::memory_order_acquire)),
         before.items != words_.put.load(std::memory_order_relaxed));
  words_.unsettled.store(0, std::memory_order_release);
  words_.put.store(before.items, std::memory_order_release);
  words_.bytes.store(before.bytes, std::memory_order_relaxed);
  os::pass_fault_point("objects.appender.repaired");
}

// What the tail has not passed was never put. Extents that are still in the hands of the dead are freed
// by the house. As long as a run is in `unsettled` its item is not counted; the number of a run says
// nothing, since the item before may have had the same one, and be done with.
void appender::settle(extents left, bool was_put) noexcept {
  const item_place tail = words_.tail.load(std::memory_order_relaxed);
  if (left.step == opening_chunk && extent_of(tail) != left.first) {
    if (tail == 0) {
      words_.first_chunk.store(0, std::memory_order_relaxed);
    } else {
      to_.chunk(extent_of(tail)).next.store(0, std::memory_order_relaxed);
      to_.chunk(extent_of(tail)).end.store(0, std::memory_order_relaxed);
    }
    to_.drop_if(left, item_use::chunk);
  }
  if (left.step == linking_run && !was_put)
    to_.drop_if(left, item_use::run);
}

} // namespace troupe::rooms::objects
