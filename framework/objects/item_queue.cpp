#include "objects/item_queue.hpp"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "objects/item_front.hpp"
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

constexpr std::uint64_t idle_of(mailbox::address self) noexcept {
  return cell_word{cell_state::idle, 0, self}.packed();
}

} // namespace

// -- leases -----------------------------------------------------------------------------------------

item_lease& item_lease::operator=(item_lease&& other) noexcept {
  give_back();
  of_ = std::exchange(other.of_, nullptr);
  cell_ = other.cell_;
  item_ = other.item_;
  return *this;
}

unsigned item_lease::deliveries() const noexcept {
  if (of_ == nullptr || !of_->is_usable())
    return 0;
  return cell_word::unpacked(cell_->word.load(std::memory_order_relaxed)).deliveries;
}

void item_lease::done() noexcept {
  if (item_queue* const of = std::exchange(of_, nullptr))
    of->finish_item(*cell_, item_);
}

void item_lease::give_back() noexcept {
  if (item_queue* const of = std::exchange(of_, nullptr))
    of->return_taken(*cell_, true);
}

void item_lease::undo() noexcept {
  if (item_queue* const of = std::exchange(of_, nullptr))
    of->return_taken(*cell_, false);
}

// -- the taking side --------------------------------------------------------------------------------

/// Holds its guard, with everything in order.
class item_queue::taking {
public:
  explicit taking(item_queue& of)
    : of_(of), words_(of.body().consumers), front_(of.chain_, of.cells_), hold_(of.in_, words_.guard) {
    const std::uint32_t deaths = of.words().deaths.load(std::memory_order_acquire); // pairs with process_died
    if (hold_.must_repair() || deaths != words_.deaths.load(std::memory_order_relaxed))
      repair(deaths);
  }

  [[nodiscard]] item_front& front() noexcept { return front_; }
  [[nodiscard]] consumer_words& words() noexcept { return words_; }
  [[nodiscard]] lease_cell* take_returned() noexcept;
  [[nodiscard]] lease_cell* take_next();
  void give_back(lease_cell& cell) noexcept;
  void uncount(lease_cell& cell) noexcept;

private:
  void repair(std::uint32_t deaths) noexcept;

  item_queue& of_;
  consumer_words& words_;
  item_front front_;
  guard hold_;
};

void item_queue::taking::repair(std::uint32_t deaths) noexcept {
  lease_cells& cells = of_.cells_;
  cells.undo_takings(words_.cursor.load(std::memory_order_relaxed));
  cells.settle(extents::unpacked(words_.unsettled.load(std::memory_order_acquire)));
  front_.repair();
  const lease_cells::counts counts = cells.bury(of_.words().max_deliveries);
  words_.returned.store(counts.returned, std::memory_order_relaxed);
  words_.dead.store(counts.dead, std::memory_order_relaxed);
  words_.deaths.store(deaths, std::memory_order_relaxed);
}

lease_cell* item_queue::taking::take_returned() noexcept {
  if (words_.returned.load(std::memory_order_relaxed) == 0)
    return nullptr;
  lease_cell* const cell = of_.cells_.first_returned();
  if (cell == nullptr)
    return nullptr;
  const auto deliveries = cell_word::unpacked(cell->word.load(std::memory_order_relaxed)).deliveries;
  of_.cells_.adopt(*cell);
  cell->word.store(
    cell_word{cell_state::leased, static_cast<std::uint8_t>(deliveries + 1), of_.in_.own_address()}.packed(),
    std::memory_order_release);
  os::pass_fault_point("objects.lease.retaken");
  words_.returned.fetch_sub(1, std::memory_order_relaxed);
  return cell;
}

lease_cell* item_queue::taking::take_next() {
  const item_view item = front_.look();
  if (!item)
    return nullptr;
  int failed = 0;
  lease_cell* const cell = of_.cells_.idle(failed);
  if (cell == nullptr)
    throw_no_memory(of_.chain_, failed);
  cell->place.store(item.place, std::memory_order_relaxed);
  cell->number.store(words_.taken.load(std::memory_order_relaxed), std::memory_order_relaxed);
  cell->word.store(cell_word{cell_state::leased, 1, of_.in_.own_address()}.packed(), std::memory_order_release);
  os::pass_fault_point("objects.lease.noted");
  front_.pass(item);
  return cell;
}

void item_queue::taking::give_back(lease_cell& cell) noexcept {
  const bool again = return_item(cell, of_.words().max_deliveries);
  os::pass_fault_point("objects.lease.returned");
  (again ? words_.returned : words_.dead).fetch_add(1, std::memory_order_relaxed);
}

// Whoever dies behind this has its lease given back, and uncounted.
void item_queue::taking::uncount(lease_cell& cell) noexcept {
  cell_word word = cell_word::unpacked(cell.word.load(std::memory_order_relaxed));
  --word.deliveries;
  cell.word.store(word.packed(), std::memory_order_release);
  os::pass_fault_point("objects.lease.uncounted");
}

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

void item_queue::finish_item(lease_cell& cell, const item_view& item) noexcept {
  if (!is_usable())
    return;
  const extent_id chunk = extent_of(item.place);
  os::pass_fault_point("objects.lease.before_done");
  if (item.run.count != 0) {
    taking side{*this};
    side.front().begin_to_free(item.run);
    cell.word.store(idle_of(in_.own_address()), std::memory_order_release);
    os::pass_fault_point("objects.lease.done");
    side.front().free_run(item.run);
    side.front().free_passed(chunk);
  } else {
    cell.word.exchange(idle_of(in_.own_address()), std::memory_order_seq_cst); // pairs with the fence in leave
    os::pass_fault_point("objects.lease.done");
    if (chain_.has(chunk, item_use::passed))
      taking{*this}.front().free_passed(chunk);
  }
  if (is_finished())
    announce(in_, entry_, entry_.waits); // perhaps the last one that others waited for
}

void item_queue::return_taken(lease_cell& cell, bool was_delivered) noexcept {
  if (!is_usable())
    return;
  cell.cause.store(static_cast<std::uint8_t>(return_cause::dropped), std::memory_order_relaxed);
  {
    taking side{*this};
    if (!was_delivered)
      side.uncount(cell);
    side.give_back(cell);
  }
  announce(in_, entry_, entry_.waits, is_finished() ? all : 1);
  if (all_done())
    announce(in_, entry_, words().settled);
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

bool item_queue::all_done() {
  repair_counts();
  const queue_body& body = this->body();
  return body.both.tasks_done.load(std::memory_order_acquire) + body.consumers.dead.load(std::memory_order_relaxed) >=
         body.producers.put.load(std::memory_order_acquire);
}

bool item_queue::task_done() {
  queue_body& body = this->body();
  std::uint64_t before = body.both.tasks_done.load(std::memory_order_relaxed);
  do
    if (before >= body.producers.put.load(std::memory_order_acquire)) {
      const appender exact{chain_}; // a producer may have died before it counted
      if (before >= body.producers.put.load(std::memory_order_acquire))
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

// -- dead letters -----------------------------------------------------------------------------------

std::vector<dead_item> item_queue::dead() {
  std::vector<std::pair<std::uint64_t, dead_item>> found;
  const taking side{*this};
  cells_.each_item([&](const lease_cell& cell, cell_word word) {
    if (word.state != cell_state::dead)
      return;
    const item_view item = view_at(chain_, cell.place.load(std::memory_order_relaxed));
    const auto contents = item.contents();
    found.emplace_back(cell.number.load(std::memory_order_relaxed),
                       dead_item{item.head,
                                 {contents.begin(), contents.end()},
                                 word.deliveries,
                                 static_cast<return_cause>(cell.cause.load(std::memory_order_relaxed)),
                                 cell.taker_slot.load(std::memory_order_relaxed),
                                 static_cast<int>(cell.taker_pid.load(std::memory_order_relaxed)),
                                 {static_cast<ending_kind>(cell.ending_kind.load(std::memory_order_relaxed)),
                                  cell.ending_code.load(std::memory_order_relaxed)}});
  });
  std::ranges::sort(found, {}, &std::pair<std::uint64_t, dead_item>::first);
  std::vector<dead_item> result;
  for (auto& [number, item] : found)
    result.push_back(std::move(item));
  return result;
}

std::size_t item_queue::return_dead() {
  std::size_t count = 0;
  {
    taking side{*this};
    cells_.each_item([&](lease_cell& cell, cell_word word) {
      if (word.state != cell_state::dead)
        return;
      cell.word.store(cell_word{cell_state::returned, 0, {0, 0}}.packed(), std::memory_order_release);
      side.words().returned.fetch_add(1, std::memory_order_relaxed);
      side.words().dead.fetch_sub(1, std::memory_order_relaxed);
      ++count;
    });
  }
  announce(in_, entry_, entry_.waits);
  return count;
}

// Each becomes this process's first, and is then done with like any other. Whoever dies before it is counted leaves a
// dead letter again, and nobody waits for it twice.
std::vector<std::uint64_t> item_queue::drop_dead() {
  std::vector<std::uint64_t> flights;
  std::vector<item_lease> mine;
  {
    taking side{*this};
    cells_.each_item([&](lease_cell& cell, cell_word word) {
      if (word.state != cell_state::dead)
        return;
      const item_view item = view_at(chain_, cell.place.load(std::memory_order_relaxed));
      flights.insert(flights.end(), item.flights().begin(), item.flights().end());
      cells_.adopt(cell);
      cell.word.store(cell_word{cell_state::leased, word.deliveries, in_.own_address()}.packed(),
                      std::memory_order_release);
      os::pass_fault_point("objects.letter.taken");
      side.words().dead.fetch_sub(1, std::memory_order_relaxed);
      words().tasks_done.fetch_add(1, std::memory_order_acq_rel); // nobody else will report it
      mine.emplace_back(*this, cell, item);
    });
  }
  for (item_lease& one : mine)
    one.done();
  if (all_done())
    announce(in_, entry_, words().settled); // for a moment they were neither dead nor done
  return flights;
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
