#include "objects/item_queue.hpp"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "objects/item_taking.hpp"
#include "objects/kinds.hpp"
#include "objects/waiting.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::objects {

namespace {

// Leaked: queues of static life go after everything else.
struct present_queues {
  std::mutex lock;
  std::unordered_map<object_id, std::weak_ptr<item_queue>> all;
};
present_queues& present() noexcept {
  static auto& only = *new present_queues;
  return only;
}

/// Who waited and was woken alone leaves the rest to others, and tells them if there is any, however the wait ends.
/// What comes behind the look is told by who brings it: before it, who slept has said that others may sleep
/// (sleep_on_word).
template <class IsAnyLeft>
class told_to_others {
public:
  told_to_others(const table& in, object_entry& of, wait_words& where, IsAnyLeft is_any_left) noexcept
    : in_(in), of_(of), where_(where), is_any_left_(is_any_left) {}
  ~told_to_others() {
    std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in announce
    if (is_any_left_())
      announce(in_, of_, where_, 1);
  }
  told_to_others(const told_to_others&) = delete;
  told_to_others& operator=(const told_to_others&) = delete;

private:
  const table& in_;
  object_entry& of_;
  wait_words& where_;
  IsAnyLeft is_any_left_;
};

} // namespace

// -- the queue --------------------------------------------------------------------------------------

std::shared_ptr<item_queue> item_queue::make(table& in, const queue_order& what) {
  return of(in, in.make(what.kind, [&](object_entry& entry) {
    queue_words& words = queue_in(entry).both;
    words.limit = what.limit;
    words.type = what.type;
    words.layout = what.layout;
    words.max_deliveries = what.max_deliveries;
  }));
}

std::shared_ptr<item_queue> item_queue::of(table& in, const reference& which) {
  present_queues& queues = present();
  const std::scoped_lock hold{queues.lock};
  std::weak_ptr<item_queue>& known = queues.all[which.id()];
  if (std::shared_ptr<item_queue> found = known.lock(); found && found->is_usable() && &found->in_ == &in)
    return found;
  auto made = std::make_shared<item_queue>(in, which);
  known = made;
  return made;
}

item_queue::item_queue(table& in, object_entry& entry, object_id id, reference keeps)
  : ref_(std::move(keeps)), entry_(entry), in_(in),
    chain_{&in, id, &queue_in(entry).producers, &queue_in(entry).consumers},
    cells_(chain_, queue_in(entry).both.first_cells, in.where(), in.own_address()) {}

item_queue::~item_queue() {
  if (is_usable())
    cells_.release();
  present_queues& queues = present();
  const std::scoped_lock hold{queues.lock};
  if (const auto known = queues.all.find(chain_.owner); known != queues.all.end() && known->second.expired())
    queues.all.erase(known);
}

// -- putting ----------------------------------------------------------------------------------------

// Taking needs a cell: with the first item there is one, so that no memory is needed to make room.
void item_queue::prepare_taking() {
  const taking side{*this};
  int failed = 0;
  if (cells_.idle(failed) == nullptr)
    throw_no_memory(chain_, failed);
}

put_outcome item_queue::put_now(item_draft& what) {
  const queue_words& both = words();
  if (both.first_cells.load(std::memory_order_relaxed) == 0)
    prepare_taking();
  appender side{chain_};
  if (both.finished.load(std::memory_order_relaxed) != 0)
    return put_outcome::finished;
  if (both.limit != 0 && side.waiting().items >= both.limit)
    return put_outcome::full;
  if (const int failed = side.append(what))
    throw_no_memory(chain_, failed);
  return put_outcome::put;
}

// A hint: what was returned and taken again is counted as waiting.
bool item_queue::has_room() const noexcept {
  const queue_body& body = this->body();
  const std::uint64_t taken = body.consumers.taken.load(std::memory_order_relaxed);
  return body.producers.put.load(std::memory_order_relaxed) - taken < words().limit || is_finished();
}

put_outcome item_queue::try_put(item_draft& what) {
  const put_outcome outcome = put_now(what);
  if (outcome == put_outcome::put)
    announce(in_, entry_, entry_.waits, 1);
  return outcome;
}

put_outcome item_queue::put(item_draft& what, os::time_point deadline) {
  put_outcome outcome = try_put(what);
  if (outcome != put_outcome::full)
    return outcome;
  const told_to_others room{in_, entry_, words().room, [this] { return has_room(); }};
  wait(in_, entry_, words().room, [&] { return (outcome = try_put(what)) != put_outcome::full; }, deadline);
  return outcome;
}

void item_queue::finish() {
  {
    const appender side{chain_};
    words().finished.store(1, std::memory_order_release);
  }
  announce(in_, entry_, entry_.waits);
  announce(in_, entry_, words().room);
}

// -- taking -----------------------------------------------------------------------------------------

// Whether a look under the guard may find something. A hint.
bool item_queue::may_take() const {
  queue_body& body = this->body();
  return has_item(chain_) || body.consumers.returned.load(std::memory_order_relaxed) != 0 || is_finished() ||
         body.both.deaths.load(std::memory_order_relaxed) != body.consumers.deaths.load(std::memory_order_relaxed);
}

// Over is it when nothing can come: what others have taken may still come back. Who has taken something
// himself is not kept waiting for them, since they might wait for him. Under the guard.
bool item_queue::is_over() const {
  if (!is_finished())
    return false;
  const lease_cells::holders holders = cells_.leased();
  return holders.self || !holders.others;
}

bool item_queue::is_ready() {
  if (has_item(chain_) || body().consumers.returned.load(std::memory_order_relaxed) != 0)
    return true;
  if (!may_take())
    return false;
  taking side{*this};
  return side.words().returned.load(std::memory_order_relaxed) != 0 || side.front().look() || is_over();
}

take_outcome item_queue::take_now(item_lease& into) {
  taking side{*this};
  lease_cell* cell = side.take_returned();
  if (cell == nullptr)
    cell = side.take_next();
  if (cell != nullptr) {
    into = item_lease{*this, *cell, view_at(chain_, cell->place.load(std::memory_order_relaxed))};
    return take_outcome::taken;
  }
  return is_over() ? take_outcome::over : take_outcome::nothing;
}

take_outcome item_queue::try_take(item_lease& into) {
  const take_outcome outcome = take_now(into);
  if (outcome == take_outcome::taken && words().limit != 0)
    announce(in_, entry_, words().room, 1);
  return outcome;
}

take_outcome item_queue::take(item_lease& into, os::time_point deadline) {
  take_outcome outcome = try_take(into);
  if (outcome != take_outcome::nothing)
    return outcome;
  const told_to_others items{in_, entry_, entry_.waits, [this] { return may_take(); }};
  wait(
    in_, entry_, entry_.waits, [&] { return may_take() && (outcome = try_take(into)) != take_outcome::nothing; },
    deadline);
  return outcome;
}

// -- counting ---------------------------------------------------------------------------------------

// What the dead have counted, or had not counted yet.
void item_queue::repair_counts() {
  const queue_body& body = this->body();
  if (is_abandoned(body.producers.guard))
    const appender repairing{chain_};
  if (is_abandoned(body.consumers.guard) ||
      body.both.deaths.load(std::memory_order_acquire) != body.consumers.deaths.load(std::memory_order_relaxed))
    const taking repairing{*this};
}

std::uint64_t item_queue::size() {
  repair_counts();
  const queue_body& body = this->body();
  const std::uint64_t taken = body.consumers.taken.load(std::memory_order_acquire);
  const std::uint64_t returned = body.consumers.returned.load(std::memory_order_acquire);
  const std::uint64_t put = body.producers.put.load(std::memory_order_acquire);
  return std::max(put, taken) - taken + returned;
}

// Who is dropped was dead before: read in this order, no letter is counted as both.
bool item_queue::all_done() {
  repair_counts();
  const queue_body& body = this->body();
  const std::uint64_t dropped = body.consumers.dropped.load(std::memory_order_acquire); // pairs with drop_letter
  return body.both.tasks_done.load(std::memory_order_acquire) + dropped +
           body.consumers.dead.load(std::memory_order_relaxed) >=
         body.producers.put.load(std::memory_order_acquire);
}

// Nobody reports what was dropped.
std::uint64_t item_queue::reportable() const noexcept {
  const queue_body& body = this->body();
  return body.producers.put.load(std::memory_order_acquire) - body.consumers.dropped.load(std::memory_order_acquire);
}

bool item_queue::task_done() {
  queue_body& body = this->body();
  std::uint64_t before = body.both.tasks_done.load(std::memory_order_relaxed);
  do
    if (before >= reportable()) {
      const appender exact{chain_}; // a producer may have died before it counted
      if (before >= reportable())
        return false;
    }
  while (!body.both.tasks_done.compare_exchange_weak(before, before + 1, std::memory_order_acq_rel));
  if (all_done())
    announce(in_, entry_, body.both.settled);
  return true;
}

bool item_queue::wait_until_done(os::time_point deadline) {
  return wait(in_, entry_, words().settled, [this] { return all_done(); }, deadline);
}

std::string item_queue::text() {
  std::string text{rules_of(entry_word::unpacked(entry_.word.load(std::memory_order_relaxed)).kind).name};
  text += '(' + std::to_string(size());
  if (words().limit != 0)
    text += " of " + std::to_string(words().limit);
  return text + (is_finished() ? " items, finished)" : " items)");
}

// -- what the house does ----------------------------------------------------------------------------

namespace {

// Nothing here takes a guard: what the dead held it for is repaired by the next who takes it.
void process_died(table& in, object_entry& of, mailbox::address who) {
  queue_body& body = queue_in(of);
  const item_chain chain{&in, in.id_of(of), &body.producers, &body.consumers};
  bool was_here =
    note_ending(chain, body.both.first_cells.load(std::memory_order_acquire), who, in.where().look(who.slot));
  was_here |= abandon(body.producers.guard, who.slot);
  was_here |= abandon(body.consumers.guard, who.slot);
  if (was_here)
    body.both.deaths.fetch_add(1, std::memory_order_release);
  rouse(in, of, body.both.room);
  rouse(in, of, body.both.settled);
}

void ended(table& in, object_entry& of) { in.items().give_all(in.id_of(of), in.own()); }

[[maybe_unused]] const bool known =
  set_rules(object_kind::queue, {.name = "queue", .process_died = &process_died, .ended = &ended}) &&
  set_rules(object_kind::joinable_queue, {.name = "joinable_queue", .process_died = &process_died, .ended = &ended});

} // namespace

} // namespace troupe::rooms::objects
