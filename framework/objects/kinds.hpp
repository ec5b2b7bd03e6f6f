/// What each kind of object does when something happens to it that is the same for all kinds.
///
/// A kind's author gives the functions; null: nothing is to be done. They run in the house, but for
/// `ended`, which runs wherever the last reference was dropped; none may wait, none is called while a
/// guard is held.
#pragma once

#include "objects/layout.hpp"

namespace troupe::rooms::objects {

class table;

struct kind_rules {
  /// "event": for texts.
  const char* name;
  /// A process is dead, whether it held a reference or not: take back what it has of the object (ownership,
  /// a guard outside the entry: `abandon`), and wake those it was to wake at words outside the entry.
  void (*process_died)(table& in, object_entry& of, mailbox::address who) = nullptr;
  /// A stake of a dead process in this object, not a flight; it is freed afterwards.
  void (*stake_lost)(table& in, object_entry& of, stake& which) = nullptr;
  /// Nobody refers to the object any more: give back what it has beside its entry. May be called again
  /// when it died in the middle, and for an object that was only half made (all zero where nothing was
  /// written): it says in the entry what it has given back.
  void (*ended)(table& in, object_entry& of) = nullptr;
};

[[nodiscard]] const kind_rules& rules_of(object_kind kind) noexcept;
/// Before the first object of that kind; by its own source file.
bool set_rules(object_kind kind, const kind_rules& rules) noexcept;

} // namespace troupe::rooms::objects
