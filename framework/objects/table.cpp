#include "objects/table.hpp"

#include <algorithm>
#include <cstring>
#include <thread>

#include "mailbox/endpoint.hpp"
#include "objects/kinds.hpp"
#include "objects/stakes.hpp"
#include "objects/store.hpp"
#include "objects/table_end.hpp"
#include "objects/transit.hpp"
#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::objects {

namespace {

constexpr std::uint32_t least_growth = 128;
constexpr std::uint32_t released_per_page = os::page_size * 8;

// Leaked: handles of static life are dropped after everything else.
std::mutex& records_lock() {
  static auto& lock = *new std::mutex;
  return lock;
}

std::atomic<table*> current{nullptr};
std::atomic<table& (*)()> maker{nullptr};

std::uint64_t page_before(std::uint64_t offset) noexcept { return offset / os::page_size * os::page_size; }

void reserve(const mailbox::commons& in, std::uint64_t from, std::uint64_t to) {
  for (std::uint64_t at = page_before(from); at < to; at += os::page_size)
    if (const int failed = in.reserve_common_page(at))
      os::throw_errno("allocating the table of shared objects", failed);
}

void raise(std::atomic<std::uint32_t>& end, std::uint32_t to) noexcept {
  std::uint32_t now = end.load(std::memory_order_relaxed);
  while (now < to && !end.compare_exchange_weak(now, to, std::memory_order_release)) {
  }
}

std::uint64_t bit_of(mailbox::slot_id slot) noexcept { return std::uint64_t{1} << slot % 64; }

constexpr std::uint32_t next_generation(std::uint32_t now) noexcept {
  const std::uint32_t next = (now + 1) & ((1U << generation_bits) - 1);
  return next == 0 ? 1 : next;
}

// All but the word, which says that the entry is claimed.
void wipe(object_entry& of) noexcept {
  std::memset(reinterpret_cast<std::byte*>(&of) + sizeof of.word, 0, sizeof of - sizeof of.word);
}

} // namespace

table::table(const std::shared_ptr<mailbox::region>& where, mailbox::address own)
  : where_(where), own_(own), commons_(*where), all_(commons_.map(0, table_bytes, os::access::read_write)),
    head_(reinterpret_cast<table_head*>(all_.data())),
    entries_(reinterpret_cast<object_entry*>(all_.data() + entries_at)) {
  reserve(commons_, 0, os::page_size);
  stakes_ = std::make_unique<objects::stakes>(*this);
  items_ = std::make_unique<store>(*where);
}

table::~table() {
  table* self = this;
  current.compare_exchange_strong(self, nullptr);
  call_ends_of(*this);
  const std::scoped_lock hold{records_lock()};
  for (const auto& [index, one] : records_) {
    one->entry.store(nullptr, std::memory_order_relaxed);
    one->in = nullptr;
  }
}

object_id table::id_of(const object_entry& of) const noexcept {
  const auto index = static_cast<std::uint32_t>(&of - entries_);
  return make_id(index, entry_word::unpacked(of.word.load(std::memory_order_acquire)).generation);
}

std::uint32_t table::count() const noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t index = 1; index < size(); ++index)
    if (entry_word::unpacked(entries_[index].word.load(std::memory_order_relaxed)).life == object_life::live)
      ++found;
  return found;
}

std::atomic<std::uint64_t>* table::released_words() const noexcept {
  return reinterpret_cast<std::atomic<std::uint64_t>*>(all_.data() + released_at);
}

// -- making -----------------------------------------------------------------------------------------

bool table::claim_at(std::uint32_t index, object_kind kind) noexcept {
  std::uint64_t word = entries_[index].word.load(std::memory_order_relaxed);
  const entry_word now = entry_word::unpacked(word);
  if (now.life != object_life::free)
    return false;
  const entry_word mine{next_generation(now.generation), own_.slot, kind, object_life::claimed};
  return entries_[index].word.compare_exchange_strong(word, mine.packed(), std::memory_order_acquire);
}

// Several processes may grow it at once: pages that are there stay as they are.
void table::grow() {
  const std::uint32_t before = size();
  const std::uint32_t after = std::min(max_objects, before + std::max(least_growth, before / 4));
  if (before == max_objects)
    throw no_resource("there are " + std::to_string(max_objects) + " shared objects already; let go of some", 0);
  reserve(commons_, entries_at + before * sizeof(object_entry), entries_at + after * sizeof(object_entry));
  reserve(commons_, released_at + before / 8, released_at + (after + 7) / 8);
  os::pass_fault_point("objects.table.grown");
  raise(head_->entries, after);
}

// Index 0 is no object's.
object_entry& table::claim(object_kind kind) {
  for (;;) {
    const std::uint32_t end = size();
    for (std::uint32_t looked = 0; looked < end; ++looked) {
      rover_ = rover_ + 1 >= end ? 1 : rover_ + 1;
      if (claim_at(rover_, kind))
        return entries_[rover_];
    }
    grow();
    rover_ = end == 0 ? 0 : end - 1;
  }
}

reference table::make(object_kind kind, const std::function<void(object_entry&)>& begin) {
  const std::scoped_lock hold{records_lock()};
  object_entry& made = claim(kind);
  os::pass_fault_point("objects.make.claimed");
  entry_word word = entry_word::unpacked(made.word.load(std::memory_order_relaxed));
  try {
    begin(made);
    made.holders.bits[own_.slot / 64].store(bit_of(own_.slot), std::memory_order_relaxed);
    reference result = enter(made, id_of(made));
    word.life = object_life::live;
    made.word.store(word.packed(), std::memory_order_release); // pairs with the load in hold
    os::pass_fault_point("objects.make.live");
    return result;
  } catch (...) {
    wipe(made);
    word.life = object_life::free;
    made.word.store(word.packed(), std::memory_order_release); // pairs with claim_at
    throw;
  }
}

reference table::enter(object_entry& of, object_id which) {
  auto made = std::make_unique<record>();
  made->entry = &of;
  made->count = 1;
  made->id = which;
  made->in = this;
  records_[index_in(which)] = made.get();
  return reference{made.release()};
}

// -- finding ----------------------------------------------------------------------------------------

// The bit before the look; the house looks at the bits after it claimed the word.
bool table::hold(object_entry& of, object_id which, object_kind kind) noexcept {
  const auto is_it = [&](const entry_word& now) {
    return now.generation == generation_in(which) && (kind == object_kind::none || now.kind == kind);
  };
  if (!is_it(entry_word::unpacked(of.word.load(std::memory_order_acquire))))
    return false;
  of.flags.fetch_or(entry_shared, std::memory_order_relaxed);
  of.moves.fetch_add(1, std::memory_order_seq_cst); // pairs with the caretaker's look
  of.holders.bits[own_.slot / 64].fetch_or(bit_of(own_.slot), std::memory_order_seq_cst);
  os::pass_fault_point("objects.find.held");
  entry_word now = entry_word::unpacked(of.word.load(std::memory_order_seq_cst));
  for (; is_it(now) && now.life == object_life::claimed; now = entry_word::unpacked(of.word.load()))
    std::this_thread::yield(); // somebody decides whether it goes
  if (is_it(now) && now.life == object_life::live)
    return true;
  of.holders.bits[own_.slot / 64].fetch_and(~bit_of(own_.slot), std::memory_order_seq_cst);
  tell_released(index_in(which)); // if it is another object by now, the bit may have been taken for a holder's
  return false;
}

reference table::find(object_id which, object_kind kind) {
  const std::uint32_t index = index_in(which);
  if (which == 0 || index >= size())
    return {};
  const std::scoped_lock hold_lock{records_lock()};
  if (const auto known = records_.find(index); known != records_.end() && known->second->id == which) {
    std::atomic<std::uint32_t>& count = known->second->count;
    std::uint32_t now = count.load(std::memory_order_relaxed);
    while (now != 0 && !count.compare_exchange_weak(now, now + 1, std::memory_order_relaxed)) {
    }
    const bool fits = kind == object_kind::none || entry_word::unpacked(entries_[index].word.load()).kind == kind;
    if (now != 0 && fits)
      return reference{known->second};
    if (now != 0) {
      count.fetch_sub(1, std::memory_order_relaxed);
      return {};
    }
    // else its last copy is just being dropped by another thread, which will find this one in its place
  }
  return hold(entries_[index], which, kind) ? enter(entries_[index], which) : reference{};
}

// -- letting go -------------------------------------------------------------------------------------

object_entry* table::forget(const record& what) noexcept {
  const std::uint32_t index = index_in(what.id);
  const auto known = records_.find(index);
  if (known == records_.end() || known->second != &what)
    return nullptr;
  records_.erase(known);
  object_entry& of = entries_[index];
  if ((of.flags.load(std::memory_order_relaxed) & entry_shared) == 0) {
    const entry_word mine{generation_in(what.id), own_.slot, entry_word::unpacked(of.word.load()).kind,
                          object_life::claimed};
    of.word.store(mine.packed(), std::memory_order_relaxed);
    rover_ = index == 0 ? 0 : index - 1;
    return &of;
  }
  of.holders.bits[own_.slot / 64].fetch_and(~bit_of(own_.slot), std::memory_order_seq_cst);
  os::pass_fault_point("objects.forget.let_go");
  tell_released(index);
  return nullptr;
}

void table::tell_released(std::uint32_t index) noexcept {
  released_words()[index / 64].fetch_or(std::uint64_t{1} << index % 64, std::memory_order_seq_cst);
  where_->call(mailbox::house_slot, mailbox::attention_objects);
}

// A free entry is all zero but for its word. Who dies in between leaves it claimed, and the house does
// it once more.
void table::unmake(object_entry& of) noexcept {
  entry_word word = entry_word::unpacked(of.word.load(std::memory_order_relaxed));
  os::pass_fault_point("objects.unmake.claimed");
  if (const auto ended = rules_of(word.kind).ended)
    ended(*this, of);
  if ((of.flags.load(std::memory_order_relaxed) & entry_carries) != 0)
    drop_carried(*this, id_of(of));
  os::pass_fault_point("objects.unmake.ended");
  wipe(of);
  word.claimer = 0;
  word.life = object_life::free;
  of.word.store(word.packed(), std::memory_order_release); // pairs with claim_at
}

// -- watching ---------------------------------------------------------------------------------------

// The count before the bit, and after it on the way back: whoever dies in between leaves it too high,
// which costs a look in vain at each change.
void begin_watch(object_entry& of, mailbox::slot_id slot) noexcept {
  of.watcher_count.fetch_add(1, std::memory_order_seq_cst);
  os::pass_fault_point("objects.watch.counted");
  of.watchers.bits[slot / 64].fetch_or(bit_of(slot), std::memory_order_seq_cst);
  std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in announce
}

void end_watch(object_entry& of, mailbox::slot_id slot) noexcept {
  of.watchers.bits[slot / 64].fetch_and(~bit_of(slot), std::memory_order_seq_cst);
  of.watcher_count.fetch_sub(1, std::memory_order_seq_cst);
}

void table::watch(object_entry& of) {
  const std::scoped_lock hold{watches_lock_};
  if (++watches_[index_in(id_of(of))] == 1)
    begin_watch(of, own_.slot);
}

void table::unwatch(object_entry& of) noexcept {
  const std::scoped_lock hold{watches_lock_};
  const auto found = watches_.find(index_in(id_of(of)));
  if (found == watches_.end() || --found->second != 0)
    return;
  watches_.erase(found);
  end_watch(of, own_.slot);
}

} // namespace troupe::rooms::objects

// -- references -------------------------------------------------------------------------------------

namespace troupe::shared {

using namespace rooms::objects;

void reference::refuse() const {
  if (record_ == nullptr)
    throw contract_error("this handle refers to no shared object; make one, or assign one to it");
  throw contract_error("this handle has outlived its troupe::system; destroy it, or keep the system longer");
}

void reference::let_go(record* last) noexcept {
  const std::unique_ptr<record> mine{last};
  rooms::objects::table* in = nullptr;
  object_entry* unused = nullptr;
  {
    const std::scoped_lock hold{records_lock()};
    in = last->in;
    unused = in != nullptr ? in->forget(*last) : nullptr;
  }
  if (unused != nullptr)
    in->unmake(*unused);
}

} // namespace troupe::shared

namespace troupe::rooms::objects {

// -- the current one --------------------------------------------------------------------------------

table* find_current_table() noexcept { return current.load(std::memory_order_acquire); }

table& current_table() {
  if (table* const here = find_current_table())
    return *here;
  if (const auto make = maker.load(std::memory_order_acquire)) // pairs with set_table_maker
    return make();
  throw contract_error("there is no troupe::system; make one first in main: troupe::system sys{argc, argv};");
}

void set_current_table(table* which) noexcept { current.store(which, std::memory_order_release); }

void set_table_maker(table& (*make)()) noexcept { maker.store(make, std::memory_order_release); }

} // namespace troupe::rooms::objects
