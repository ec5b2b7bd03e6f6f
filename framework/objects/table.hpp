/// One process's view of the shared objects: makes them, finds them, keeps its references to them.
///
/// A reference is counted twice. Copies within a process are counted there, in its own memory; that the
/// process holds any is one bit in the object's entry, written by that process alone. The object goes
/// when no process has its bit set and no reference is on its way: at once if it never left the process
/// that made it, else by the house (caretaker.hpp). Bits of a dead process are taken back by the house.
/// Threads: any.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "mailbox/commons.hpp"
#include "objects/layout.hpp"
#include "objects/reference.hpp"

namespace troupe::rooms::objects {

class stakes;
class store;

class table {
public:
  /// `own`: whose bit this process sets. Fails: no_resource.
  table(const std::shared_ptr<mailbox::region>& where, mailbox::address own);
  /// References that are left lead nowhere from now on.
  ~table();
  table(const table&) = delete;
  table& operator=(const table&) = delete;

  [[nodiscard]] mailbox::region& where() const noexcept { return *where_; }
  [[nodiscard]] mailbox::slot_id own() const noexcept { return own_.slot; }
  [[nodiscard]] mailbox::address own_address() const noexcept { return own_; }
  [[nodiscard]] objects::stakes& stakes() const noexcept { return *stakes_; }
  /// Memory of objects that do not fit into their entries.
  [[nodiscard]] store& items() const noexcept { return *items_; }

  /// A new object. `begin` gives it its first state, in an entry whose state and body are zero; it may
  /// throw, and then nothing was made. Nobody else is asked. Fails: no_resource.
  [[nodiscard]] reference make(object_kind kind, const std::function<void(object_entry&)>& begin);
  /// A further reference to an object that is alive; empty when it is not, or is of another kind.
  /// `kind` none: any. Somebody keeps the object meanwhile: by a flight (transit.hpp), or because he
  /// holds a reference himself and has marked it as shared.
  [[nodiscard]] reference find(object_id which, object_kind kind = object_kind::none);

  [[nodiscard]] object_entry& entry(std::uint32_t index) const noexcept { return entries_[index]; }
  [[nodiscard]] object_id id_of(const object_entry& of) const noexcept;
  /// How many entries there are memory for.
  [[nodiscard]] std::uint32_t size() const noexcept { return head_->entries.load(std::memory_order_acquire); }
  /// How many objects there are now. Looks at all entries.
  [[nodiscard]] std::uint32_t count() const noexcept;

  /// The doorbell of this process is rung at every change of it, until `unwatch` was called as often.
  void watch(object_entry& of);
  void unwatch(object_entry& of) noexcept;

  // -- the rest is for this room --------------------------------------------------------------------

  /// Nothing refers to it, and the caller has claimed the entry: gives back what it has, and the entry.
  void unmake(object_entry& of) noexcept;
  /// Entry `index` may have lost its last holder: the house looks.
  void tell_released(std::uint32_t index) noexcept;
  [[nodiscard]] table_head& head() const noexcept { return *head_; }
  [[nodiscard]] std::atomic<std::uint64_t>* released_words() const noexcept;
  [[nodiscard]] const mailbox::commons& commons() const noexcept { return commons_; }
  [[nodiscard]] std::byte* memory() const noexcept { return all_.data(); }
  /// By the last reference of this process, under the lock of all records. What is to be unmade now, or
  /// null.
  [[nodiscard]] object_entry* forget(const record& what) noexcept;

private:
  [[nodiscard]] object_entry& claim(object_kind kind);
  [[nodiscard]] bool claim_at(std::uint32_t index, object_kind kind) noexcept;
  void grow();
  [[nodiscard]] bool hold(object_entry& of, object_id which, object_kind kind) noexcept;
  [[nodiscard]] reference enter(object_entry& of, object_id which);

  std::shared_ptr<mailbox::region> where_;
  mailbox::address own_;
  mailbox::commons commons_;
  os::mapping all_;
  table_head* head_;
  object_entry* entries_;
  std::unique_ptr<objects::stakes> stakes_;
  std::unique_ptr<store> items_;
  std::uint32_t rover_ = 1; ///< under the records' lock
  std::unordered_map<std::uint32_t, record*> records_;
  std::mutex watches_lock_;
  std::unordered_map<std::uint32_t, unsigned> watches_;
};

/// The doorbell of a slot is rung at every change of the object. Once per slot; `table::watch` counts.
void begin_watch(object_entry& of, mailbox::slot_id slot) noexcept;
void end_watch(object_entry& of, mailbox::slot_id slot) noexcept;

/// The table that this process uses, made now where a process makes it when it is first needed. Fails: contract_error
/// when there is no system, naming the line that is missing.
[[nodiscard]] table& current_table();
/// Null when there is none.
[[nodiscard]] table* find_current_table() noexcept;
/// By the house, and by the entry of every worker.
void set_current_table(table* which) noexcept;
/// From now on called by `current_table` when there is none; gives what it has set as the current one. Any thread may
/// be the caller, several at once. Null: nobody is.
void set_table_maker(table& (*make)()) noexcept;

} // namespace troupe::rooms::objects
